"""The notice before a decision is revoked, and what the party says to it (行政许可法 7)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("cases", "0005_time")]

    operations = [
        migrations.AlterField(
            model_name="caseinstrument",
            name="kind",
            field=models.CharField(choices=[('receipt_note', '收件回执'), ('supplement_notice', '补正告知书'), ('acceptance_notice', '受理通知书'), ('refusal_of_acceptance', '不予受理决定书'), ('decision_granted', '准予决定书'), ('decision_refused', '不予决定书'), ('special_procedure_notice', '特别程序告知书'), ('hearing_right_notice', '听证权利告知书'), ('hearing_notice', '听证通知书'), ('extension_notice', '延长办理期限告知书'), ('tolerance_notice', '容缺受理告知书'), ('commitment', '告知承诺书'), ('mending_order', '责令限期整改通知书'), ('revocation_prior_notice', '撤销决定前告知书'), ('revocation', '撤销决定书'), ('reopening_notice', '恢复办理告知书'), ('version_notice', '适用新版办事指南告知书'), ('time_statement', '办理用时说明')], max_length=24),
        ),
        migrations.CreateModel(
            name="CaseStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.CharField(choices=[("defence", "陈述、申辩"), ("mended", "整改情况")], max_length=8)),
                ("text", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="cases.case")),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.party")),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="case_statement_says_something")
                ],
            },
        ),
    ]
