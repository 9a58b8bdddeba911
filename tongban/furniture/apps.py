"""Django application of the page furniture; no tables."""

from django.apps import AppConfig


class FurnitureConfig(AppConfig):
    """Gives Django the folders of templates and static files."""

    name = "tongban.furniture"
    label = "furniture"
