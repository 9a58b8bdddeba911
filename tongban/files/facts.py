"""What the files room publishes."""

from __future__ import annotations

from tongban.ledger.facts import FactKind

FILE_STORED = FactKind("file.stored", text="文件入库", primary="file", public=False)
"""Data: `size` bytes, `media_type`, `known` (the content was here before). No name: names may be personal."""
