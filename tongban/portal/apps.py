"""Portal as a Django app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Portal."""

    name = "tongban.portal"
    label = "portal"
