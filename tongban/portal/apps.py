"""Portal as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Portal."""

    name = "tongban.portal"
    label = "portal"
    verbose_name = "门户"

    def ready(self) -> None:
        """Put the portal's pages into the masthead and say how many messages are unread."""
        from tongban.access.services import actor_of
        from tongban.furniture import frame
        from tongban.notices import selectors as notices

        links = (
            (_("首页"), "home", ""),
            (_("找事项"), "search", ""),
            (_("我的办件"), "cases", "cases.apply"),
            (_("我的证照"), "licences", "cases.apply"),
            (_("核验证照和文书"), "verify", ""),
        )
        for order, (label, name, permission) in enumerate(links, 1):
            frame.add_link(
                frame.NavLink(
                    area="portal", label=label, url_name=f"portal:{name}", order=order * 10, permission=permission
                )
            )

        def unread(request: HttpRequest) -> int:
            """Of one's own inbox the number came with the account; that of a principal is asked for."""
            actor = actor_of(request)
            if hasattr(request.user, "unread") and actor.principal_id == actor.party_id:
                return request.user.unread or 0
            return notices.unread_count(actor)

        frame.provide_unread_count(unread)
