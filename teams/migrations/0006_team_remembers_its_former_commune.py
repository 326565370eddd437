"""Adds the commune a team came from; teams of one name from two former communes stand side by side."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0005_dossiers_of_four_kinds"),
        ("territory", "0004_unit_keeps_its_own_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="team",
            name="former",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.unit",
                verbose_name="xã cũ",
            ),
        ),
        migrations.RemoveConstraint(model_name="team", name="team_name_once_a_commune"),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.UniqueConstraint(
                fields=("commune", "name", "former"),
                name="team_name_once_a_commune",
                nulls_distinct=False,
                violation_error_message="Xã đã có tổ mang tên này. Nhập tên khác.",
            ),
        ),
    ]
