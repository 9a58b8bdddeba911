"""Django application of the room `ratings`."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class RatingsConfig(AppConfig):
    """Invitations, ratings, rectification."""

    name = "tongban.ratings"
    label = "ratings"
    verbose_name = "好差评"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register duty kinds, reactions and periodic jobs."""
        import_module("tongban.ratings.reactions")
