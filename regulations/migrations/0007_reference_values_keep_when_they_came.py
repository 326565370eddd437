import datetime

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('regulations', '0006_adopted_law_is_kept'),
    ]

    operations = [
        # Values that are there already were known whenever a line was posted.
        migrations.AddField(
            model_name='referencevalue',
            name='entered_at',
            field=models.DateTimeField(auto_now_add=True, default=datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC), verbose_name='ghi lúc'),
            preserve_default=False,
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='referencevalue',
            name='reference_value_is_kept',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referencevalue',
            trigger=pgtrigger.compiler.Trigger(name='reference_value_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."amount_vnd" IS DISTINCT FROM (NEW."amount_vnd") OR OLD."entered_at" IS DISTINCT FROM (NEW."entered_at") OR OLD."rate" IS DISTINCT FROM (NEW."rate") OR OLD."series" IS DISTINCT FROM (NEW."series") OR OLD."valid_from" IS DISTINCT FROM (NEW."valid_from"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='3a7b6183fe77d102e47a53aeb7b7ae9fcc474e29', operation='UPDATE', pgid='pgtrigger_reference_value_is_kept_f6da5', table='regulations_referencevalue', when='BEFORE')),
        ),
    ]
