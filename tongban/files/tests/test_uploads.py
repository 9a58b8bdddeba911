"""Uploads over HTTP: an oversized file neither fills the disk nor breaks the request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import RequestFactory
from pytest_django import Settings

from tongban.files import services
from tongban.files.errors import FileTooLarge
from tongban.kernel.actor import Actor

LIMIT = 200_000


@pytest.fixture(autouse=True)
def limited(settings: Settings, tmp_path: Path) -> None:
    settings.TONGBAN_HOME = tmp_path
    settings.TONGBAN_UPLOAD_LIMIT = LIMIT
    settings.FILE_UPLOAD_HANDLERS = ["tongban.files.uploads.LimitedUploadHandler"]


def received(content: bytes) -> UploadedFile[Any]:
    request = RequestFactory().post("/", {"paper": SimpleUploadedFile("a.txt", content), "note": "留言"})
    assert request.POST["note"] == "留言"
    file = request.FILES["paper"]
    assert isinstance(file, UploadedFile)
    return file


@pytest.mark.parametrize("size", [LIMIT + 1, LIMIT * 30])
def test_an_oversized_upload_is_cut_and_refused(size: int) -> None:
    file = received(b"a" * size)
    assert file.size == LIMIT + 1
    assert len(file.read()) == LIMIT + 1
    file.seek(0)
    with pytest.raises(FileTooLarge):
        services.store(content=file, name="a.txt", actor=Actor.system())


@pytest.mark.django_db
def test_an_upload_of_just_the_limit_is_whole() -> None:
    content = b"ab" * (LIMIT // 2)
    stored = services.store(content=received(content), name="a.txt", actor=Actor.system())
    assert stored.size == LIMIT
    assert services.open_bytes(stored.digest) == content
