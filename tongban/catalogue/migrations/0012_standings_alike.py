"""Standings say whether materials were published at all, and carry one mark of what the statistics ask of them."""

from django.db import migrations, models
from django.db.models import Case, CharField, F, UUIDField, Value, When
from django.db.models.functions import MD5, Cast, Concat

FILL = """
UPDATE catalogue_standing s SET materials_stated = false
FROM catalogue_itemversion v WHERE v.id = s.version_id AND v.guide->>'materials_stated' = 'false'
"""
ALIKE = (
    "item_kind", "handling", "instant", "statutory_number", "statutory_unit", "promised_number", "promised_unit",
    "visits", "online", "online_depth", "in_hall", "comprehensive_window", "materials_stated", "as_published",
    "with_findings",
)  # fmt: skip


def _alike() -> Cast:
    materials = Case(
        When(material_count=0, then=Value("none")),
        When(material_count=F("free_material_count"), then=Value("free")),
        default=Value("some"),
    )
    measured = Case(When(elements_needed=None, then=Value("no")), default=Value("yes"))
    marks = [*(Cast(F(name), CharField()) for name in ALIKE), materials, measured]
    return Cast(MD5(Concat(*(part for mark in marks for part in (mark, Value("|"))))), UUIDField())


class Migration(migrations.Migration):
    """The column that conditions need, then the mark over all of them."""

    dependencies = [("catalogue", "0011_standings_so_far")]

    operations = [
        migrations.AddField(
            "standing", "materials_stated", models.BooleanField(default=True, verbose_name="公布材料清单")
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddField(
            "standing",
            "profile",
            models.GeneratedField(
                db_persist=True,
                editable=False,
                expression=_alike(),
                output_field=UUIDField(),
                verbose_name="同类标记",
            ),
        ),
    ]
