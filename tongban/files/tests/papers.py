"""A paper as people hand it in: the smallest PDF that a viewer opens.

A damaged one would do for the rooms, but not for pages: Chromium's viewer lays an error dialog over it and takes the
keyboard with it.
"""

from __future__ import annotations

_OBJECTS = (
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
)


def small_pdf() -> bytes:
    """One empty A4 page, PDF 1.4 with its table of objects."""
    body, starts = b"%PDF-1.4\n", []
    for number, content in enumerate(_OBJECTS, 1):
        starts.append(len(body))
        body += b"%d 0 obj%bendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    count = len(_OBJECTS) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % count
    return body + head + table + b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (count, len(body))


PDF = small_pdf()
