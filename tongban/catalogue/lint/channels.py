"""TB4: windows, the net, visits and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tongban.catalogue.elements import ELEMENTS
from tongban.catalogue.lint.context import Context, informs
from tongban.catalogue.lint.rule import Found, Severity, Write, example, rule
from tongban.catalogue.listing import Listing

#: 营商环境条例 37, 安阳市政务服务条例 22: the authority may not force online or offline.
_FREE_CHANNEL = "《优化营商环境条例》第三十七条"
_FREE = f"{_FREE_CHANNEL}；《安阳市政务服务条例》第二十二条"
_LESS = "《安阳市政务服务条例》第十三条（减跑动）"
_ONLINE = "《安阳市政务服务条例》第四十一条；《国务院关于在线政务服务的若干规定》第四条"
_DEPTH = "网上办理深度Ⅳ级即全程网办，到现场次数为零（统计口径）"


@rule(
    "TB401",
    "no_window",
    "没有窗口办理",
    Severity.ERROR,
    blocks=True,
    basis=_FREE,
    bad=example("只有网上办理", channels=("portal",)),
    good=example("网上、窗口都能办"),
)
def no_window(line: Listing, context: Context) -> Iterator[Found]:
    """Nobody is forced online."""
    channels = line.content.channels
    if channels and "window" not in channels and not informs(line, context):
        yield Found("channels", f"没有窗口办理：不得限定申请人只能网上办（{_FREE_CHANNEL}）。")


@rule(
    "TB402",
    "visit_without_reason",
    "到现场没有原因",
    Severity.ERROR,
    blocks=True,
    basis=_LESS,
    bad=example("到现场1次，没有写原因", visits=1, online_depth=3),
    good=example("到现场1次，写明原因", visits=1, online_depth=3, visit_reason="需要当面核验本人。"),
)
def visit_without_reason(line: Listing, context: Context) -> Iterator[Found]:
    """A visit needs a reason that the applicant can read."""
    if not context.speaks_of(line, "visit_reason"):
        return
    if line.content.visits and not line.content.visit_reason:
        yield Found("visit_count", "要求到现场，却没有写明必须现场办理的原因。")


@rule(
    "TB403",
    "deep_with_visits",
    "全程网办却要到现场",
    Severity.ERROR,
    basis=_DEPTH,
    bad=example("Ⅳ级深度，到现场1次", visits=1, visit_reason="领取证件。"),
    good=example("Ⅳ级深度，到现场0次"),
)
def deep_with_visits(line: Listing, context: Context) -> Iterator[Found]:
    """Depth IV is all of the way."""
    if line.content.online_depth == 4 and line.content.visits:
        yield Found("online_depth", f"网上办理深度是Ⅳ级（全程网办），却要到现场{line.content.visits}次。")


@rule(
    "TB404",
    "online_without_channel",
    "可网办与办理形式不符",
    Severity.ERROR,
    basis=_ONLINE,
    bad=example("是否网办为“是”，办理形式只有窗口", channels=("window",)),
    good=example("可网办，办理形式含网上"),
)
def online_without_channel(line: Listing, context: Context) -> Iterator[Found]:
    """What is said to be online has an online channel, and the other way round. Which of the two is wrong is certain
    only where a third element tells: an address, or a depth of III and above."""
    content = line.content
    if not content.channels or not context.speaks_of(line, "channels"):
        return
    electronic = {"portal", "app", "mini_program", "mobile"} & set(content.channels)
    certain = bool(content.online_url.strip()) or (content.online_depth or 0) >= 3
    if content.online and not electronic:
        write = Write("channels", ("portal", *content.channels)) if certain else None
        yield Found("channels", "写明可以网上办理，办理形式里却没有网上。", write)
    if content.online is False and electronic:
        yield Found("online", "办理形式里有网上，是否网办却是“否”。", Write("online", True) if certain else None)


@rule(
    "TB405",
    "depth_without_online",
    "不可网办却有网办深度",
    Severity.ERROR,
    basis=_ONLINE,
    bad=example("是否网办为“否”，深度Ⅳ级", online=False, channels=("window",)),
    good=example("可网办，深度Ⅳ级"),
)
def depth_without_online(line: Listing, context: Context) -> Iterator[Found]:
    """Depth II and above needs an online channel."""
    if line.content.online is False and (line.content.online_depth or 0) > 1:
        depth = ELEMENTS["online_depth"].read(line)
        yield Found("online_depth", f"写明不能网上办理，网上办理深度却是{depth[0]}。")


@rule(
    "TB406",
    "online_without_url",
    "可网办却没有网址",
    Severity.WARNING,
    basis=_ONLINE,
    bad=example("可网办，网址空着", online_url=""),
    good=example("写明网上办理地址"),
)
def online_without_url(line: Listing, context: Context) -> Iterator[Found]:
    """Online where? Our own portal is the answer where the platform handles the item itself."""
    content = line.content
    if content.online and not content.online_url and not content.online_platform:
        yield Found("online_url", "写明可以网上办理，却没有网上办理地址。")


_SCHEME = re.compile(r"https?://[^\s/?#]\S*", re.IGNORECASE)
_INSIDE = re.compile(
    r"^https?://(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|[^/.]+(?:[:/]|$))", re.IGNORECASE
)
_NUMBERED = re.compile(r"^https?://\d{1,3}(?:\.\d{1,3}){3}(?:[:/]|$)", re.IGNORECASE)


@rule(
    "TB407",
    "bad_url",
    "网址打不开",
    Severity.ERROR,
    basis=_ONLINE,
    bad=example("网址没有http://或https://", online_url="www.tongan.example/items/1"),
    good=example("https://开头的完整网址"),
)
def bad_url(line: Listing, context: Context) -> Iterator[Found]:
    """An address that no browser of a resident can open: no scheme, blanks, signs of Chinese, an inner network."""
    for path in ("online_url", "booking_url"):
        url = getattr(line.content, path)
        if not url:
            continue
        if not _SCHEME.fullmatch(url) or re.search(r"[\u3000-\u9fff\uff00-\uffef]", url.split("?")[0].split("#")[0]):
            yield Found(path, f"网址“{url[:80]}”不完整：应以 http:// 或 https:// 开头，中间没有空格和汉字。")
        elif _INSIDE.match(url):
            yield Found(path, f"网址“{url[:80]}”是内部网络的地址，申请人打不开。")


@rule(
    "TB408",
    "numbered_url",
    "网址是数字地址",
    Severity.WARNING,
    basis=_ONLINE,
    bad=example("网址写IP地址", online_url="http://203.0.113.8/apply"),
    good=example("网址写域名"),
)
def numbered_url(line: Listing, context: Context) -> Iterator[Found]:
    """A bare IP address: nobody can tell whose it is, and it dies with the machine."""
    for path in ("online_url", "booking_url"):
        url = getattr(line.content, path)
        if url and _NUMBERED.match(url) and not _INSIDE.match(url):
            yield Found(path, f"网址“{url[:80]}”是数字地址，申请人无法辨认真假：请换成政府网站的域名。")


@rule(
    "TB409",
    "plain_http",
    "网址没有加密",
    Severity.NOTE,
    basis="《个人信息保护法》第五十一条",
    bad=example("网上办理地址以http://开头", online_url="http://www.tongan.example/items/1"),
    good=example("网上办理地址以https://开头"),
)
def plain_http(line: Listing, context: Context) -> Iterator[Found]:
    """Applications hold personal data; they travel encrypted."""
    url = line.content.online_url
    applied = line.content.online is not False and (context.manifest(line).power or line.content.materials)
    if url.lower().startswith("http://") and applied:
        yield Found("online_url", "网上办理地址没有加密（http）：申请内容含个人信息，请改用 https。")


@rule(
    "TB410",
    "visit_without_place",
    "要到现场却没有地点",
    Severity.ERROR,
    basis="《安阳市政务服务条例》第十三条",
    bad=example("到现场1次，办理地点空着", visits=1, visit_reason="核验本人。", online_depth=3, places=()),
    good=example("到现场1次，写明地点", visits=1, visit_reason="核验本人。", online_depth=3),
)
def visit_without_place(line: Listing, context: Context) -> Iterator[Found]:
    """Whoever has to come has to know where to."""
    if line.content.visits and not any(place.strip() for place in line.content.places):
        yield Found("places", f"要求到现场{line.content.visits}次，却没有写明办理地点。")


@rule(
    "TB411",
    "no_visit_only_window",
    "只有窗口却说不用跑",
    Severity.WARNING,
    basis=_LESS,
    bad=example("只有窗口，到现场0次，不能邮寄", channels=("window",), online=False, online_depth=1, courier=False),
    good=example("窗口收件，可以邮寄", channels=("window",), online=False, online_depth=1, courier=True),
)
def no_visit_only_window(line: Listing, context: Context) -> Iterator[Found]:
    """No visit and no other way than the window is a contradiction."""
    content = line.content
    only_window = content.channels == ("window",) and context.speaks_of(line, "channels")
    if only_window and not informs(line, context) and content.visits == 0 and content.courier is not True:
        yield Found("visit_count", "办理形式只有窗口，又不能邮寄，到现场次数却是0。")


@rule(
    "TB412",
    "many_visits",
    "跑动不止一次",
    Severity.WARNING,
    basis=_LESS,
    bad=example("到现场2次", visits=2, visit_reason="核验本人、领取证件。", online_depth=3),
    good=example("到现场1次", visits=1, visit_reason="核验本人。", online_depth=3),
)
def many_visits(line: Listing, context: Context) -> Iterator[Found]:
    """最多跑一次."""
    if (line.content.visits or 0) > 1:
        yield Found("visit_count", f"到现场{line.content.visits}次：请用网上预审、邮寄送达等办法减到一次以内。")


@rule(
    "TB413",
    "reason_without_visit",
    "不用到现场却有原因",
    Severity.NOTE,
    basis=_LESS,
    bad=example("到现场0次，写了必须现场办理的原因", visit_reason="需要当面核验。"),
    good=example("到现场0次，原因空着"),
)
def reason_without_visit(line: Listing, context: Context) -> Iterator[Found]:
    """One of the two is wrong."""
    if line.content.visits == 0 and line.content.visit_reason.strip():
        yield Found("visit_reason", "到现场次数是0，却写着必须现场办理的原因：两处有一处不对。")


@rule(
    "TB414",
    "booking_without_way",
    "可预约却没有办法",
    Severity.NOTE,
    basis="《安阳市政务服务条例》第二十二条",
    bad=example("支持预约，没有网址也没有电话", booking=True, phones=(), consulting=""),
    good=example("支持预约，有电话", booking=True),
)
def booking_without_way(line: Listing, context: Context) -> Iterator[Found]:
    """Booking needs an address or a telephone."""
    content = line.content
    if content.booking and not (content.booking_url or content.phones or content.consulting):
        yield Found("booking", "写明支持预约，却没有预约网址，也没有电话。")


@rule(
    "TB415",
    "hall_without_window",
    "进驻大厅却没有窗口",
    Severity.WARNING,
    basis="《安阳市政务服务条例》第十四条",
    bad=example("进驻大厅，办理形式没有窗口，也没有地点", channels=("portal",), places=()),
    good=example("进驻大厅，有窗口"),
)
def hall_without_window(line: Listing, context: Context) -> Iterator[Found]:
    """In the hall means at a window of the hall."""
    content = line.content
    if content.in_hall and content.channels and "window" not in content.channels and not content.places:
        yield Found("in_hall", "写明进驻政务大厅，却没有窗口，也没有地点。")
