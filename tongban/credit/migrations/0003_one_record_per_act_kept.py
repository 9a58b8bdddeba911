"""The database keeps it so; after the rows were merged, in a transaction of its own."""

from django.db import migrations, models

GOOD = ("commitment_kept", "good_deed")
GONE = ["dropped", "revoked"]


class Migration(migrations.Migration):

    dependencies = [("credit", "0002_one_record_per_act")]

    operations = [
        migrations.RemoveConstraint(model_name="creditrecord", name="credit_record_once_per_act"),
        migrations.AddConstraint(
            model_name="creditrecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("state__in", GONE), _negated=True), models.Q(("kind__in", GOOD), _negated=True)
                ),
                fields=("party", "about_type", "about_id"),
                name="credit_record_broken_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditrecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("state__in", GONE), _negated=True), ("kind__in", GOOD)),
                fields=("party", "about_type", "about_id"),
                name="credit_record_kept_once",
            ),
        ),
        migrations.AddIndex(
            model_name="creditrecord",
            index=models.Index(
                condition=models.Q(("barred_until__isnull", False)),
                fields=["party", "item_code"],
                name="credit_record_bar",
            ),
        ),
    ]
