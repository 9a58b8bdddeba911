"""A suspension knows whose it was: the watch reads one table."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

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
    ]
