"""Django application of the room `access`."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Accounts, roles, sign-in, tokens."""

    name = "tongban.access"
    label = "access"
    verbose_name = "账号与权限"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the page frame how the signed-in account is called."""
        from tongban.access.frame import account_name
        from tongban.furniture.frame import provide_account_name

        provide_account_name(account_name)
