"""Element sets as rows, with the sets that the published rules speak of."""

import django.contrib.postgres.fields
from django.db import migrations, models

ELEMENTS_48 = """
    name catalog_code task_code handling_code item_kind legal_bases exercise_level power_source department
    department_code nature entrusted_by joint_departments statutory_limit statutory_unit statutory_note promised_limit
    promised_unit promised_note accept_conditions party_kind case_kind channels visit_count visit_reason
    special_procedures steps places hours phones complaint_phones handle_area in_hall online online_depth online_url
    booking pay_online courier self_service charged fees materials intermediary quantity_limit result_kind result_name
    result_sample
""".split()
#: Without what is an address, an explanation or a service of the platform, or a code of the exchange.
ELEMENTS_32 = """
    name catalog_code task_code item_kind legal_bases exercise_level power_source department department_code nature
    statutory_limit promised_limit accept_conditions party_kind case_kind channels visit_count special_procedures steps
    places hours phones complaint_phones handle_area in_hall online online_depth charged fees materials result_kind
    result_name
""".split()
#: Of the 48 those that place, department and telephone do not change.
SAME_48 = """
    name catalog_code item_kind legal_bases power_source statutory_limit statutory_unit statutory_note promised_limit
    promised_unit promised_note accept_conditions party_kind case_kind channels visit_count visit_reason
    special_procedures steps online online_depth charged fees materials intermediary quantity_limit result_kind
    result_name result_sample
""".split()
FOUR = ["name", "catalog_code", "legal_bases", "item_kind"]
PROPOSED = "拟定：官方要素清单未找到，按全国一体化政务服务平台实施清单的公开字段列出"
SETS = [
    ("elements_48", "48要素", f"{PROPOSED}（GB/T 39554.1—2020 及国家平台实施清单表）。", ELEMENTS_48, []),
    (
        "elements_32",
        "32要素",
        f"{PROPOSED}，从48要素中去掉各平台自定的网址、说明、便民服务和交换用编码等16项。",
        ELEMENTS_32,
        [code for code in ELEMENTS_32 if code in SAME_48],
    ),
    ("same_4", "四级四同", "国发〔2018〕27号：名称、编码、依据、类型四级统一。", FOUR, FOUR),
    ("same_48", "五级48同", f"{PROPOSED}；因地点、机构和电话而异的要素不比较。", ELEMENTS_48, SAME_48),
]


def fill(apps, schema_editor):
    """The four sets."""
    rows = apps.get_model("catalogue", "ElementSetRow")
    for code, name, basis, elements, same in SETS:
        rows.objects.create(code=code, name=name, basis=basis, elements=elements, same=same)


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0005_review_in_two_steps'),
    ]

    operations = [
        migrations.CreateModel(
            name='ElementSetRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='代号')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='名称')),
                ('basis', models.TextField(verbose_name='依据')),
                ('elements', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None, verbose_name='要素')),
                ('same', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name='应当一致的要素')),
            ],
            options={
                'verbose_name': '要素集',
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[a-z][a-z0-9_]*$')), name='catalogue_element_set_code_is_a_word'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('basis', ''), _negated=True)), name='catalogue_element_set_says_its_basis'), models.CheckConstraint(condition=models.Q(('elements__len__gt', 0)), name='catalogue_element_set_has_elements')],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
