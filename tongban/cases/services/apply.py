"""A whole application in one act: what integrators and windows hand in complete, without a draft before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tongban.cases import policies
from tongban.cases.policies.reapply import check_may_apply
from tongban.cases.policies.steps import check_window
from tongban.cases.services import _rows
from tongban.cases.services._begin import MaterialInput, begun, material_values, prefilled
from tongban.cases.services._common import Loaded, verb
from tongban.cases.services._receipt import confirm, receive
from tongban.cases.states import CASE_LIFECYCLE
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import ItemVersionView, MaterialView
from tongban.files import services as files
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class GivenMaterial:
    """One material of a whole application: a file, a licence in its place, or paper checked at the window."""

    order: int
    upload: files.Upload | None = None
    licence_identifier: str = ""
    paper: bool = False


@dataclass(frozen=True, slots=True)
class ReceivedCase:
    """What the applicant gets back."""

    uid: UUID
    case_no: str


@verb
def submit_application(
    *,
    item_code: str,
    applicant_id: int,
    form_data: Mapping[str, object],
    materials: Sequence[GivenMaterial],
    actor: Actor,
    subject_id: int | None = None,
    window_id: int | None = None,
    incomplete: bool = False,
) -> ReceivedCase:
    """Hand in an application with form and materials; all of it is received, or nothing is kept.

    The same checks as `draft_case`, `attach_material` and `submit_case` one after the other; there is no draft, so
    nothing is recorded of one. Raises what those raise, `NotFound` for an item without a version in force, and
    `InvalidInput` for a material named twice.
    """
    version = catalogue.version_of_code(item_code)
    if window_id is not None:
        check_window(window_id, version)
    case, kind = begun(version, applicant_id, subject_id, actor)
    check_may_apply(version, applicant_id, subject_id)
    schema = catalogue.for_applicant(version.form_schema, kind)
    known = prefilled(version, applicant_id, kind, actor, but=form_data)
    cleaned, problems = catalogue.clean_form(schema, {**known, **form_data})
    if problems:
        raise InvalidInput(errors=problems)
    wanted = _requirements(version, materials)
    if not incomplete:
        policies.check_materials(version, wanted.keys())

    case.form_data, case.window_id = cleaned, window_id
    loaded = Loaded(case, version)
    given = _taken(loaded, wanted, materials, actor)
    move = CASE_LIFECYCLE.check("submit", case.state)
    orders = sorted(given)
    note = receive(loaded, actor, [wanted[order].name for order in orders])
    case.state, case.revision = move.target, 1
    _rows.insert_case(case, [(wanted[order], given[order]) for order in orders], note)
    confirm(loaded, actor, incomplete=incomplete)
    return ReceivedCase(case.uid, case.case_no)


def _requirements(version: ItemVersionView, materials: Sequence[GivenMaterial]) -> dict[int, MaterialView]:
    """What the guide asks for under each order handed in."""
    found: dict[int, MaterialView] = {}
    for one in materials:
        if one.order in found:
            raise InvalidInput(errors={f"materials.{one.order}": f"同一份材料（序号{one.order}）写了两次。"})
        found[one.order] = policies.requirement(version, one.order)
    return found


def _taken(
    loaded: Loaded, wanted: Mapping[int, MaterialView], materials: Sequence[GivenMaterial], actor: Actor
) -> dict[int, dict[str, str]]:
    """The column values of every material by its order; files are stored on the way, all at once."""
    found: dict[int, dict[str, str]] = {}
    uploads = {one.order: one.upload for one in materials if one.upload is not None}
    for order, stored in zip(uploads, files.store_all(files=list(uploads.values()), actor=actor), strict=True):
        found[order] = {
            "provision": "upload", "digest": stored.digest, "file_name": stored.name, "licence_identifier": ""
        }  # fmt: skip
    for one in materials:
        if one.upload is None:
            plain = MaterialInput(one.order, licence_identifier=one.licence_identifier, paper=one.paper)
            found[one.order] = material_values(loaded, wanted[one.order], plain, actor)
    return found
