"""Cases as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases."""

    name = "tongban.cases"
    label = "cases"

    def ready(self) -> None:
        """Register the reactions of this room."""
        from tongban.cases import facts, reactions  # noqa: F401
