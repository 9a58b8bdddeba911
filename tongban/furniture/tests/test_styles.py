"""The style sheets: small, readable in every theme, and the only place where looks live."""

import re
from pathlib import Path

import pytest

ROOM = Path(__file__).resolve().parent.parent
STATIC = ROOM / "static" / "furniture"


def _tokens(*themes: str) -> dict[str, str]:
    text = (STATIC / "tokens.css").read_text()
    found: dict[str, str] = {}
    for theme in (":root", *themes):
        block = re.search(rf"^{re.escape(theme)} {{(.*?)^}}", text, re.S | re.M)
        assert block is not None
        found |= dict(re.findall(r"--([\w-]+): ([^;]+);", block[1]))
    return found


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT_ON = [
    ("ink", "paper"), ("ink", "ground"), ("soft", "paper"), ("soft", "ground"), ("soft", "grey-wash"),
    ("blue", "paper"),
    ("blue", "ground"), ("deep", "wash"), ("red", "paper"), ("red", "ground"), ("red", "red-wash"), ("amber", "paper"),
    ("amber", "ground"), ("amber", "amber-wash"), ("green", "paper"), ("green", "ground"), ("green", "green-wash"),
    ("paper", "blue"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("themes", "least"),
    [((), 4.5), ((".elder",), 4.5), ((".contrast",), 7.0), ((".elder", ".contrast"), 7.0), ((".wall",), 4.5)],
)
def test_text_contrast_in_every_theme(themes: tuple[str, ...], least: float) -> None:
    tokens = _tokens(*themes)
    poor = {pair: round(ratio, 2) for pair in TEXT_ON if (ratio := _contrast(tokens[pair[0]], tokens[pair[1]])) < least}
    assert poor == {}


@pytest.mark.parametrize("themes", [(), (".contrast",), (".wall",)])
def test_borders_of_fields_can_be_seen(themes: tuple[str, ...]) -> None:
    tokens = _tokens(*themes)
    assert min(_contrast(tokens["stroke"], tokens[ground]) for ground in ("paper", "ground")) >= 3


def test_all_style_sheets_together_stay_under_forty_kibibytes() -> None:
    assert sum(path.stat().st_size for path in STATIC.glob("*.css")) < 40 * 1024


def test_colours_live_in_the_tokens() -> None:
    for name in ("site.css", "parts.css"):
        colours = re.findall(r":[^;{}]*#[0-9a-f]{3,6}\b", (STATIC / name).read_text())
        assert colours == [], name


BUILT = re.compile("(lamp|tag|button|banner|stat|face|clock|material|task|licence|w|rating-group|split)-\\w+")


def test_no_rule_is_left_over_from_a_class_nobody_writes() -> None:
    css = "".join(re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S) for path in STATIC.glob("*.css"))
    selectors = "".join(re.findall(r"([^{}]+){", css))
    sources = "".join(path.read_text() for path in (ROOM / "templates").rglob("*.html"))
    sources += "".join(path.read_text() for path in (*ROOM.glob("*.py"), STATIC / "app.js"))
    written = set(re.findall(r"[\w-]+", sources))
    dead = {
        name for name in re.findall(r"\.([a-z][\w-]*)", selectors) if name not in written and not BUILT.fullmatch(name)
    }
    assert dead == set()
