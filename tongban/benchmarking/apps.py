"""Django application of the room `benchmarking`."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class BenchmarkingConfig(AppConfig):
    """Comparisons, pairs, improvements."""

    name = "tongban.benchmarking"
    label = "benchmarking"
    verbose_name = "对标"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register duty kinds and reactions."""
        import_module("tongban.benchmarking.reactions")
