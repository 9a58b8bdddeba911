"""The watch finds suspensions by an index."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("cases", "0012_whose_they_were")]

    operations = [
        migrations.AddIndex(
            model_name="casestep",
            index=models.Index(
                condition=models.Q(("stood_times__gt", 1)), fields=["stood_times", "case"], name="case_step_stood"
            ),
        ),
    ]
