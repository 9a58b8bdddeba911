"""Element sets of a city's own."""

import django.contrib.postgres.fields
from django.db import migrations, models


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
    ]
