import yingshu.kernel.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [("documents", "0001_initial"), ("documents", "0002_insert_only"), ("documents", "0003_print_setups"), ("documents", "0004_number_rules")]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='NumberRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, unique=True)),
                ('prefix', models.CharField(max_length=4, unique=True, verbose_name='prefix')),
                ('at', models.DateTimeField()),
                ('actor_name', models.CharField(max_length=60)),
            ],
            options={
                'verbose_name': 'number rule',
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('digest', models.CharField(max_length=64)),
                ('media_type', models.CharField(max_length=80)),
                ('size', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField()),
                ('actor_id', models.BigIntegerField()),
                ('actor_name', models.CharField(max_length=60)),
            ],
            options={
                'verbose_name': 'attachment',
                'indexes': [models.Index(fields=['subject_kind', 'subject_id'], name='attachment_subject')],
            },
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('period', models.CharField(max_length=8)),
                ('last', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'period'), name='one_counter_per_period')],
            },
        ),
        migrations.CreateModel(
            name='PrintLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.BigIntegerField()),
                ('template', models.CharField(max_length=30)),
                ('paper', models.CharField(max_length=12)),
                ('copy', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('actor_id', models.BigIntegerField()),
                ('actor_name', models.CharField(max_length=60)),
            ],
            options={
                'verbose_name': 'print',
                'constraints': [models.UniqueConstraint(fields=('subject_kind', 'subject_id', 'template', 'copy'), name='one_print_per_copy')],
            },
        ),
        migrations.CreateModel(
            name='PrintSetup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('template', models.CharField(max_length=30)),
                ('person_id', models.BigIntegerField(default=0)),
                ('paper', models.CharField(max_length=12, verbose_name='paper')),
                ('x_mm', yingshu.kernel.fields.QuantityField(default=0, verbose_name='offset to the right (mm)')),
                ('y_mm', yingshu.kernel.fields.QuantityField(default=0, verbose_name='offset down (mm)')),
                ('copies', models.JSONField(default=list, verbose_name='names of the copies')),
                ('at', models.DateTimeField()),
                ('actor_name', models.CharField(max_length=60)),
            ],
            options={
                'verbose_name': 'print setup',
                'constraints': [models.UniqueConstraint(fields=('template', 'person_id'), name='one_print_setup')],
            },
        ),
    ]
