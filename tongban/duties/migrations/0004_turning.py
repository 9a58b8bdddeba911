"""What turns yellow or red next in one department is the head of a range."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duties", "0003_marked_and_paused")]

    operations = [
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("look_at__isnull", False)),
                fields=["department_id", "look_at", "id"],
                name="duties_duty_department_look",
            ),
        ),
    ]
