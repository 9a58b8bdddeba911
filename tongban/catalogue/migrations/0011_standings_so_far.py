"""The standings of what is published already, and snapshots that nobody changes.

When an item left service before this table existed is not in these tables; such an item counts until this moment.
"""

from django.db import migrations

FORWARD = """
INSERT INTO catalogue_standing (item_id, version_id, since, until, department_id, region_code, item_kind, exercise_level,
    origin, catalog_code, handling, instant, statutory_number, statutory_unit, promised_number, promised_unit, visits,
    online, online_depth, in_hall, comprehensive_window, material_count, free_material_count, as_published, with_findings)
SELECT i.id, v.id, v.published_at,
    CASE WHEN v.state = 'superseded' THEN greatest(v.published_at, v.superseded_at)
         WHEN i.state <> 'in_use' THEN greatest(v.published_at, now()) END,
    i.department_id, i.region_code, i.item_kind, i.exercise_level, i.origin, e.catalog_code, i.handling_code <> '',
    v.case_kind = 'instant', v.statutory_number, v.statutory_unit, v.promised_number, v.promised_unit, v.visits,
    v.online, v.online_depth, v.in_hall, v.comprehensive_window, v.material_count, v.free_material_count,
    v.as_published, v.findings <> '[]'::jsonb
FROM catalogue_itemversion v JOIN catalogue_serviceitem i ON i.id = v.item_id
    JOIN catalogue_catalogueentry e ON e.id = i.entry_id
WHERE v.state IN ('published', 'superseded') AND v.published_at IS NOT NULL
    AND (v.state = 'published' OR v.superseded_at IS NOT NULL);

CREATE FUNCTION catalogue_snapshot_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'catalogue: statistics snapshot % is frozen', OLD.id USING ERRCODE = '23001';
END $$;
CREATE TRIGGER catalogue_snapshot_frozen BEFORE UPDATE OR DELETE ON catalogue_statisticssnapshot
    FOR EACH ROW EXECUTE FUNCTION catalogue_snapshot_frozen();
"""
BACKWARD = """
DROP TRIGGER catalogue_snapshot_frozen ON catalogue_statisticssnapshot;
DROP FUNCTION catalogue_snapshot_frozen();
DELETE FROM catalogue_standing;
"""


class Migration(migrations.Migration):
    """Rows of `catalogue_standing`, trigger over snapshots."""

    dependencies = [("catalogue", "0010_statistics_and_points")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
