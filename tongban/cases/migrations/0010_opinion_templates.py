"""Texts a department keeps ready for its opinions."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("cases", "0009_interested"), ("orgs", "0001_initial"), ("catalogue", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="OpinionTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("use", models.CharField(choices=[("examine", "审查意见"), ("grant", "准予的理由"), ("refuse", "不予批准的理由"), ("refuse_acceptance", "不予受理的理由"), ("supplement", "补正要求")], max_length=20)),
                ("title", models.CharField(max_length=60)),
                ("text", models.TextField()),
                ("revision", models.PositiveIntegerField(default=0)),
                ("edited_at", models.DateTimeField()),
                ("dropped_at", models.DateTimeField(null=True)),
                ("department", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.department")),
                ("edited_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.officer")),
                ("item", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.serviceitem")),
            ],
            options={"ordering": ["use", "title", "id"]},
        ),
        migrations.AddConstraint(
            "opiniontemplate",
            models.UniqueConstraint(
                condition=models.Q(("dropped_at", None)),
                fields=("department", "item", "use", "title"),
                name="case_opinion_named_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            "opiniontemplate",
            models.CheckConstraint(
                condition=models.Q(("use__in", ["examine", "grant", "refuse", "refuse_acceptance", "supplement"])),
                name="case_opinion_use_known",
            ),
        ),
        migrations.AddConstraint(
            "opiniontemplate",
            models.CheckConstraint(condition=~models.Q(("title", "")) & ~models.Q(("text", "")), name="case_opinion_says_something"),
        ),
        migrations.AddIndex(
            "opiniontemplate",
            models.Index(condition=models.Q(("dropped_at", None)), fields=["department"], name="case_opinion_department"),
        ),
    ]
