"""Papers of the credit room: the notice before a serious record, the proof of repair."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='issueddocument',
            name='documents_kind_known',
        ),
        migrations.AlterField(
            model_name='issueddocument',
            name='kind',
            field=models.CharField(choices=[('receipt_note', '收件回执'), ('acceptance_notice', '受理通知书'), ('supplement_notice', '补正告知书'), ('refusal_of_acceptance', '不予受理决定书'), ('not_required_notice', '无需办理告知书'), ('special_procedure_notice', '特别程序告知书'), ('extension_notice', '延长办理期限告知书'), ('decision_granted', '准予行政许可决定书'), ('decision_refused', '不予行政许可决定书'), ('decision', '决定书'), ('withdrawal_note', '撤回申请确认书'), ('case_receipt', '办件回执'), ('revocation_decision', '撤销决定书'), ('credit_prior_notice', '拟列入失信联合惩戒对象名单告知书'), ('credit_repair_proof', '信用修复证明'), ('licence', '证照')], max_length=40, verbose_name='文书种类'),
        ),
        migrations.AddConstraint(
            model_name='issueddocument',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['receipt_note', 'acceptance_notice', 'supplement_notice', 'refusal_of_acceptance', 'not_required_notice', 'special_procedure_notice', 'extension_notice', 'decision_granted', 'decision_refused', 'decision', 'withdrawal_note', 'case_receipt', 'revocation_decision', 'credit_prior_notice', 'credit_repair_proof', 'licence'])), name='documents_kind_known'),
        ),
    ]
