"""What stood still before learns whose it was; in a transaction of its own, so that it is whole or not begun."""

from django.db import migrations

KNOWN = """UPDATE cases_casestep s SET stood_department_id = t.department_id, stood_item = t.item_name, stood_times = t.times
    FROM (
        SELECT one.id, c.department_id, c.item_name,
            row_number() OVER (PARTITION BY one.case_id ORDER BY one.since, one.id) AS times
        FROM cases_casestep one JOIN cases_case c ON c.id = one.case_id WHERE one.document_no <> ''
    ) t
    WHERE t.id = s.id"""


class Migration(migrations.Migration):

    dependencies = [("cases", "0011_watched_steps")]

    operations = [migrations.RunSQL(KNOWN, migrations.RunSQL.noop)]
