"""Django application of the room `catalogue`."""

from importlib import import_module

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Entries, items, versions, search."""

    name = "tongban.catalogue"
    label = "catalogue"
    verbose_name = "政务服务事项"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the worker does for this room."""
        import_module("tongban.catalogue.reactions")
