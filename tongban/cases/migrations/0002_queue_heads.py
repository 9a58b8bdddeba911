"""Queues read the heads of index ranges, by department, by region and for the whole city."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="case_queue"),
        migrations.RemoveIndex(model_name="case", name="case_region_queue"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["department", "state", "-id"], include=("instant",), name="case_department_heads"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["region_code", "state", "-id"], include=("instant",), name="case_region_heads"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["state", "-id"], include=("instant",), name="case_city_heads"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("channel", "window"), ("state", "draft")),
                fields=["department", "-id"],
                name="case_window_drafts",
            ),
        ),
    ]
