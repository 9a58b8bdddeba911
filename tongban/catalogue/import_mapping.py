"""From a neutral feed row to the content of a version. Pure: what is filled in is named in `defaults`.

Rules where the source is silent: the form is the default one for its applicants; steps are accept, examine, decide,
deliver; a result follows from the kind of item. `case_kind` is `instant` only where the source says that it decides on
the spot (a promise of 0 days or words such as 当场办结); a promise of one working day is a short promise, no more.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from tongban.catalogue.content import FeeView, MaterialView, ResultView, StepView, VersionContent
from tongban.catalogue.default_form import default_form
from tongban.catalogue.exchange.documents import fields_from
from tongban.catalogue.kinds import shipped_manifests
from tongban.catalogue.states import CaseKind
from tongban.feeds.rows import FeedItem, Note

DEFAULT_STEPS = (
    StepView("受理", "clerk", verb="accept"),
    StepView("审查", "approver", verb="examine"),
    StepView("决定", "approver", verb="decide"),
    StepView("送达", "clerk", verb="deliver"),
)


def result_of(item_kind: str) -> ResultView:
    """What results where the source does not say: the decision of a kind that hands out one, else a notice."""
    manifest = shipped_manifests()[item_kind]
    decided = manifest.power and manifest.result == manifest.granted_title
    return ResultView("approval" if decided else "other", manifest.result)


def channels_of(item: FeedItem) -> tuple[tuple[str, ...], bool]:
    """Channels, and whether they were assumed: whoever demands a visit has a window; somewhere it must be possible."""
    found = []
    if item.online:
        found.append("portal")
    if item.window or item.visits:
        found.append("window")
    return (tuple(found), False) if found else (("window",), True)


def content_of(item: FeedItem) -> VersionContent:
    """The content of the version that says what the source says."""
    channels, assumed = channels_of(item)
    defaults = ["form", "steps", "result"] + (["channels"] if assumed else [])
    defaults = [name for name in defaults if name not in item.guide]
    content = VersionContent(
        name=item.name,
        case_kind=CaseKind.INSTANT if item.on_the_spot else CaseKind.PROMISED,
        statutory=item.statutory,
        promised=item.promised,
        applicant_kinds=item.applicant_kinds,
        channels=channels,
        visits=item.visits,
        online=item.online,
        in_hall=None,
        result=result_of(item.item_kind),
        materials=tuple(MaterialView(order, name) for order, name in enumerate(item.materials or (), 1)),
        materials_stated=item.materials is not None,
        steps=DEFAULT_STEPS,
        form_schema=default_form(item.applicant_kinds),
        accept_conditions=item.accept_conditions,
        places=item.places,
        phones=item.phones,
        complaint_phones=item.complaint_phones,
        fee=FeeView(),
        themes=item.themes,
        aliases=item.aliases,
        online_url=item.online_url,
        online_platform=item.online_platform,
        booking=item.booking,
        booking_url=item.booking_url,
        courier=item.courier,
        joint_departments=item.joint_departments,
        defaults=tuple(defaults),
        extra=dict(item.extra),
    )
    return replace(content, **fields_from(item.guide)) if item.guide else content


def origin_digest(item: FeedItem, content_digest: str) -> str:
    """Fingerprint of all that the source says of the item; equal means that nothing is to be written."""
    header = [
        item.code,
        item.department_name,
        item.region_code,
        item.exercise_level,
        item.entry_name,
        item.main_code,
        item.main_name,
        item.item_kind,
        item.item_state,
        item.local_code,
    ]
    text = json.dumps([content_digest, *header], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def finding_of(note: Note) -> dict[str, str]:
    """A note as it is kept beside the version."""
    return {"kind": note.kind, "field": note.field, "text": note.text, "weight": note.weight.value}
