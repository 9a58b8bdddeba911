"""A version stands still from the moment it is sent; once published, so does what it was composed from."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION bundles_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    movable text[] := ARRAY['state', 'revision', 'published_at', 'ended_at', 'composed_from'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state IN ('draft', 'submitted', 'discarded') THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'bundles: version % was published and cannot be deleted', OLD.id USING ERRCODE = '23001';
    END IF;
    IF OLD.state = 'draft' THEN
        RETURN NEW;
    END IF;
    IF (to_jsonb(NEW) - movable) IS DISTINCT FROM (to_jsonb(OLD) - movable) THEN
        RAISE EXCEPTION 'bundles: version % is frozen (state %)', OLD.id, OLD.state USING ERRCODE = '23001';
    END IF;
    IF OLD.state <> 'submitted' AND (NEW.composed_from IS DISTINCT FROM OLD.composed_from
            OR NEW.published_at IS DISTINCT FROM OLD.published_at) THEN
        RAISE EXCEPTION 'bundles: what version % was published from is frozen', OLD.id USING ERRCODE = '23001';
    END IF;
    IF OLD.state IN ('superseded', 'retired', 'discarded') AND NEW.state <> OLD.state
            OR OLD.state = 'published' AND NEW.state NOT IN ('published', 'superseded', 'retired') THEN
        RAISE EXCEPTION 'bundles: version % cannot go back to %', OLD.id, NEW.state USING ERRCODE = '23001';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER bundles_version_frozen BEFORE UPDATE OR DELETE ON bundles_bundleversion
    FOR EACH ROW EXECUTE FUNCTION bundles_version_frozen();
"""
BACKWARD = """
DROP TRIGGER bundles_version_frozen ON bundles_bundleversion;
DROP FUNCTION bundles_version_frozen();
"""


class Migration(migrations.Migration):
    """The trigger over versions."""

    dependencies = [("bundles", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
