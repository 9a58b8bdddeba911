"""Run as `python -m tongban.shell.database.migrate` under the owner's role: migrations, cache table, grants."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import django
from django.core.management import call_command
from django.db import connection

from tongban.ledger.migrations import TABLES_WRITTEN_ONCE
from tongban.shell import environment


def grant(role: str) -> None:
    """Give the application's role what it needs and nothing more."""
    quoted = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {quoted}")
        present = set(connection.introspection.table_names())
        for table in TABLES_WRITTEN_ONCE:
            if table in present:
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {quoted}")


def main() -> None:
    """Migrate, create the cache table, grant."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.shell.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    role = urlsplit(environment.read("TONGBAN_DATABASE_URL") or "").username or ""
    if role and role != connection.settings_dict["USER"]:
        grant(role)


if __name__ == "__main__":
    main()
