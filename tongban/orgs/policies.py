"""Who may change the organisation, and what a text must look like."""

from __future__ import annotations

from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, PermissionDenied
from tongban.kernel.standards.text import hides

MANAGE = "orgs.manage"
STAFF = "orgs.staff"
IMPORT = "catalogue.import"


def check_manages(actor: Actor) -> None:
    """The bureau and the system administrator manage departments and halls; raises `PermissionDenied`."""
    actor.require(MANAGE)


def check_manages_staff(actor: Actor, department_id: int) -> None:
    """Posts and officers: whoever manages the organisation, or the administrator of this very department."""
    if actor.may(MANAGE) or (actor.may(STAFF) and actor.covers_department(department_id)):
        return
    raise PermissionDenied(permission=STAFF)


def check_imports(actor: Actor) -> None:
    """Foreign departments come in with a catalogue; raises `PermissionDenied`."""
    if not (actor.may(MANAGE) or actor.may(IMPORT)):
        raise PermissionDenied(permission=MANAGE)


def clean(field: str, text: str, *, most: int, required: bool = True) -> str:
    """The text without outer blanks. Raises `InvalidInput` when empty, too long, or carrying characters that
    do not show (control, bidirectional, private use), with which one name could pose as another."""
    cleaned = " ".join(text.split())
    if required and not cleaned:
        raise InvalidInput(errors={field: "请填写这一项。"})
    if len(cleaned) > most:
        raise InvalidInput(errors={field: f"最多 {most} 个字。"})
    if hides(cleaned):
        raise InvalidInput(errors={field: "含有看不见的控制字符，请重新输入，不要粘贴。"})
    return cleaned
