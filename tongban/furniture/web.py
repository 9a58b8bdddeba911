"""Error pages, the display switch (长辈版, 高对比度) and the example pages. Rule: open to everyone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tongban.furniture import examples
from tongban.furniture.frame import DISPLAY_CHOICES, DISPLAY_COOKIE, display_choices
from tongban.kernel.errors import DomainError, NotFound

YEAR = 365 * 24 * 3600
View = TypeVar("View", bound=Callable[..., HttpResponse])


def public(view: View) -> View:
    """Mark a view as open to everyone; every address of the house carries an access rule."""
    view.access_rule = "public"  # type: ignore[attr-defined]  # read by the check of addresses
    return view


@public
@require_safe
def display(request: HttpRequest) -> HttpResponse:
    """Turn `elder` or `contrast` on or off for this browser and go back to the page it was asked on.

    `turn` is `elder-on`, `elder-off`, `contrast-on` or `contrast-off`; anything else changes nothing.
    """
    chosen = set(display_choices(request))
    choice, _dash, state = request.GET.get("turn", "").partition("-")
    if choice in DISPLAY_CHOICES and state in ("on", "off"):
        chosen = chosen | {choice} if state == "on" else chosen - {choice}
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(
        DISPLAY_COOKIE,
        ".".join(sorted(chosen)),
        max_age=YEAR,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure(),
    )
    add_never_cache_headers(response)
    return response


@public
@require_safe
def example_index(request: HttpRequest) -> HttpResponse:
    """All families of furniture."""
    return _page("furniture/examples/index.html", {"families": examples.FAMILIES}, request)


@public
@require_safe
def example(request: HttpRequest, family: str) -> HttpResponse:
    """One family of furniture with realistic content."""
    if family not in examples.FAMILIES:
        raise NotFound()
    context = {"family": family, "family_title": examples.FAMILIES[family], **examples.context(family)}
    return _page(f"furniture/examples/{family}.html", context, request)


def _page(template: str, context: dict[str, object], request: HttpRequest | None, status: int = 200) -> HttpResponse:
    return HttpResponse(render_to_string(template, context, request, using="jinja2"), status=status)


def problem_page(
    request: HttpRequest | None, *, status: int, title: object, what: str, why: str = "", do_next: str = ""
) -> HttpResponse:
    """A page that says what happened, why, and what to do. With `request=None` it touches nothing but settings."""
    context = {"status": status, "problem_title": title, "what": what, "why": why, "do_next": do_next}
    return _page("furniture/errors/problem.html", context, request, status)


TITLES = {
    400: gettext_lazy("请求没有看懂"),
    403: gettext_lazy("您现在不能看这一页"),
    404: gettext_lazy("没有找到这一页"),
    409: gettext_lazy("这一步没有办成"),
    413: gettext_lazy("文件太大"),
    422: gettext_lazy("填写的内容有误"),
    503: gettext_lazy("平台暂时不能办理"),
}


def error_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page of a refusal by rule or law, in the error's own words."""
    title = TITLES.get(error.status, TITLES[409])
    return problem_page(
        request, status=error.status, title=title, what=error.sentence, why=error.article, do_next=error.advice
    )


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: Django refused the request itself; nothing of it is trusted, so no frame of the person either."""
    return problem_page(
        None,
        status=400,
        title=TITLES[400],
        what=_("浏览器发来的内容不完整或格式不对，平台没有处理，也没有保存任何内容。"),
        do_next=_("请返回上一页重新填写后再提交。"),
    )


@public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return problem_page(
        request,
        status=403,
        title=TITLES[403],
        what=_("这一页只给办理这件事的人看。"),
        why=_("为保护个人信息，办件、证照等内容只有本人、受委托人和承办人员可以查看。"),
        do_next=_("如果是您本人的事，请登录后再打开；如果您是工作人员，请换用有权限的账号。"),
    )


def not_allowed(request: HttpRequest) -> HttpResponse:
    """405: somebody opened the address of a form by itself, from the history or a bookmark."""
    return problem_page(
        request,
        status=405,
        title=_("这个网址要在页面上点按钮才能办理"),
        what=_("您直接打开了一个只用于提交的网址，平台没有办理任何事。"),
        why=_("提交要从页面上进行，平台才能确认是您本人操作，也才知道您填写的内容。"),
        do_next=_("请返回原来的页面，在页面上点按钮；找不到的，从首页重新进入。"),
    )


@public
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return problem_page(
        request,
        status=404,
        title=TITLES[404],
        what=_("这个网址没有内容，可能是输错了，也可能是页面已经移走。"),
        do_next=_("请核对网址，或者从首页查找要办的事项。"),
    )


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """500: rendered without the request, so that it works when the database does not."""
    return problem_page(
        None,
        status=500,
        title=_("平台出了故障"),
        what=_("这是平台的问题，不是您填错了。已经保存的内容不会丢失，没有提交成功的请求不会生效。"),
        do_next=_("请过几分钟再试。着急的事可以直接到政务服务中心窗口办理，或拨打 12345。"),
    )


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form that stood open too long or in a browser without cookies."""
    return problem_page(
        None,
        status=403,
        title=_("这次提交没有生效"),
        what=_("页面打开的时间太久，或者浏览器没有保存 Cookie，平台不能确认这次提交是您本人操作的。"),
        do_next=_("请返回上一页，刷新后再提交一次。"),
    )
