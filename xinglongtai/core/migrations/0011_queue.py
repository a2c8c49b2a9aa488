
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0010_secrets'),
    ]

    operations = [
        migrations.CreateModel(
            name='QueuedJob',
            fields=[
                ('job', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='queued', serialize=False, to='core.job', verbose_name='后台任务')),
                ('place', models.UUIDField(verbose_name='队列中的位置')),
                ('said', models.JSONField(default=dict)),
                ('beaten_at', models.DateTimeField(blank=True, null=True, verbose_name='最近一次报告')),
            ],
            options={
                'verbose_name': '排队的后台任务',
                'verbose_name_plural': '排队的后台任务',
            },
        ),
    ]
