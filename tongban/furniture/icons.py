"""Line icons drawn for this house on a 24-unit grid; decorative, hidden from screen readers.

A shape is a list of SVG path data; stroke and colour come from the style sheet.
"""

from __future__ import annotations

from markupsafe import Markup

SHAPES: dict[str, str] = {
    "birth": "M12 3a3 3 0 1 1 0 6a3 3 0 0 1 0-6zM6 13c3-2 9-2 12 0M7 13l1 5c1 3 7 3 8 0l1-5",
    "school": "M2 9l10-5 10 5-10 5zM6 11v6c3 3 9 3 12 0v-6M22 9v6",
    "work": "M3 8h18v12H3zM8 8V5h8v3M3 13h18M12 12v3",
    "company": "M4 21V4h10v17M14 9h6v12M2 21h20M7 8h4M7 12h4M7 16h4M17 13h0M17 17h0",
    "home": "M3 11l9-8 9 8M5 10v11h14V10M10 21v-6h4v6",
    "marriage": "M9 9a6 6 0 1 1-4 10a6 6 0 0 1 4-10zM15 9a6 6 0 1 1-4 10",
    "elder": "M11 3a2.5 2.5 0 1 1 0 5a2.5 2.5 0 0 1 0-5zM8 21l2-6-1-5c2-2 4-1 5 1l3 2M17 12v9M10 15l4 3v3",
    "health": "M12 20C4 14 2 11 2 8a5 5 0 0 1 10-1a5 5 0 0 1 10 1c0 3-2 6-10 12zM8 11h2l2-3 2 5 1-2h2",
    "car": "M3 16v-4l3-6h12l3 6v4zM3 12h18M5 16v3M19 16v3M7 14h1M16 14h1",
    "leave": "M12 21V10M12 10C6 10 5 5 5 3c5 0 7 3 7 7zM12 13c0-4 3-6 7-6c0 4-3 6-7 6z",
    "doc": "M6 2h9l4 4v16H6zM15 2v4h4M9 11h7M9 15h7M9 19h4",
    "shop": "M3 9l2-6h14l2 6M3 9c0 4 6 4 6 0c0 4 6 4 6 0c0 4 6 4 6 0M5 12v9h14v-9M10 21v-5h4v5",
    "pay": "M3 6h18v13H3zM3 10h18M7 15h4",
    "search": "M10.5 4a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13zM15.5 15.5L21 21",
    "check": "M4 12.5l5 5L20 6.5",
    "cross": "M5 5l14 14M19 5L5 19",
    "alert": "M12 3l10 18H2zM12 9v6M12 17.5v1",
    "info": "M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18zM12 11v6M12 7v1",
    "clock": "M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18zM12 7v5l4 2",
    "pause": "M8 5v14M16 5v14",
    "right": "M9 5l7 7-7 7",
    "down": "M5 9l7 7 7-7",
    "user": "M12 4a4 4 0 1 1 0 8a4 4 0 0 1 0-8zM4 21c0-8 16-8 16 0",
    "file": "M6 2h9l4 4v16H6zM15 2v4h4",
    "shield": "M12 2l8 3v6c0 6-4 9-8 11c-4-2-8-5-8-11V5zM8 12l3 3 5-6",
    "face-1": "M12 2a10 10 0 1 1 0 20a10 10 0 0 1 0-20zM8 8l2 1.5M16 8l-2 1.5M7.5 17c1.5-4 7.5-4 9 0",
    "face-2": "M12 2a10 10 0 1 1 0 20a10 10 0 0 1 0-20zM8.5 9v1M15.5 9v1M8 16.5c2-2.2 6-2.2 8 0",
    "face-3": "M12 2a10 10 0 1 1 0 20a10 10 0 0 1 0-20zM8.5 9v1M15.5 9v1M8 15.5h8",
    "face-4": "M12 2a10 10 0 1 1 0 20a10 10 0 0 1 0-20zM8.5 9v1M15.5 9v1M8 14.5c2 2.4 6 2.4 8 0",
    "face-5": (
        "M12 2a10 10 0 1 1 0 20a10 10 0 0 1 0-20zM7.5 10l1.2-1.6L10 10"
        "M14 10l1.3-1.6L16.5 10M7 13.5h10c0 5.5-10 5.5-10 0z"
    ),
}


def icon(name: str, css: str = "") -> Markup:
    """Inline SVG of a known shape; an unknown name draws nothing."""
    shape = SHAPES.get(name)
    if shape is None:
        return Markup("")
    return Markup(
        '<svg class="icon {}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>'
    ).format(css, shape)
