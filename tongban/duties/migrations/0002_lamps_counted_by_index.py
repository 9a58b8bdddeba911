"""The open queues carry the warning time too: lamps are counted from the index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="duty", name="duties_duty_queue"),
        migrations.RemoveIndex(model_name="duty", name="duties_duty_city_queue"),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                fields=["department_id", "due_at", "id"],
                include=("warn_at",),
                condition=models.Q(("state", "open")),
                name="duties_duty_department_open",
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                fields=["due_at", "id"],
                include=("warn_at",),
                condition=models.Q(("state", "open")),
                name="duties_duty_city_open",
            ),
        ),
    ]
