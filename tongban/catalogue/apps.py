"""Django application of the room `catalogue`."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Entries, items, versions, search."""

    name = "tongban.catalogue"
    label = "catalogue"
    verbose_name = "政务服务事项"
    default_auto_field = "django.db.models.BigAutoField"
