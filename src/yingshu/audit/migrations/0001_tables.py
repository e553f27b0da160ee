import django.core.serializers.json
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [("audit", "0001_initial"), ("audit", "0002_insert_only")]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                ('entry_id', models.BigIntegerField(unique=True)),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'verbose_name': 'audit seal',
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('actor_id', models.BigIntegerField()),
                ('actor_name', models.CharField(max_length=60, verbose_name='by')),
                ('acting_for_id', models.BigIntegerField(null=True)),
                ('origin', models.CharField(max_length=8, verbose_name='from where')),
                ('action', models.CharField(max_length=80, verbose_name='action')),
                ('subject_kind', models.CharField(default='', max_length=40)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('subject_number', models.CharField(default='', max_length=60, verbose_name='number')),
                ('before', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('after', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('reason', models.CharField(default='', max_length=300, verbose_name='reason')),
                ('refused', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'audit entry',
                'indexes': [models.Index(fields=['subject_kind', 'subject_id', 'id'], name='audit_subject'), models.Index(fields=['actor_id', 'id'], name='audit_actor'), models.Index(fields=['at'], name='audit_at')],
            },
        ),
    ]
