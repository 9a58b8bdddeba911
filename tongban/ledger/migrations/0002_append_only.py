"""Facts, the objects they touched and seals are written once: the database refuses everything else.

The application's role has no such right anyway; the triggers also stop the owner's.
"""

from django.db import migrations

from tongban.ledger.migrations import TABLES_WRITTEN_ONCE as TABLES

FUNCTION = """
CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '事实账本只能追加，不能修改、删除或清空（表 %，操作 %）', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation',
              HINT = '更正请另记一条事实，原记录保留。';
END
$$;
"""


def _create(table):
    return (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();"
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();"
    )


def _drop(table):
    return f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_no_truncate ON {table};"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(
            FUNCTION + "".join(map(_create, TABLES)),
            "".join(map(_drop, TABLES)) + "DROP FUNCTION ledger_refuse_change();",
        ),
    ]
