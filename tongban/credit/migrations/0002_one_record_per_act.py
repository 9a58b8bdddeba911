"""What a party kept or broke in one matter is one record, under whatever kind it is told; applications ask for bars."""

from collections import defaultdict

from django.db import migrations

GOOD = ("commitment_kept", "good_deed")
GONE = ["dropped", "revoked"]
BEFORE_FORCE = ["proposed", "noticed", "defended", "returned"]


def merge(apps, schema_editor):
    """Of several records of one act the first in force stays, with the longest bar of all; the others go, and say
    where to."""
    rows = apps.get_model("credit", "CreditRecord").objects
    acts = defaultdict(list)
    for row in rows.exclude(state__in=GONE).order_by("in_force_at", "id"):  # without a day last
        acts[row.party_id, row.about_type, row.about_id, row.kind in GOOD].append(row)
    for first, *others in acts.values():
        for row in others:
            if row.barred_until and (first.barred_until is None or first.barred_until < row.barred_until):
                first.item_code, first.barred_until = row.item_code, row.barred_until
                first.save(update_fields=["item_code", "barred_until"])
            rows.filter(pk=row.pk).update(
                state="dropped" if row.state in BEFORE_FORCE else "revoked",
                end_reason=f"与{first.number}是同一行为，并入该记录。",
                ended_at=row.in_force_at or row.recorded_at,
            )


class Migration(migrations.Migration):
    dependencies = [("credit", "0001_initial")]

    operations = [
        migrations.RunPython(merge, migrations.RunPython.noop, elidable=True),
    ]
