"""The shell as a Django app (templates of error pages, the cache table)."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Shell."""

    name = "tongban.shell"
    label = "shell"
