"""Django application of the room `orgs`."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """Departments, posts, officers, halls, windows."""

    name = "tongban.orgs"
    label = "orgs"
    verbose_name = "部门与大厅"
    default_auto_field = "django.db.models.BigAutoField"
