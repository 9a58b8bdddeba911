"""The rule pack belongs to the ground too: its numbers are asked by every step of a case."""

from django.db import migrations

TABLES = ("reference_parameter", "reference_rulepack")
WATCH = (
    "CREATE TRIGGER {0}_ground AFTER INSERT OR UPDATE OR DELETE ON {0} "
    "FOR EACH STATEMENT EXECUTE FUNCTION reference_mark_ground();"
)
UNWATCH = "DROP TRIGGER {0}_ground ON {0};"


class Migration(migrations.Migration):
    dependencies = [("reference", "0003_ground_mark")]

    operations = [
        migrations.RunSQL("".join(map(WATCH.format, TABLES)), "".join(map(UNWATCH.format, TABLES))),
    ]
