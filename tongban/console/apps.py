"""Console as a Django app."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Console."""

    name = "tongban.console"
    label = "console"
