"""Cases that another system handled, taken over from its log."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_queue_heads"), ("orgs", "0002_marked_ground")]

    operations = [
        migrations.CreateModel(
            name="CaseLog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("region_code", models.CharField(blank=True, max_length=12)),
                ("taken", models.PositiveIntegerField(default=0)),
                ("began_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.department",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LoggedCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("place", models.PositiveIntegerField()),
                ("external_id", models.CharField(blank=True, max_length=200)),
                ("item_name", models.CharField(blank=True, max_length=300)),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("events", models.PositiveIntegerField()),
                (
                    "log",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="cases.caselog"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["log", "external_id"], name="logged_case_external")],
                "constraints": [models.UniqueConstraint(fields=("log", "place"), name="logged_case_once")],
            },
        ),
    ]
