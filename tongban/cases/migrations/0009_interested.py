"""Third parties to whom the right to a hearing is told (行政许可法 36, 47)."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0008_batch"),
        ("orgs", "0001_initial"),
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="InterestedParty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("address", models.CharField(blank=True, max_length=300)),
                ("interest", models.TextField()),
                ("named_at", models.DateTimeField()),
                ("ask_until", models.DateField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("statement", models.TextField(blank=True)),
                ("stated_at", models.DateTimeField(null=True)),
                ("heard_at", models.DateTimeField(null=True)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="interested", to="cases.case")),
                ("named_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.officer")),
                ("party", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.party")),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("party__isnull", False), models.Q(("address", ""), _negated=True), _connector="OR"),
                        name="case_interested_reachable",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("interest", ""), _negated=True)),
                        name="case_interested_has_an_interest",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("party__isnull", False)),
                        fields=("case", "party"),
                        name="case_interested_named_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stated_at", None), ("statement", "")),
                            models.Q(models.Q(("statement", ""), _negated=True), ("stated_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="case_interested_said_when",
                    ),
                ],
            },
        ),
    ]
