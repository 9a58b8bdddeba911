"""Laws with their time in force, powers that rest on them, acts of dynamic management and the lineage of items."""

import django.db.models.deletion
from django.db import migrations, models

#: One key of the ways a title is written: signs, 中华人民共和国 in front, the year of an amendment behind.
FORWARD = r"""
CREATE FUNCTION catalogue_law_key(title text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(
        regexp_replace(
            regexp_replace(
                lower(normalize(title, NFKC)), '[][[:space:],，.。;；:：、"“”''‘’()（）【】<>《》〈〉—_/-]+', '', 'g'
            ),
            '^中华人民共和国(?=.{4})', ''
        ),
        '[0-9]{4}年?(第[一二三四五六七八九十]+次)?修[订正]本?(版)?$', ''
    )
$$;
CREATE UNIQUE INDEX catalogue_law_in_force ON catalogue_law (catalogue_law_key(title)) WHERE repealed_on IS NULL;
CREATE INDEX catalogue_basis_law_key ON catalogue_legalbasis (catalogue_law_key(law));
"""
BACKWARD = """
DROP INDEX catalogue_basis_law_key;
DROP INDEX catalogue_law_in_force;
DROP FUNCTION catalogue_law_key(text);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0008_element_sets'),
    ]

    operations = [
        migrations.CreateModel(
            name='ItemChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(choices=[('insert', '新增'), ('split', '拆分'), ('merge', '合并'), ('devolve', '下放'), ('transfer', '划转'), ('suspend', '暂停'), ('resume', '恢复'), ('abolish', '取消')], max_length=12, verbose_name='动作')),
                ('state', models.CharField(choices=[('pending', '待生效'), ('done', '已生效'), ('cancelled', '已撤销')], default='pending', max_length=12, verbose_name='状态')),
                ('revision', models.PositiveIntegerField(default=0, verbose_name='修订号')),
                ('document_no', models.CharField(blank=True, default='', max_length=200, verbose_name='文件依据')),
                ('reason', models.CharField(blank=True, default='', max_length=500, verbose_name='原因')),
                ('effective_on', models.DateField(verbose_name='生效日期')),
                ('decided_at', models.DateTimeField(verbose_name='决定时间')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='完成时间')),
                ('retires', models.BooleanField(default=False, verbose_name='取消原事项')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='catalogue.serviceitem')),
            ],
            options={
                'verbose_name': '事项动态调整',
            },
        ),
        migrations.CreateModel(
            name='Law',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='名称')),
                ('document_no', models.CharField(blank=True, default='', max_length=100, verbose_name='文号')),
                ('in_force_from', models.DateField(blank=True, null=True, verbose_name='施行日期')),
                ('repealed_on', models.DateField(blank=True, null=True, verbose_name='废止日期')),
                ('repeal_document_no', models.CharField(blank=True, default='', max_length=100, verbose_name='废止文号')),
                ('repealed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.law')),
            ],
            options={
                'verbose_name': '法律法规规章',
            },
        ),
        migrations.CreateModel(
            name='Lineage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('after', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='origins', to='catalogue.serviceitem')),
                ('before', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='catalogue.serviceitem')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='catalogue.itemchange')),
            ],
            options={
                'verbose_name': '事项沿革',
            },
        ),
        migrations.CreateModel(
            name='PowerBasis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.CharField(blank=True, default='', max_length=100, verbose_name='条款')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.catalogueentry')),
                ('law', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='powers', to='catalogue.law')),
            ],
            options={
                'verbose_name': '权力依据',
            },
        ),
        migrations.AddIndex(
            model_name='itemchange',
            index=models.Index(condition=models.Q(('state', 'pending')), fields=['effective_on'], name='catalogue_change_pending'),
        ),
        migrations.AddConstraint(
            model_name='itemchange',
            constraint=models.CheckConstraint(condition=models.Q(('verb__in', ['insert', 'split', 'merge', 'devolve', 'transfer', 'suspend', 'resume', 'abolish'])), name='catalogue_change_verb_known'),
        ),
        migrations.AddConstraint(
            model_name='itemchange',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'done', 'cancelled'])), name='catalogue_change_state_known'),
        ),
        migrations.AddConstraint(
            model_name='itemchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('state', 'pending')), models.Q(models.Q(('state', 'pending'), _negated=True), ('done_at__isnull', False)), _connector='OR'), name='catalogue_change_done_has_its_time'),
        ),
        migrations.AddConstraint(
            model_name='law',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='catalogue_law_has_a_title'),
        ),
        migrations.AddConstraint(
            model_name='law',
            constraint=models.CheckConstraint(condition=models.Q(('repealed_on__isnull', True), ('in_force_from__isnull', True), ('repealed_on__gte', models.F('in_force_from')), _connector='OR'), name='catalogue_law_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='law',
            constraint=models.CheckConstraint(condition=models.Q(('repealed_by__isnull', True), ('repealed_on__isnull', False), _connector='OR'), name='catalogue_law_replaced_is_repealed'),
        ),
        migrations.AddConstraint(
            model_name='law',
            constraint=models.CheckConstraint(condition=models.Q(('repealed_by', models.F('id')), _negated=True), name='catalogue_law_not_repealed_by_itself'),
        ),
        migrations.AddConstraint(
            model_name='lineage',
            constraint=models.UniqueConstraint(fields=('change', 'before', 'after'), name='catalogue_lineage_once'),
        ),
        migrations.AddConstraint(
            model_name='lineage',
            constraint=models.CheckConstraint(condition=models.Q(('before', models.F('after')), _negated=True), name='catalogue_lineage_leads_on'),
        ),
        migrations.AddConstraint(
            model_name='powerbasis',
            constraint=models.UniqueConstraint(fields=('entry', 'law', 'article'), name='catalogue_power_basis_once'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
