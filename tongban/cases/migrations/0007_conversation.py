"""The conversation between applicant and office about a case."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0006_revocation_prior_notice"),
        ("orgs", "0001_initial"),
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="cases.case")),
                ("officer", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.officer")),
                ("party", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.party")),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.AddConstraint(
            "casemessage",
            models.CheckConstraint(
                condition=models.Q(("officer__isnull", False), ("party", None)) | models.Q(("officer", None), ("party__isnull", False)),
                name="case_message_has_one_author",
            ),
        ),
        migrations.AddConstraint(
            "casemessage",
            models.CheckConstraint(condition=~models.Q(("text", "")), name="case_message_says_something"),
        ),
        migrations.AddIndex("casemessage", models.Index(fields=["case", "id"], name="case_message_order")),
        migrations.AddIndex(
            "casemessage",
            models.Index(condition=models.Q(("officer", None), ("read_at", None)), fields=["case"], name="case_message_waits"),
        ),
    ]
