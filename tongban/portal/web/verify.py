"""Is this licence or document real? Open to everybody."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import public
from tongban.documents import selectors as documents
from tongban.documents import services as papers
from tongban.kernel.errors import DomainError
from tongban.kernel.gm import sm3
from tongban.licences import selectors as licences
from tongban.portal.web.shared import page

MOST_BYTES = 20 * 1024 * 1024


@public
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """By code or identifier (GET), or by the file itself (POST)."""
    if request.method == "POST":
        return _by_file(request)
    typed = "".join(request.GET.get("code", "").split())[:400]
    if not typed:
        error = {"code": _("请输入证照标识，或证照、文书上的核验码。")} if "code" in request.GET else {}
        return page(request, "verify", {"typed": "", "errors": error}, status=422 if error else 200)
    path = urlsplit(typed).path if "/verify/" in typed else typed
    last = path.rstrip("/").rsplit("/", 1)[-1]
    if "/verify/document/" in typed or _is_document(last):
        return redirect("portal:verify_document", code=last)
    return redirect("portal:verify_code", code=last or "-")


@public
@require_safe
def code(request: HttpRequest, code: str) -> HttpResponse:
    """What a code or identifier proves."""
    verdict = licences.verify(code)
    return page(
        request, "verdict", {"verdict": verdict, "code": code}, status=404 if verdict.kind == "unknown" else 200
    )


@public
@require_safe
def document(request: HttpRequest, code: str) -> HttpResponse:
    """What the code of a legal document proves."""
    try:
        found = documents.document_by_code(code)
    except DomainError as refusal:
        return page(request, "document", {"document": None, "code": code, "refused": refusal}, status=404)
    return page(request, "document", {"document": found, "code": code})


def _is_document(text: str) -> bool:
    try:
        documents.document_by_code(text)
    except DomainError:
        return False
    return True


def _by_file(request: HttpRequest) -> HttpResponse:
    uploaded = request.FILES.get("file")
    if uploaded is None or isinstance(uploaded, list) or not uploaded.size:
        return page(request, "verify", {"typed": "", "errors": {"file": _("请选择要核验的文件。")}}, status=422)
    if uploaded.size > MOST_BYTES:
        return page(request, "verify", {"typed": "", "errors": {"file": _("文件太大，最多20 MB。")}}, status=422)
    content = uploaded.read()
    verdict = licences.verify_file(content)
    if verdict.kind != "unknown":
        return page(request, "verdict", {"verdict": verdict, "code": ""})
    try:
        return page(request, "document", {"document": documents.document_by_digest(sm3(content).hex()), "code": ""})
    except DomainError:
        signed = papers.verify_pdf(content)
        return page(request, "verdict", {"verdict": verdict, "code": "", "signed": signed})
