"""Django application of the room `exchange`."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Other platforms and what is said between us."""

    name = "tongban.exchange"
    label = "exchange"
    verbose_name = "平台往来"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the worker's part."""
        import_module("tongban.exchange.reactions")
