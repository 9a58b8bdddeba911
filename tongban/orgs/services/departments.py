"""Register and change departments."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput, NotFound
from tongban.kernel.standards.regions import clean_region
from tongban.kernel.standards.uscc import check_uscc
from tongban.ledger import services as ledger
from tongban.orgs import facts
from tongban.orgs.errors import DepartmentExists, DepartmentLoop
from tongban.orgs.models import Department
from tongban.orgs.policies import check_imports, check_manages, clean
from tongban.orgs.selectors import DepartmentView, department_view, with_descendants
from tongban.orgs.states import DepartmentKind

CODE_LENGTH = 18
CODE_MOST = 36


def register_department(
    *,
    code: str,
    name: str,
    short_name: str = "",
    region_code: str = "",
    kind: str = DepartmentKind.AUTHORITY,
    parent_id: int | None = None,
    phone: str = "",
    address: str = "",
    actor: Actor,
) -> DepartmentView:
    """Register one of the city's own departments. Its unified social credit identifier must be right (GB 32100).

    Raises `PermissionDenied`, `InvalidInput` (check digit, names, kind), `DepartmentExists`, `NotFound` (parent).
    """
    with transaction.atomic():
        check_manages(actor)
        return _insert(
            code=check_uscc(code),
            code_valid=True,
            name=name,
            short_name=short_name,
            region_code=region_code,
            kind=kind,
            parent_id=parent_id,
            phone=phone,
            address=address,
            actor=actor,
        )


def ensure_department(
    *,
    code: str,
    name: str,
    region_code: str = "",
    kind: str = DepartmentKind.AUTHORITY,
    phone: str = "",
    address: str = "",
    actor: Actor,
) -> DepartmentView:
    """The department with this code, registered if it is not known: for catalogues of other places.

    A foreign code with a wrong check digit is kept as it came and flagged `code_valid=False`; one that is empty
    or longer than 36 characters raises `InvalidInput`. A known department is returned unchanged, whatever its name.
    """
    with transaction.atomic():
        check_imports(actor)
        given, valid = _foreign_code(code)
        row = Department.objects.filter(code=given).first()
        if row is not None:
            return department_view(row)
        try:
            return _insert(
                code=given,
                code_valid=valid,
                name=name,
                short_name="",
                region_code=region_code,
                kind=kind,
                parent_id=None,
                phone=phone,
                address=address,
                actor=actor,
            )
        except DepartmentExists:
            return department_view(Department.objects.get(code=given))


def change_department(
    *,
    department_id: int,
    name: str | None = None,
    short_name: str | None = None,
    parent_id: int | None = None,
    phone: str | None = None,
    address: str | None = None,
    active: bool | None = None,
    actor: Actor,
) -> DepartmentView:
    """Change what is given, leave the rest. Raises `PermissionDenied`, `NotFound`, `DepartmentLoop`, `InvalidInput`."""
    with transaction.atomic():
        row = Department.objects.select_for_update(no_key=True).filter(pk=department_id).first()
        if row is None:
            raise NotFound()
        check_manages(actor)
        changes: dict[str, str | int | bool] = {}
        for field, value, most in (("name", name, 200), ("short_name", short_name, 100)):
            if value is not None:
                changes[field] = clean(field, value, most=most)
        for field, value, most in (("phone", phone, 60), ("address", address, 300)):
            if value is not None:
                changes[field] = clean(field, value, most=most, required=False)
        if parent_id is not None:
            if parent_id in with_descendants([department_id]):
                raise DepartmentLoop()
            _check_parent(parent_id)
            changes["parent_id"] = parent_id
        if active is not None:
            changes["active"] = active
        changed = {field: value for field, value in changes.items() if getattr(row, field) != value}
        for field, new in changed.items():
            setattr(row, field, new)
        if changed:
            row.save(update_fields=list(changed))
            ledger.record(
                facts.DEPARTMENT_CHANGED,
                actor=actor,
                objects=[facts.department_ref(row.pk)],
                data={"fields": tuple(sorted(changed))},
                department_id=row.pk,
                region_code=row.region_code,
            )
        return department_view(row)


def _foreign_code(code: str) -> tuple[str, bool]:
    try:
        return check_uscc(code), True
    except DomainError:
        given = "".join(code.split()).upper()
        if not given or len(given) > CODE_MOST:
            raise InvalidInput(errors={"code": f"部门代码为空，或超过 {CODE_MOST} 位。"}) from None
        return given, False


def _check_parent(parent_id: int | None) -> None:
    if parent_id is not None and not Department.objects.filter(pk=parent_id).exists():
        raise NotFound()


def _insert(
    *,
    code: str,
    code_valid: bool,
    name: str,
    short_name: str,
    region_code: str,
    kind: str,
    parent_id: int | None,
    phone: str,
    address: str,
    actor: Actor,
) -> DepartmentView:
    cleaned = clean("name", name, most=200)
    if kind not in DepartmentKind.values:
        raise InvalidInput(errors={"kind": "没有这种部门性质。"})
    _check_parent(parent_id)
    row = Department(
        code=code,
        code_valid=code_valid,
        name=cleaned,
        short_name=clean("short_name", short_name, most=100, required=False) or cleaned[:100],
        region_code=clean_region(region_code),
        parent_id=parent_id,
        kind=kind,
        phone=clean("phone", phone, most=60, required=False),
        address=clean("address", address, most=300, required=False),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        known = Department.objects.filter(code=code).first()
        if known is None:
            raise
        raise DepartmentExists(code=code, name=known.name) from error
    ledger.record(
        facts.DEPARTMENT_REGISTERED,
        actor=actor,
        objects=[facts.department_ref(row.pk)],
        data={"code": code, "code_valid": code_valid, "kind": kind},
        department_id=row.pk,
        region_code=row.region_code,
    )
    return department_view(row)
