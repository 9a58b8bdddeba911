"""Roles and what they permit; accounts of officers and systems, with their roles given and taken back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access import selectors, services
from tongban.access.policies import PERMISSIONS, ROLE_PERMISSIONS
from tongban.access.services import actor_of, requires
from tongban.access.states import Role
from tongban.console.web.pages import ACCOUNTS, STAFF, asked, attempted, day_in, known_id, page, posted, tell
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.standards.text import row_number
from tongban.orgs import selectors as orgs

PAGE = 50


@requires(*STAFF)
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """The table of permissions by role, as the code has it."""
    rows = [
        {
            "code": code,
            "meaning": meaning,
            "held": {str(role) for role, codes in ROLE_PERMISSIONS.items() if code in codes},
        }
        for code, meaning in PERMISSIONS.items()
    ]
    return page(request, "roles.html", {"roles": [(role.value, role.label) for role in Role], "rows": rows})


@requires(*ACCOUNTS)
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Accounts of officers and systems."""
    text = asked(request, "q").lower()
    found = [
        row
        for row in selectors.staff_accounts(viewer=actor_of(request))
        if text in row.username or text in row.display_name.lower()
    ]
    number = max(1, row_number(asked(request, "page")) or 1)
    shown = found[(number - 1) * PAGE : number * PAGE]
    ids = {row.department_id for row in shown if row.department_id is not None}
    context = {
        "here": request.path,
        "text": text,
        "rows": shown,
        "total": len(found),
        "number": number,
        "pages": max(1, -(-len(found) // PAGE)),
        "departments": {one.id: one.name for one in orgs.departments(ids=ids, active_only=False)},
        "params": request.GET.dict(),
    }
    return page(request, "accounts.html", context)


@requires(*ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account: give a role, take one back."""
    actor = actor_of(request)
    done, error = attempted(request, lambda: _change(request, known_id(account_id), actor))
    if done is not None:
        return done
    found = selectors.account(known_id(account_id), viewer=actor)
    ids = {role.department_id for role in found.roles if role.department_id} | {found.department_id or 0}
    context = {
        "nav_current": "console:accounts",
        "account": found,
        "departments": {one.id: one.name for one in orgs.departments(ids=ids, active_only=False)},
        "choices": [(role.value, role.label) for role in Role if role != Role.RESIDENT],
        "may_grant": actor.may("access.grant") or actor.may("access.grant_department"),
    }
    return page(request, "account.html", context, error=error)


def _change(request: HttpRequest, account_id: int, actor: Actor) -> HttpResponse:
    held = {str(role.id) for role in selectors.account(account_id, viewer=actor).roles}
    if posted(request, "do") == "revoke":
        grant = posted(request, "grant")
        if grant not in held:
            raise NotFound()
        services.revoke_role(grant_id=int(grant), actor=actor)
        tell(request, _("角色已收回，立即生效。"))
        return HttpResponseRedirect(request.path)
    until = day_in(posted(request, "valid_to"), "valid_to")
    given = services.grant_role(account_id=account_id, role=posted(request, "role"), valid_to=until, actor=actor)
    tell(request, _("已授予“%(role)s”，立即生效。") % {"role": given.role_label})
    return HttpResponseRedirect(request.path)
