"""Small contents lie in their row; those that came before stay where they are."""

from django.db import migrations, models
from django.db.models.functions import Length

# Scans and PDFs are packed already: the server need not try to pack them once more.
AS_THEY_ARE = "ALTER TABLE files_storedfile ALTER COLUMN content SET STORAGE EXTERNAL"


class Migration(migrations.Migration):

    dependencies = [("files", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="content",
            field=models.BinaryField(null=True, verbose_name="内容"),
        ),
        migrations.RunSQL(AS_THEY_ARE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(content=None) | models.Q(size=Length("content")), name="files_content_whole"
            ),
        ),
    ]
