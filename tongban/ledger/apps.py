"""Django's handle on the room."""

from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Facts, seals, deliveries."""

    name = "tongban.ledger"
    label = "ledger"
    verbose_name = "事实账本"

    def ready(self) -> None:
        """Register the room's own periodic jobs."""
        from tongban.ledger import reactions  # noqa: F401  # registers on import
