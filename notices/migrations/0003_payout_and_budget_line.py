from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0002_schedule_and_benefit'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='page',
            field=models.CharField(choices=[('members:dossier', 'hồ sơ về tổ'), ('members:change', 'đề nghị về thành viên'), ('allowances:batch', 'danh sách chi trả'), ('allowances:run', 'đợt tính'), ('allowances:schedules', 'lịch tính'), ('allowances:benefit', 'hồ sơ trợ cấp'), ('allowances:payout', 'đợt chi'), ('allowances:budget_line', 'khoản dự toán')], max_length=30, verbose_name='trang'),
        ),
    ]
