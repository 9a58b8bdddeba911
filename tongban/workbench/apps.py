"""Workbench as a Django app."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """Workbench."""

    name = "tongban.workbench"
    label = "workbench"
