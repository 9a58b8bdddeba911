"""Django application of the room `parties`."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Persons, organisations, mandates."""

    name = "tongban.parties"
    label = "parties"
    verbose_name = "服务对象与授权"
    default_auto_field = "django.db.models.BigAutoField"
