"""Django application of the room `reference`."""

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    """Regions, calendar, code lists, rule packs."""

    name = "tongban.reference"
    label = "reference"
    verbose_name = "基础数据"
    default_auto_field = "django.db.models.BigAutoField"
