"""Yellow and paused duties are kept in indexes of their own: a desk counts them without reading the green ones."""

from django.db import migrations, models

MARKED = models.Q(
    ("state", "open"),
    models.Q(("warned_at__isnull", False), ("overdue_at__isnull", False), _connector="OR"),
)


class Migration(migrations.Migration):
    dependencies = [("duties", "0002_lamps_counted_by_index")]

    operations = [
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                fields=["department_id", "due_at", "id"],
                include=("warn_at",),
                condition=MARKED,
                name="duties_duty_department_mark",
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                fields=["due_at", "id"], include=("warn_at",), condition=MARKED, name="duties_duty_city_marked"
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                fields=["department_id", "starts_at", "id"],
                condition=models.Q(("state", "paused")),
                name="duties_duty_paused",
            ),
        ),
    ]
