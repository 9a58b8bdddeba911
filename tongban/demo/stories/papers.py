"""The papers an applicant brings: plain PDFs without any authority's seal."""

from __future__ import annotations

import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tongban.demo.model import StoryUpload

FONT, SIZE, MARGIN, LEADING, WIDTH = "STSong-Light", 12, 72, 22, 36


def paper_pdf(paper: StoryUpload) -> bytes:
    """One page with the title and the lines of a paper, `WIDTH` characters a line."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    canvas.setFont(FONT, 16)
    canvas.drawCentredString(A4[0] / 2, A4[1] - MARGIN, paper.title)
    canvas.setFont(FONT, SIZE)
    place = A4[1] - MARGIN - 2 * LEADING
    for line in paper.lines:
        for start in range(0, len(line), WIDTH):
            canvas.drawString(MARGIN, place, line[start : start + WIDTH])
            place -= LEADING
    canvas.save()
    return buffer.getvalue()
