"""Django application of the room `benchmarking`."""

from __future__ import annotations

from django.apps import AppConfig


class BenchmarkingConfig(AppConfig):
    """Comparisons and pairs."""

    name = "tongban.benchmarking"
    label = "benchmarking"
    verbose_name = "对标"
    default_auto_field = "django.db.models.BigAutoField"
