"""A suspension knows whose it was: the watch reads one table."""

import django.db.models.deletion
from django.db import migrations, models

KNOWN = """UPDATE cases_casestep s SET stood_department_id = t.department_id, stood_item = t.item_name, stood_times = t.times
    FROM (
        SELECT one.id, c.department_id, c.item_name,
            row_number() OVER (PARTITION BY one.case_id ORDER BY one.since, one.id) AS times
        FROM cases_casestep one JOIN cases_case c ON c.id = one.case_id WHERE one.document_no <> ''
    ) t
    WHERE t.id = s.id"""


class Migration(migrations.Migration):
    # Rows change and an index follows: no one transaction may hold both.
    atomic = False

    dependencies = [("cases", "0010_opinion_templates"), ("orgs", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="casestep",
            name="stood_department",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.department",
            ),
        ),
        migrations.AddField(
            model_name="casestep",
            name="stood_item",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.AddField(
            model_name="casestep",
            name="stood_times",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="casestep",
            index=models.Index(
                condition=models.Q(("stood_times__gt", 1)), fields=["stood_times", "case"], name="case_step_stood"
            ),
        ),
    ]
