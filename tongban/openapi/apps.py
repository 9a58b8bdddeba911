"""Openapi as a Django app."""

from django.apps import AppConfig


class OpenapiConfig(AppConfig):
    """Openapi."""

    name = "tongban.openapi"
    label = "openapi"
