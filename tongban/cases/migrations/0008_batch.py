"""The same act on several cases, asked for on one page."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("cases", "0007_conversation"), ("orgs", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("act", models.CharField(choices=[("take", "认领环节"), ("hand_over", "转给同事"), ("examine", "提交审查意见"), ("grant", "准予")], max_length=12)),
                ("begun_at", models.DateTimeField()),
                ("gone", models.PositiveSmallIntegerField(default=0)),
                ("officer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.officer")),
            ],
        ),
        migrations.CreateModel(
            name="BatchLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(choices=[("waiting", "没有办到"), ("done", "已办"), ("refused", "没有办成")], default="waiting", max_length=8)),
                ("sentence", models.CharField(blank=True, max_length=500)),
                ("advice", models.CharField(blank=True, max_length=500)),
                ("article", models.CharField(blank=True, max_length=200)),
                ("ended_at", models.DateTimeField(null=True)),
                ("batch", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="cases.batch")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case")),
                ("step", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.casestep")),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.AddConstraint(
            "batch",
            models.CheckConstraint(condition=models.Q(("act__in", ["take", "hand_over", "examine", "grant"])), name="case_batch_act_known"),
        ),
        migrations.AddConstraint(
            "batchline",
            models.UniqueConstraint(fields=("batch", "case", "step"), name="case_batch_line_once", nulls_distinct=False),
        ),
        migrations.AddConstraint(
            "batchline",
            models.CheckConstraint(condition=models.Q(("state__in", ["waiting", "done", "refused"])), name="case_batch_line_state_known"),
        ),
        migrations.AddConstraint(
            "batchline",
            models.CheckConstraint(
                condition=models.Q(("ended_at", None), ("state", "waiting")) | (~models.Q(("state", "waiting")) & models.Q(("ended_at__isnull", False))),
                name="case_batch_line_ended",
            ),
        ),
        migrations.AddConstraint(
            "batchline",
            models.CheckConstraint(condition=~models.Q(("state", "refused")) | ~models.Q(("sentence", "")), name="case_batch_line_says_why_not"),
        ),
    ]
