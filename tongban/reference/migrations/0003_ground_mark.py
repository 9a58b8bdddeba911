"""One mark for all slow-moving tables of the ground floor: drawn anew by every statement that changes one of them.

A random mark, not a number that counts up: a transaction rolled back brings the old mark back together with the old
rows, so that processes may keep what they read under it. (TRUNCATE takes the mark with it, and without one nothing is kept.)
"""

from django.db import migrations, models

TABLES = ("reference_calendaredition", "reference_region")

FUNCTION = """
CREATE FUNCTION reference_mark_ground() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reference_groundmark (id, mark) VALUES (1, gen_random_uuid()::text)
    ON CONFLICT (id) DO UPDATE SET mark = EXCLUDED.mark;
    RETURN NULL;
END
$$;
INSERT INTO reference_groundmark (id, mark) VALUES (1, gen_random_uuid()::text);
"""


def watch(table):
    """SQL that marks the ground whenever this table changes."""
    return (
        f"CREATE TRIGGER {table}_ground AFTER INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION reference_mark_ground();"
    )


def unwatch(table):
    """SQL that undoes `watch`."""
    return f"DROP TRIGGER {table}_ground ON {table};"


class Migration(migrations.Migration):
    dependencies = [("reference", "0002_lean_region_index")]

    operations = [
        migrations.CreateModel(
            name="GroundMark",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("mark", models.CharField(max_length=36)),
            ],
        ),
        migrations.RunSQL(
            FUNCTION + "".join(map(watch, TABLES)),
            "".join(map(unwatch, TABLES)) + "DROP FUNCTION reference_mark_ground();",
        ),
    ]
