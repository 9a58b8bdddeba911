import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('documents', '0002_credit_papers'),
        ('orgs', '0001_initial'),
        ('parties', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CreditRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.CharField(max_length=130, verbose_name='记录编号')),
                ('kind', models.CharField(choices=[('commitment_kept', '履行承诺'), ('good_deed', '守信表现'), ('commitment_broken', '不履行承诺'), ('false_commitment', '虚假承诺'), ('false_materials', '提供虚假材料'), ('inspection_finding', '检查发现问题'), ('other_breach', '其他失信行为')], max_length=20, verbose_name='种类')),
                ('serious', models.BooleanField(default=False, verbose_name='严重失信')),
                ('about_type', models.CharField(max_length=40, verbose_name='事由类型')),
                ('about_id', models.CharField(max_length=120, verbose_name='事由编号')),
                ('item_code', models.CharField(blank=True, default='', max_length=60, verbose_name='有关许可事项')),
                ('barred_until', models.DateField(blank=True, null=True, verbose_name='不得再次申请至')),
                ('region_code', models.CharField(blank=True, default='', max_length=12, verbose_name='行政区划')),
                ('text', models.TextField(verbose_name='内容')),
                ('basis', models.CharField(max_length=300, verbose_name='依据')),
                ('state', models.CharField(choices=[('proposed', '待核查'), ('noticed', '已事先告知，等陈述申辩'), ('defended', '已陈述申辩，待复核'), ('returned', '核查退回'), ('in_force', '已记入'), ('objected', '异议处理中'), ('repair_asked', '修复申请处理中'), ('repaired', '已修复'), ('expired', '已转为档案'), ('revoked', '已撤销'), ('dropped', '没有记入')], default='proposed', max_length=12, verbose_name='状态')),
                ('revision', models.PositiveIntegerField(default=0, verbose_name='修订')),
                ('recorded_at', models.DateTimeField(verbose_name='报送时间')),
                ('recorded_by', models.BigIntegerField(blank=True, null=True, verbose_name='报送人员')),
                ('heard_until', models.DateField(blank=True, null=True, verbose_name='陈述申辩截止')),
                ('heard_at', models.DateTimeField(blank=True, null=True, verbose_name='听取意见完成')),
                ('checked_by', models.BigIntegerField(blank=True, null=True, verbose_name='核查人员')),
                ('check_note', models.TextField(blank=True, default='', verbose_name='核查意见')),
                ('in_force_at', models.DateTimeField(blank=True, null=True, verbose_name='记入时间')),
                ('public_until', models.DateField(blank=True, null=True, verbose_name='公示到')),
                ('end_reason', models.TextField(blank=True, default='', verbose_name='结束原因')),
                ('end_document_no', models.CharField(blank=True, default='', max_length=120, verbose_name='撤销文号')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='结束时间')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.department', verbose_name='提供单位')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party', verbose_name='信用主体')),
            ],
            options={
                'verbose_name': '信用记录',
                'indexes': [models.Index(fields=['party', '-id'], name='credit_record_party'), models.Index(fields=['department', 'state', '-id'], name='credit_record_queue'), models.Index(fields=['state', '-id'], name='credit_record_state'), models.Index(condition=models.Q(('public_until__isnull', False), ('state', 'in_force')), fields=['public_until'], name='credit_record_lapse')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'noticed', 'defended', 'returned', 'in_force', 'objected', 'repair_asked', 'repaired', 'expired', 'revoked', 'dropped'])), name='credit_record_state_known'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['commitment_kept', 'good_deed', 'commitment_broken', 'false_commitment', 'false_materials', 'inspection_finding', 'other_breach'])), name='credit_record_kind_known'),
                    models.CheckConstraint(condition=models.Q(('serious', False), models.Q(('kind__in', ('commitment_kept', 'good_deed')), _negated=True), _connector='OR'), name='credit_record_good_is_not_serious'),
                    models.CheckConstraint(condition=models.Q(('serious', False), ('state__in', ['proposed', 'noticed', 'defended', 'returned', 'dropped']), ('heard_at__isnull', False), _connector='OR'), name='credit_record_serious_was_heard'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'noticed', 'defended', 'returned', 'dropped']), models.Q(('checked_by__isnull', False), ('in_force_at__isnull', False)), _connector='OR'), name='credit_record_checked_before_force'),
                    models.CheckConstraint(condition=models.Q(('recorded_by', None), ('checked_by', None), models.Q(('recorded_by', models.F('checked_by')), _negated=True), _connector='OR'), name='credit_record_two_seats'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'noticed', 'defended', 'returned', 'dropped']), ('kind__in', ('commitment_kept', 'good_deed')), ('public_until__isnull', False), _connector='OR'), name='credit_record_breach_ends'),
                    models.CheckConstraint(condition=models.Q(models.Q(('item_code', ''), ('barred_until', None)), models.Q(models.Q(('item_code', ''), _negated=True), models.Q(('barred_until', None), _negated=True)), _connector='OR'), name='credit_record_bar_names_item'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['revoked', 'dropped']), _negated=True), models.Q(('end_reason', ''), _negated=True), _connector='OR'), name='credit_record_ended_with_reason'),
                    models.UniqueConstraint(fields=('department', 'number'), name='credit_record_number_once'),
                    models.UniqueConstraint(condition=models.Q(('state__in', ['dropped', 'revoked']), _negated=True), fields=('party', 'kind', 'about_type', 'about_id'), name='credit_record_once_per_act'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CreditPlea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('defence', '陈述申辩'), ('objection', '异议'), ('repair', '信用修复申请')], max_length=12, verbose_name='种类')),
                ('ground', models.CharField(blank=True, choices=[('content', '记录的事实或者依据有误'), ('display', '公示的方式、期限或者对象有误'), ('undone', '作为依据的决定已经被撤销')], default='', max_length=12, verbose_name='异议事由')),
                ('text', models.TextField(verbose_name='内容')),
                ('evidence', models.JSONField(blank=True, default=list, verbose_name='证明材料')),
                ('made_by', models.BigIntegerField(blank=True, null=True, verbose_name='提出人')),
                ('made_at', models.DateTimeField(verbose_name='提出时间')),
                ('outcome', models.CharField(blank=True, choices=[('', '处理中'), ('upheld', '不成立，记录维持'), ('corrected', '成立，已更正'), ('revoked', '已撤销记录'), ('granted', '准予修复'), ('refused', '不予修复'), ('heeded', '采纳，不再记入'), ('unheeded', '没有采纳，送核查')], default='', max_length=12, verbose_name='处理结果')),
                ('answer', models.TextField(blank=True, default='', verbose_name='答复')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='答复时间')),
                ('answered_by', models.BigIntegerField(blank=True, null=True, verbose_name='答复人员')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pleas', to='credit.creditrecord', verbose_name='信用记录')),
            ],
            options={
                'verbose_name': '信用主体意见',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['defence', 'objection', 'repair'])), name='credit_plea_kind_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind', 'objection'), _negated=True), ('ground__in', ['content', 'display', 'undone']), _connector='OR'), name='credit_plea_objects_to_what'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), models.Q(('answer', ''), _negated=True), models.Q(('answered_at', None), _negated=True)), _connector='OR'), name='credit_plea_answered_with_reason'),
                    models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('record',), name='credit_plea_one_at_a_time'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CreditPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('credit_prior_notice', '拟列入失信联合惩戒对象名单告知书'), ('credit_repair_proof', '信用修复证明')], max_length=40, verbose_name='种类')),
                ('number', models.CharField(max_length=120, verbose_name='文号')),
                ('content', models.JSONField(default=dict, verbose_name='内容')),
                ('issued_at', models.DateTimeField(verbose_name='出具时间')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.issueddocument')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='credit.creditrecord', verbose_name='信用记录')),
            ],
            options={
                'verbose_name': '信用文书',
                'indexes': [models.Index(condition=models.Q(('document', None)), fields=['record'], name='credit_paper_unmade')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['credit_prior_notice', 'credit_repair_proof'])), name='credit_paper_kind_known'),
                ],
            },
        ),
    ]
