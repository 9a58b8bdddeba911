"""Django's upload handler with our limit: the rest of an oversized file is read off the wire and thrown away.

What arrives is cut one byte over the limit, so that `store` refuses it with its own sentence instead of the
disk filling up or the connection breaking without a word. Set in `FILE_UPLOAD_HANDLERS`.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Writes at most `TONGBAN_UPLOAD_LIMIT` + 1 bytes of a file to disk."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep the part of the piece that lies within the limit."""
        room = settings.TONGBAN_UPLOAD_LIMIT + 1 - start
        if room > 0:
            self.file.write(raw_data[:room])

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """Hand over the file as it lies on disk."""
        return super().file_complete(min(file_size, settings.TONGBAN_UPLOAD_LIMIT + 1))
