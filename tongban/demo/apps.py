"""Demo as a Django app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Demo."""

    name = "tongban.demo"
    label = "demo"
