"""Small pieces of page that every layout needs, as functions rather than macros."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from markupsafe import Markup


def breadcrumbs(trail: Sequence[tuple[str, str]]) -> Markup:
    """The way to this page as (label, address), from the front page to the page above; the page itself is its h1."""
    if not trail:
        return Markup("")
    steps = Markup("").join(Markup('<li><a href="{}">{}</a></li>').format(address, label) for label, address in trail)
    return Markup('<nav class="breadcrumbs" aria-label="{}"><ol>{}</ol></nav>').format(_("所在位置"), steps)
