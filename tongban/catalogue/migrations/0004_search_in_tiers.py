"""Search reads one table, tier by tier: what narrows and orders the hits lies in it, each tier has an index.

Documents that exist are completed from what they hold. Entry names, themes and codes keep the weight of aliases in
them until their item is published again or the search is rebuilt: they are found all the same, only a tier earlier.
"""

import django.contrib.postgres.indexes as postgres
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models
from django.db.models.functions import Collate, Left, Length

FILL = """
UPDATE catalogue_searchdocument d
SET code = i.code, region_code = i.region_code, item_kind = i.item_kind, owner = i.department_id,
    sounds = coalesce((
        SELECT array_to_tsvector(array_agg(DISTINCT run)) FROM (
            SELECT 'i' || substr(word, n, 2) AS run
            FROM regexp_split_to_table(d.initials, ' ') word, generate_series(1, length(word) - 1) n
            UNION SELECT 'p' || substr(word, n, 3)
            FROM regexp_split_to_table(d.pinyin, ' ') word, generate_series(1, length(word) - 2) n
        ) runs), ''::tsvector)
FROM catalogue_serviceitem i
WHERE i.id = d.item_id;
-- No index is made over rows whose foreign keys are still to be looked at.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED
"""


def _within(weights: str) -> models.Func:
    return models.Func(models.F("vector"), models.Value("{" + weights + "}"), function="ts_filter")


def _beginning(field: str) -> Collate:
    return Collate(Left(field, 60), "C")


FIELDS = {
    "code": models.CharField(blank=True, default="", max_length=33),
    "region_code": models.CharField(blank=True, default="", max_length=12),
    "item_kind": models.CharField(blank=True, default="", max_length=20),
    "owner": models.BigIntegerField(default=0, verbose_name="实施部门"),
    "size": models.GeneratedField(db_persist=True, expression=Length("folded"), output_field=models.IntegerField()),
    "sounds": SearchVectorField(default=""),
}
INDEXES = (
    postgres.GinIndex(_within("a"), name="catalogue_search_name"),
    postgres.GinIndex(_within("a,b"), name="catalogue_search_alias"),
    postgres.GinIndex(_within("a,b,c"), name="catalogue_search_owner"),
    postgres.GinIndex(fields=["sounds"], name="catalogue_search_sounds"),
    models.Index(fields=["size", "code"], name="catalogue_search_order"),
    models.Index(Left("pinyin", 60), models.F("code"), name="catalogue_search_listing"),
    models.Index(_beginning("folded"), name="catalogue_search_folded"),
    models.Index(_beginning("pinyin"), name="catalogue_search_pinyin"),
    models.Index(_beginning("initials"), name="catalogue_search_initials"),
)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_more_of_materials")]

    operations = [
        *(migrations.AddField("searchdocument", name, field) for name, field in FIELDS.items()),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        *(migrations.AddIndex("searchdocument", index) for index in INDEXES),
    ]
