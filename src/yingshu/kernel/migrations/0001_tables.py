from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [("kernel", "0001_initial"), ("kernel", "0002_imports_drafts_widths"), ("kernel", "0003_rollupmark"), ("kernel", "0004_view_units"), ("kernel", "0005_open_forms"), ("kernel", "0006_visit_counts")]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='CacheVersion',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('number', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='RollupMark',
            fields=[
                ('code', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('last_id', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='FormDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_id', models.BigIntegerField()),
                ('page', models.CharField(max_length=80)),
                ('data', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'unfinished form',
                'constraints': [models.UniqueConstraint(fields=('person_id', 'page'), name='one_draft_per_form')],
            },
        ),
        migrations.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField()),
                ('key', models.CharField(max_length=100)),
                ('action', models.CharField(max_length=80)),
                ('answer', models.JSONField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['at'], name='idempotency_at')],
                'constraints': [models.UniqueConstraint(fields=('actor_id', 'key'), name='one_answer_per_key')],
            },
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('screen', models.CharField(max_length=40)),
                ('action', models.CharField(max_length=80)),
                ('file_name', models.CharField(max_length=200, verbose_name='file')),
                ('counts', models.JSONField(default=dict)),
                ('failed', models.PositiveIntegerField(default=0, verbose_name='left out')),
                ('content', models.JSONField(default=list)),
                ('forgotten', models.BooleanField(default=False)),
                ('at', models.DateTimeField(verbose_name='imported at')),
                ('actor_id', models.BigIntegerField()),
                ('actor_name', models.CharField(max_length=60, verbose_name='by')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='undone at')),
                ('undone_by', models.CharField(blank=True, default='', max_length=60, verbose_name='undone by')),
            ],
            options={
                'verbose_name': 'import',
                'indexes': [models.Index(fields=['screen', '-id'], name='import_run_screen')],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_id', models.BigIntegerField()),
                ('title', models.CharField(max_length=200, verbose_name='task')),
                ('function', models.CharField(max_length=200)),
                ('arguments', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed')], default='waiting', max_length=8, verbose_name='state')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='rows done')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='rows in all')),
                ('log', models.TextField(blank=True, default='', verbose_name='log')),
                ('file', models.CharField(default='', max_length=300)),
                ('file_name', models.CharField(default='', max_length=200, verbose_name='file')),
                ('created_at', models.DateTimeField(verbose_name='asked for at')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished at')),
            ],
            options={
                'verbose_name': 'background task',
                'indexes': [models.Index(fields=['person_id', '-id'], name='job_person')],
            },
        ),
        migrations.CreateModel(
            name='ListSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_id', models.BigIntegerField()),
                ('screen', models.CharField(max_length=40)),
                ('view', models.CharField(default='', max_length=40)),
                ('columns', models.JSONField(default=list)),
                ('sort', models.CharField(default='', max_length=80)),
                ('size', models.PositiveSmallIntegerField(default=0)),
                ('tight', models.BooleanField(default=False)),
                ('widths', models.JSONField(default=dict)),
                ('frozen', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'list setting',
                'constraints': [models.UniqueConstraint(fields=('person_id', 'screen', 'view'), name='one_setting_per_view')],
            },
        ),
        migrations.CreateModel(
            name='OpenForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('screen', models.CharField(max_length=40)),
                ('record_id', models.BigIntegerField()),
                ('person_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=60)),
                ('since', models.DateTimeField()),
                ('seen', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'open form',
                'constraints': [models.UniqueConstraint(fields=('screen', 'record_id', 'person_id'), name='one_open_form_per_person')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('screen', models.CharField(max_length=40)),
                ('person_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('query', models.JSONField(default=dict)),
                ('columns', models.JSONField(default=list)),
                ('sort', models.CharField(default='', max_length=80)),
                ('share', models.CharField(choices=[('nobody', 'Only me'), ('posts', 'These posts'), ('units', 'These departments'), ('all', 'Everybody')], default='nobody', max_length=8, verbose_name='shared with')),
                ('posts', models.JSONField(default=list)),
                ('units', models.JSONField(default=list)),
                ('is_default', models.BooleanField(default=False, verbose_name='default view')),
            ],
            options={
                'verbose_name': 'saved view',
                'indexes': [models.Index(fields=['screen'], name='saved_view_screen')],
                'constraints': [models.UniqueConstraint(fields=('person_id', 'screen', 'name'), name='one_view_per_name')],
            },
        ),
        migrations.CreateModel(
            name='VisitCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(max_length=80)),
                ('address', models.CharField(max_length=32)),
                ('minute', models.BigIntegerField()),
                ('visits', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('page', 'address'), name='one_count_per_address')],
            },
        ),
    ]
