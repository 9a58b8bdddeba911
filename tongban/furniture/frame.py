"""What stands around every page: city, display choice, who is signed in, links.

Rooms above fill the slots here when they start (`AppConfig.ready`), so the furniture never imports upwards. Everything
is asked lazily: a page that shows no unread count asks for none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise

from tongban.kernel.actor import Actor

DISPLAY_COOKIE = "tongban_display"
DISPLAY_CHOICES = ("elder", "contrast")

Text = str | Promise


@dataclass(frozen=True, slots=True)
class NavLink:
    """A link of the masthead (`portal`) or of a side navigation (`workbench`, `console`); ordered by `order`."""

    area: str
    label: Text
    url_name: str
    order: int = 100
    permission: str = ""
    signed_in: bool = False
    group: Text = ""


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link that this person may see, with its address."""

    label: str
    href: str
    name: str
    group: str


class _Slots:
    """Filled once at start by the rooms above."""

    links: dict[tuple[str, str], NavLink] = {}
    account_name: Callable[[HttpRequest], str] | None = None
    unread_count: Callable[[HttpRequest], int] | None = None


def add_link(link: NavLink) -> None:
    """Announce a page to the frame; a second call for the same page replaces the first."""
    _Slots.links[(link.area, link.url_name)] = link


def provide_account_name(provider: Callable[[HttpRequest], str]) -> None:
    """`access` says how the signed-in account is shown (a name, never a number)."""
    _Slots.account_name = provider


def provide_unread_count(provider: Callable[[HttpRequest], int]) -> None:
    """`notices` says how many unread messages the signed-in person has."""
    _Slots.unread_count = provider


def address(url_name: str) -> str:
    """The address of a page, or an empty text where this city does not mount it."""
    return _address(get_urlconf() or settings.ROOT_URLCONF, get_script_prefix(), url_name)


@lru_cache(maxsize=512)
def _address(urlconf: str, _prefix: str, url_name: str) -> str:
    """The frame of every page asks for the same dozen addresses, and finding one out costs more than drawing it."""
    try:
        return reverse(url_name, urlconf)
    except NoReverseMatch:
        return ""


def display_choices(request: HttpRequest | None) -> frozenset[str]:
    """Which of 长辈版 (`elder`) and 高对比度 (`contrast`) this browser has chosen."""
    chosen = request.COOKIES.get(DISPLAY_COOKIE, "") if request is not None else ""
    return frozenset(chosen.split(".")) & frozenset(DISPLAY_CHOICES)


class Frame:
    """Read by the layouts; every property is computed at most once and only when shown."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        self._request = request

    @cached_property
    def city_name(self) -> str:
        """The city's name as people say it."""
        return str(getattr(settings, "TONGBAN_CITY_NAME", "") or "示范市")

    @cached_property
    def synthetic(self) -> bool:
        """True unless this is a production city: the pages then say that all data is made up."""
        return getattr(settings, "TONGBAN_CITY_KIND", "demo") != "production"

    @cached_property
    def _display(self) -> frozenset[str]:
        return display_choices(self._request)

    @property
    def elder(self) -> bool:
        """长辈版 chosen."""
        return "elder" in self._display

    @property
    def contrast(self) -> bool:
        """高对比度 chosen."""
        return "contrast" in self._display

    @cached_property
    def path(self) -> str:
        """Where we are, to come back to after a switch or a sign-in."""
        return self._request.get_full_path() if self._request is not None else "/"

    @cached_property
    def actor(self) -> Actor | None:
        """Who acts in this request, set by the middleware of `access`."""
        actor = getattr(self._request, "actor", None)
        return actor if isinstance(actor, Actor) else None

    @property
    def signed_in(self) -> bool:
        """Whether an account stands behind the request."""
        return self.actor is not None and self.actor.account_id is not None

    @cached_property
    def account_name(self) -> str:
        """The name shown in the masthead; empty when signed out."""
        if not self.signed_in or self._request is None:
            return ""
        return _Slots.account_name(self._request) if _Slots.account_name else "我的账号"

    @cached_property
    def unread(self) -> int:
        """Unread messages; nought when signed out."""
        if not self.signed_in or self._request is None or _Slots.unread_count is None:
            return 0
        return _Slots.unread_count(self._request)

    def page(self, url_name: str) -> str:
        """Address of a page this city may or may not mount."""
        return address(url_name)

    def _may_see(self, link: NavLink) -> bool:
        if link.signed_in and not self.signed_in:
            return False
        return not link.permission or (self.actor is not None and self.actor.may(link.permission))

    def links(self, area: str) -> list[ShownLink]:
        """The links of an area that this person may see and that this city mounts."""
        wanted = sorted((link for link in _Slots.links.values() if link.area == area), key=lambda link: link.order)
        return [
            ShownLink(label=str(link.label), href=href, name=link.url_name, group=str(link.group))
            for link in wanted
            if self._may_see(link) and (href := address(link.url_name))
        ]

    def groups(self, area: str) -> list[tuple[str, list[ShownLink]]]:
        """The links of an area by group, in the order in which the groups first appear."""
        grouped: dict[str, list[ShownLink]] = {}
        for link in self.links(area):
            grouped.setdefault(link.group, []).append(link)
        return list(grouped.items())

    def is_here(self, href: str) -> bool:
        """Whether an address is the page shown now (or the folder it lies in; the root only itself)."""
        path = self.path.split("?", 1)[0]
        return path == href or (href != "/" and path.startswith(href))


def names_of(links: Iterable[ShownLink]) -> list[str]:
    """Names only; tests and documentation use it."""
    return [link.name for link in links]
