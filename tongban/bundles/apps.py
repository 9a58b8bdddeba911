"""Django application of the room `bundles`."""

from django.apps import AppConfig


class BundlesConfig(AppConfig):
    """Bundles and their versions."""

    name = "tongban.bundles"
    label = "bundles"
    verbose_name = "一件事"
    default_auto_field = "django.db.models.BigAutoField"
