"""Codes of regions are looked up whole, never by LIKE: the second index Django adds to text keys costs a third of the import."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reference", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            DO $$
            DECLARE name text;
            BEGIN
                FOR name IN SELECT indexname FROM pg_indexes
                    WHERE schemaname = current_schema() AND tablename = 'reference_region' AND indexname LIKE '%\\_like'
                LOOP EXECUTE format('DROP INDEX %I', name); END LOOP;
            END $$
            """,
            migrations.RunSQL.noop,
        )
    ]
