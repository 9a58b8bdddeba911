"""Layouts, example pages, error pages and the display switch; no database is touched."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from jinja2 import UndefinedError

from tongban.furniture import examples, frame, jinja, web
from tongban.kernel.actor import Actor, Channel
from tongban.kernel.errors import DomainError, NotFound

FACTORY = RequestFactory()
RESIDENT = Actor(
    account_id=7, party_id=3, principal_id=3, permissions=frozenset({"cases.apply"}), channel=Channel.PORTAL
)


@pytest.fixture(autouse=True)
def own_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the rooms above gave the frame does not matter here."""
    monkeypatch.setattr(frame._Slots, "links", {})
    monkeypatch.setattr(frame._Slots, "account_name", None)
    monkeypatch.setattr(frame._Slots, "unread_count", None)


def _get(path: str = "/", **extra: object) -> HttpRequest:
    request = FACTORY.get(path)
    for name, value in extra.items():
        setattr(request, name, value)
    return request


class _Ids(HTMLParser):
    """Collects what must be unique, what refers to it, and what the content security policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.refs: list[str] = []
        self.forbidden: list[str] = []
        self.headings: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name in ("for", "aria-describedby", "aria-labelledby", "list"):
                self.refs += (value or "").split()
            elif name == "style" or name.startswith("on"):
                self.forbidden.append(f"{tag} {name}")
        if tag == "style" or (tag == "script" and not dict(attrs).get("src")):
            self.forbidden.append(tag)


def _parse(response: HttpResponse) -> _Ids:
    parser = _Ids()
    parser.feed(response.content.decode())
    return parser


@pytest.mark.parametrize("family", examples.FAMILIES)
def test_every_example_is_sound_html(family: str) -> None:
    page = _parse(web.example(_get(f"/furniture/{family}/"), family))
    assert len(page.ids) == len(set(page.ids)), "an id twice"
    assert set(page.refs) <= set(page.ids), "a reference to nothing"
    assert page.forbidden == []
    assert page.headings.count(1) == 1


def test_every_macro_file_has_an_example_and_says_what_it_takes() -> None:
    files = list((Path(__file__).parent.parent / "templates/furniture/macros").glob("*.html"))
    used = "".join(path.read_text() for path in (files[0].parent.parent / "examples").glob("*.html"))
    for path in files:
        text = path.read_text()
        comment = text[: text.index("#}")]
        assert text.startswith("{#")
        assert f"furniture/macros/{path.name}" in used
        for name in re.findall(r"{% macro ([a-z]\w*)\(", text):
            assert name in comment, f"{path.name}: {name} is not documented"


def test_an_unknown_example_is_not_found() -> None:
    with pytest.raises(NotFound):
        web.example(_get(), "nothing")


def test_undefined_names_raise() -> None:
    with pytest.raises(UndefinedError):
        render_to_string("furniture/examples/cards.html", {"family_title": "x"}, _get(), using="jinja2")


def test_city_name_and_synthetic_notice() -> None:
    with override_settings(TONGBAN_CITY_NAME="安岚市", TONGBAN_CITY_KIND="demo"):
        text = web.page_not_found(_get("/x")).content.decode()
    assert "安岚市" in text
    assert "内容都是编造的" in text
    with override_settings(TONGBAN_CITY_KIND="production"):
        assert "编造" not in web.page_not_found(_get("/x")).content.decode()


def test_names_are_escaped() -> None:
    request = _get("/x", actor=RESIDENT)
    frame.provide_account_name(lambda _request: "<b>欧阳</b>")
    text = web.page_not_found(request).content.decode()
    assert "&lt;b&gt;欧阳&lt;/b&gt;" in text
    assert "<b>欧阳" not in text


def test_unread_is_asked_once_and_only_for_people_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def count(request: HttpRequest) -> int:
        asked.append(request)
        return 3

    frame.provide_unread_count(count)
    monkeypatch.setattr(frame, "address", lambda name: "/" + name)
    assert frame.Frame(_get("/x", actor=Actor(channel=Channel.PORTAL))).unread == 0
    assert asked == []
    text = web.page_not_found(_get("/x", actor=RESIDENT)).content.decode()
    assert "未读" in text
    assert len(asked) == 1


def test_links_show_by_permission_and_only_where_mounted() -> None:
    link = frame.NavLink
    frame.add_link(link(area="portal", label="部件", url_name="furniture:examples", order=2))
    frame.add_link(link(area="portal", label="审批", url_name="furniture:display", order=1, permission="cases.decide"))
    frame.add_link(link(area="portal", label="没有", url_name="no:where"))
    frame.add_link(link(area="portal", label="本人", url_name="furniture:display", order=1, signed_in=True))
    assert frame.names_of(frame.Frame(_get("/")).links("portal")) == ["furniture:examples"]
    signed_in = frame.Frame(_get("/furniture/form/", actor=RESIDENT))
    assert [shown.label for shown in signed_in.links("portal")] == ["本人", "部件"]
    assert signed_in.is_here("/furniture/")
    assert not signed_in.is_here("/")


def _turn(turn: str, back: str = "/furniture/", cookie: str = "") -> tuple[str, str]:
    request = FACTORY.get("/furniture/display/", {"turn": turn, "next": back})
    request.COOKIES[frame.DISPLAY_COOKIE] = cookie
    response = web.display(request)
    return response.cookies[frame.DISPLAY_COOKIE].value, response["Location"]


def test_display_switch_turns_on_and_off_and_comes_back() -> None:
    assert _turn("elder-on") == ("elder", "/furniture/")
    assert _turn("contrast-on", cookie="elder") == ("contrast.elder", "/furniture/")
    assert _turn("elder-off", cookie="contrast.elder") == ("contrast", "/furniture/")
    assert _turn("nonsense-on", cookie="elder.evil") == ("elder", "/furniture/")
    assert _turn("elder-on", back="https://elsewhere.example/")[1] == "/"


def test_chosen_display_reaches_the_page() -> None:
    request = _get("/")
    request.COOKIES[frame.DISPLAY_COOKIE] = "elder.contrast"
    text = web.example_index(request).content.decode()
    assert re.search(r'<html lang="zh-CN" class="elder contrast ?"', text)
    assert text.count('aria-pressed="true"') == 2


class _Refusal(DomainError):
    code = "furniture_test_refusal"
    status = 409
    text = "授权已过期。"
    basis = "《民法典》第一百七十三条"
    hint = "请重新授权。"


def test_a_refusal_says_what_why_and_what_to_do() -> None:
    response = web.error_page(_get("/x"), _Refusal())
    text = response.content.decode()
    assert response.status_code == 409
    assert text.index("授权已过期。") < text.index("《民法典》第一百七十三条") < text.index("请重新授权。")


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (web.bad_request, 400),
        (web.forbidden, 403),
        (web.page_not_found, 404),
        (web.server_error, 500),
        (web.csrf_failure, 403),
    ],
)
def test_error_pages(view: web.View, status: int) -> None:
    response = view(_get("/x"))
    assert response.status_code == status
    assert "怎么办" in response.content.decode()


def test_every_view_says_who_may_open_it() -> None:
    from tongban.furniture import urls

    assert all(getattr(pattern.callback, "access_rule", "") == "public" for pattern in urls.urlpatterns)


def test_query_changes_and_drops() -> None:
    assert jinja.query({"q": "许可", "page": "3"}, page=None, sort="-due") == "?q=%E8%AE%B8%E5%8F%AF&sort=-due"
