"""The wording of messages and the data elements are of the ground, too: steps of cases ask for them, few change them."""

from django.db import migrations

TABLES = ("notices_templaterevision", "reference_dataelement")
WATCH = (
    "CREATE OR REPLACE TRIGGER {0}_ground AFTER INSERT OR UPDATE OR DELETE ON {0} "
    "FOR EACH STATEMENT EXECUTE FUNCTION reference_mark_ground();"
)
UNWATCH = "DROP TRIGGER {0}_ground ON {0};"


class Migration(migrations.Migration):
    dependencies = [("reference", "0004_marked_parameters"), ("notices", "0001_initial")]

    operations = [
        migrations.RunSQL("".join(map(WATCH.format, TABLES)), "".join(map(UNWATCH.format, TABLES))),
    ]
