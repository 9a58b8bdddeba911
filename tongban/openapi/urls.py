"""Addresses under `/api/v1/`."""

from django.urls import path

from tongban.openapi.api import api

urlpatterns = [path("", api.urls)]
