"""Every unit keeps its own files until a change of units is applied."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("territory", "0003_unit_keeps_files")]

    operations = [
        migrations.RunSQL("UPDATE territory_unit SET keeper_path = path", migrations.RunSQL.noop),
    ]
