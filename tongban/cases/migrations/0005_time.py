"""What a step leaves behind, what was left of the promise when time stood still, and an index for the watch over it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("cases", "0004_every_road")]

    operations = [
        migrations.AddField("casestep", "record_digest", models.CharField(blank=True, default="", max_length=64), preserve_default=False),
        migrations.AddField("casestep", "record_name", models.CharField(blank=True, default="", max_length=200), preserve_default=False),
        migrations.AddField("casestep", "left_number", models.PositiveIntegerField(null=True)),
        migrations.AddField("casestep", "left_of", models.PositiveIntegerField(null=True)),
        migrations.AddIndex(
            "casestep",
            models.Index(condition=~models.Q(document_no=""), fields=["-since"], name="case_step_standing"),
        ),
    ]
