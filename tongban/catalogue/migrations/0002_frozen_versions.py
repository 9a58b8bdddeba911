"""A published version is frozen: the database itself refuses to change what cases are bound to."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION catalogue_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    movable text[] := ARRAY['state', 'revision', 'published_at', 'superseded_at'];
BEGIN
    IF OLD.state IN ('draft', 'in_review') AND TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'catalogue: version % was published and cannot be deleted', OLD.id USING ERRCODE = '23001';
    END IF;
    IF OLD.state = 'draft' THEN
        RETURN NEW;
    END IF;
    IF (to_jsonb(NEW) - movable) IS DISTINCT FROM (to_jsonb(OLD) - movable) THEN
        RAISE EXCEPTION 'catalogue: content of version % is frozen (state %)', OLD.id, OLD.state USING ERRCODE = '23001';
    END IF;
    IF OLD.state IN ('published', 'superseded') THEN
        IF NEW.published_at IS DISTINCT FROM OLD.published_at THEN
            RAISE EXCEPTION 'catalogue: publication time of version % is frozen', OLD.id USING ERRCODE = '23001';
        END IF;
        IF NEW.state NOT IN ('published', 'superseded') OR (OLD.state = 'superseded' AND NEW.state <> 'superseded') THEN
            RAISE EXCEPTION 'catalogue: version % cannot go back to %', OLD.id, NEW.state USING ERRCODE = '23001';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION catalogue_version_part_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[] := ARRAY[]::bigint[];
    held text;
BEGIN
    IF TG_OP <> 'INSERT' THEN touched := touched || OLD.version_id; END IF;
    IF TG_OP <> 'DELETE' THEN touched := touched || NEW.version_id; END IF;
    SELECT state INTO held FROM catalogue_itemversion WHERE id = ANY(touched) AND state <> 'draft'
        AND NOT (TG_OP = 'DELETE' AND state = 'in_review') LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'catalogue: parts of version % are frozen (state %)', touched[1], held USING ERRCODE = '23001';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER catalogue_version_frozen BEFORE UPDATE OR DELETE ON catalogue_itemversion
    FOR EACH ROW EXECUTE FUNCTION catalogue_version_frozen();
CREATE TRIGGER catalogue_material_frozen BEFORE INSERT OR UPDATE OR DELETE ON catalogue_materialrequirement
    FOR EACH ROW EXECUTE FUNCTION catalogue_version_part_frozen();
CREATE TRIGGER catalogue_basis_frozen BEFORE INSERT OR UPDATE OR DELETE ON catalogue_legalbasis
    FOR EACH ROW EXECUTE FUNCTION catalogue_version_part_frozen();
"""
BACKWARD = """
DROP TRIGGER catalogue_basis_frozen ON catalogue_legalbasis;
DROP TRIGGER catalogue_material_frozen ON catalogue_materialrequirement;
DROP TRIGGER catalogue_version_frozen ON catalogue_itemversion;
DROP FUNCTION catalogue_version_part_frozen();
DROP FUNCTION catalogue_version_frozen();
"""


class Migration(migrations.Migration):
    """Triggers over versions, materials and legal bases."""

    dependencies = [("catalogue", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
