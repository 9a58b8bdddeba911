"""Departments and officers belong to the ground whose one mark says when processes must read it anew."""

from django.db import migrations

TABLES = ("orgs_department", "orgs_officer")
WATCH = (
    "CREATE TRIGGER {0}_ground AFTER INSERT OR UPDATE OR DELETE ON {0} "
    "FOR EACH STATEMENT EXECUTE FUNCTION reference_mark_ground();"
)
UNWATCH = "DROP TRIGGER {0}_ground ON {0};"


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial"), ("reference", "0003_ground_mark")]

    operations = [
        migrations.RunSQL("".join(map(WATCH.format, TABLES)), "".join(map(UNWATCH.format, TABLES))),
    ]
