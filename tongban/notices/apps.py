"""Django application of the room `notices`."""

from importlib import import_module

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Inbox, outbox, templates."""

    name = "tongban.notices"
    label = "notices"
    verbose_name = "消息"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the deliveries."""
        import_module("tongban.notices.reactions")
