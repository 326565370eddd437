"""What a year's budget asks for, examines and gives; where a province books it."""

import django.contrib.postgres.constraints
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import territory.spans
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('allowances', '0010_batches_stall_together'),
        ('territory', '0007_facts_name_their_place'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BudgetHeading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='từ ngày')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến trước ngày')),
                ('source', models.CharField(blank=True, choices=[('tinh', 'Ngân sách tỉnh'), ('huyen', 'Ngân sách huyện'), ('xa', 'Ngân sách xã')], max_length=10, verbose_name='nguồn')),
                ('chapter', models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^[0-9]{1,4}$', 'Nhập mã bằng chữ số, tối đa 4 chữ số.')], verbose_name='chương')),
                ('category', models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^[0-9]{1,4}$', 'Nhập mã bằng chữ số, tối đa 4 chữ số.')], verbose_name='loại')),
                ('clause', models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^[0-9]{1,4}$', 'Nhập mã bằng chữ số, tối đa 4 chữ số.')], verbose_name='khoản')),
                ('heading', models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^[0-9]{1,4}$', 'Nhập mã bằng chữ số, tối đa 4 chữ số.')], verbose_name='mục')),
                ('sub_heading', models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^[0-9]{1,4}$', 'Nhập mã bằng chữ số, tối đa 4 chữ số.')], verbose_name='tiểu mục')),
                ('item', models.CharField(max_length=40, verbose_name='khoản chi')),
                ('basis', models.CharField(max_length=300, verbose_name='căn cứ')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('province', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='budget_headings', to='territory.unit', verbose_name='tỉnh, thành phố')),
            ],
            options={
                'verbose_name': 'nguồn và mã số của khoản chi',
                'verbose_name_plural': 'nguồn và mã số của khoản chi',
                'ordering': ['item', 'valid_from'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='budget_heading_ends_after_start', violation_error_message='Nhập ngày kết thúc sau ngày bắt đầu.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.F('province'), '='), (models.F('item'), '='), (territory.spans.DaySpan('valid_from', 'valid_to', models.Value('[)')), '&&')], name='one_budget_heading_a_day', violation_error_message='Khoản chi này đã có nguồn và mã số trong khoảng ngày đó.'), models.CheckConstraint(condition=models.Q(('basis', ''), _negated=True), name='budget_heading_has_its_basis')],
            },
        ),
        migrations.CreateModel(
            name='BudgetLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, choices=[('tinh', 'Ngân sách tỉnh'), ('huyen', 'Ngân sách huyện'), ('xa', 'Ngân sách xã')], max_length=10, verbose_name='nguồn')),
                ('chapter', models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^[0-9]{1,4}$', 'Nhập mã bằng chữ số, tối đa 4 chữ số.')], verbose_name='chương')),
                ('category', models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^[0-9]{1,4}$', 'Nhập mã bằng chữ số, tối đa 4 chữ số.')], verbose_name='loại')),
                ('clause', models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^[0-9]{1,4}$', 'Nhập mã bằng chữ số, tối đa 4 chữ số.')], verbose_name='khoản')),
                ('heading', models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^[0-9]{1,4}$', 'Nhập mã bằng chữ số, tối đa 4 chữ số.')], verbose_name='mục')),
                ('sub_heading', models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^[0-9]{1,4}$', 'Nhập mã bằng chữ số, tối đa 4 chữ số.')], verbose_name='tiểu mục')),
                ('year', models.PositiveSmallIntegerField(verbose_name='năm ngân sách')),
                ('item', models.CharField(max_length=40, verbose_name='khoản chi')),
                ('detail', models.CharField(blank=True, max_length=200, verbose_name='nội dung')),
                ('round', models.PositiveSmallIntegerField(default=0, verbose_name='lần bổ sung')),
                ('state', models.CharField(choices=[('asked', 'chờ thẩm định'), ('examined', 'đã thẩm định, chờ giao'), ('allocated', 'đã giao'), ('returned', 'đã trả lại'), ('withdrawn', 'đã rút')], default='asked', max_length=10, verbose_name='trạng thái')),
                ('estimate_vnd', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='số dự toán (đồng)')),
                ('basis', models.JSONField(verbose_name='căn cứ tính')),
                ('asked_vnd', models.PositiveBigIntegerField(verbose_name='số đề nghị (đồng)')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='lý do khác số dự toán')),
                ('asked_on', models.DateField(verbose_name='ngày đề nghị')),
                ('examined_vnd', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='số thẩm định (đồng)')),
                ('examine_note', models.CharField(blank=True, max_length=500, verbose_name='ý kiến thẩm định')),
                ('examined_on', models.DateField(blank=True, null=True, verbose_name='ngày thẩm định')),
                ('allocated_vnd', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='số giao (đồng)')),
                ('decision_number', models.CharField(blank=True, max_length=60, verbose_name='số quyết định giao')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='ngày quyết định giao')),
                ('return_reason', models.CharField(blank=True, max_length=500, verbose_name='lý do trả lại')),
                ('is_sample', models.BooleanField(default=False, verbose_name='dữ liệu mẫu')),
                ('allocated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('examined_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='budget_lines', to='territory.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'dòng dự toán',
                'verbose_name_plural': 'dòng dự toán',
                'ordering': ['unit__sort_key', 'item', 'detail', 'round', 'pk'],
                'indexes': [models.Index(fields=['year', 'unit'], name='budget_line_by_year_unit')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'examined'])), fields=('unit', 'year', 'item', 'detail'), name='one_open_budget_line', violation_error_message='Xử lý dòng đang chờ của khoản chi này trước.'), models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'examined', 'allocated'])), fields=('unit', 'year', 'item', 'detail', 'round'), name='budget_line_once_a_round', violation_error_message='Khoản chi này đã được đề nghị trong lần đó.'), models.CheckConstraint(condition=models.Q(('estimate_vnd__isnull', True), ('asked_vnd', models.F('estimate_vnd')), models.Q(('reason', ''), _negated=True), _connector='OR'), name='budget_change_has_its_reason', violation_error_message='Nhập lý do đề nghị khác số dự toán.'), models.CheckConstraint(condition=models.Q(('examined_vnd__isnull', True), ('examined_vnd', models.F('asked_vnd')), models.Q(('examine_note', ''), _negated=True), _connector='OR'), name='budget_cut_has_its_note', violation_error_message='Nhập ý kiến thẩm định khi số thẩm định khác số đề nghị.'), models.CheckConstraint(condition=models.Q(('examined_vnd__isnull', True), ('examined_vnd__lte', models.F('asked_vnd')), _connector='OR'), name='budget_never_over_asked', violation_error_message='Thẩm định không quá số đề nghị; cần thêm thì đề nghị bổ sung.'), models.CheckConstraint(condition=models.Q(('allocated_vnd__isnull', True), ('allocated_vnd__lte', models.F('examined_vnd')), _connector='OR'), name='budget_never_over_examined', violation_error_message='Giao không quá số đã thẩm định.'), models.CheckConstraint(condition=models.Q(('examined_by__isnull', True), models.Q(('examined_by', models.F('asked_by')), _negated=True), _connector='OR'), name='budget_examiner_is_not_asker', violation_error_message='Người đề nghị không được thẩm định.'), models.CheckConstraint(condition=models.Q(('allocated_by__isnull', True), models.Q(models.Q(('allocated_by', models.F('asked_by')), _negated=True), models.Q(('allocated_by', models.F('examined_by')), _negated=True)), _connector='OR'), name='budget_allocator_is_a_third', violation_error_message='Người đề nghị hoặc thẩm định không được ghi quyết định giao.'), models.CheckConstraint(condition=models.Q(models.Q(('allocated_vnd__isnull', True), ('state__in', ['asked', 'returned', 'withdrawn'])), models.Q(('allocated_vnd__isnull', True), ('examined_by__isnull', False), ('examined_on__isnull', False), ('examined_vnd__isnull', False), ('state', 'examined')), models.Q(('allocated_by__isnull', False), ('allocated_vnd__isnull', False), ('decided_on__isnull', False), ('examined_by__isnull', False), ('examined_vnd__isnull', False), ('state', 'allocated'), models.Q(('decision_number', ''), _negated=True)), _connector='OR'), name='budget_state_has_its_hands')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='budgetline',
            trigger=pgtrigger.compiler.Trigger(name='budget_line_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='ed5b318206d2ce05f0b38fb8925f2a87dd7427d8', operation='DELETE', pgid='pgtrigger_budget_line_is_kept_20e50', table='allowances_budgetline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='budgetline',
            trigger=pgtrigger.compiler.Trigger(name='closed_budget_line_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'allocated\', \'returned\', \'withdrawn\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='6fba61be656ce67b8e1490bc8bddef15df052400', operation='UPDATE', pgid='pgtrigger_closed_budget_line_is_kept_9a656', table='allowances_budgetline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='budgetline',
            trigger=pgtrigger.compiler.Trigger(name='asked_budget_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."asked_on" IS DISTINCT FROM (NEW."asked_on") OR OLD."asked_vnd" IS DISTINCT FROM (NEW."asked_vnd") OR OLD."basis" IS DISTINCT FROM (NEW."basis") OR OLD."category" IS DISTINCT FROM (NEW."category") OR OLD."chapter" IS DISTINCT FROM (NEW."chapter") OR OLD."clause" IS DISTINCT FROM (NEW."clause") OR OLD."detail" IS DISTINCT FROM (NEW."detail") OR OLD."estimate_vnd" IS DISTINCT FROM (NEW."estimate_vnd") OR OLD."heading" IS DISTINCT FROM (NEW."heading") OR OLD."item" IS DISTINCT FROM (NEW."item") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."round" IS DISTINCT FROM (NEW."round") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."sub_heading" IS DISTINCT FROM (NEW."sub_heading") OR OLD."unit_id" IS DISTINCT FROM (NEW."unit_id") OR OLD."year" IS DISTINCT FROM (NEW."year"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='071bf6ec9096b71242701e1564fe7a133b90725c', operation='UPDATE', pgid='pgtrigger_asked_budget_is_kept_c4772', table='allowances_budgetline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='budgetline',
            trigger=pgtrigger.compiler.Trigger(name='examined_budget_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state = 'examined' AND (NEW.examined_vnd IS DISTINCT FROM OLD.examined_vnd OR NEW.examined_by_id IS DISTINCT FROM OLD.examined_by_id OR NEW.examine_note IS DISTINCT FROM OLD.examine_note))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='84a14987f2597712f0e8c77462ddea337fefa705', operation='UPDATE', pgid='pgtrigger_examined_budget_is_kept_ed94f', table='allowances_budgetline', when='BEFORE')),
        ),
    ]
