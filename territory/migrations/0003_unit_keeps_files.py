"""Adds where a unit's files are kept, which successor keeps them, and the commune a village came from."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("territory", "0002_initial")]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="keeper_path",
            field=models.CharField(
                default=".", editable=False, max_length=140, verbose_name="nơi giữ hồ sơ"
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(models.F("keeper_path"), "text_pattern_ops"),
                name="unit_keeper_prefix",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(("keeper_path__endswith", ".")), name="unit_keeper_ends_with_dot"
            ),
        ),
        migrations.AddField(
            model_name="unitsuccession",
            name="keeps_files",
            field=models.BooleanField(default=False, verbose_name="giữ hồ sơ, sổ sách của đơn vị cũ"),
        ),
        migrations.AddConstraint(
            model_name="unitsuccession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("keeps_files", True)),
                fields=("old",),
                name="one_keeper_a_unit",
                violation_error_message="Đã chọn đơn vị giữ hồ sơ của đơn vị cũ này.",
            ),
        ),
        migrations.AddField(
            model_name="village",
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
        migrations.RemoveConstraint(model_name="village", name="village_name_once_a_commune"),
        migrations.AddConstraint(
            model_name="village",
            constraint=models.UniqueConstraint(
                fields=("commune", "kind", "name", "former"),
                name="village_name_once_a_commune",
                nulls_distinct=False,
            ),
        ),
        migrations.CreateModel(
            name="VillageSuccession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="từ ngày")),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="territory.village",
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successors",
                        to="territory.village",
                    ),
                ),
            ],
            options={
                "verbose_name": "nhập thôn, khu phố",
                "verbose_name_plural": "nhập thôn, khu phố",
                "constraints": [
                    models.UniqueConstraint(fields=("old",), name="village_merged_once"),
                    models.CheckConstraint(
                        condition=models.Q(("old", models.F("new")), _negated=True),
                        name="village_merged_into_another",
                    ),
                ],
            },
        ),
    ]
