import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [("duties", "0001_initial"), ("duties", "0002_times_of_occurrences"), ("duties", "0003_indexes_of_reading")]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, unique=True, verbose_name='code')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('clause', models.CharField(blank=True, default='', max_length=12, verbose_name='clause')),
                ('clauses', models.JSONField(default=list)),
                ('planned_until', models.DateField(null=True)),
            ],
            options={
                'verbose_name': 'duty',
                'ordering': ['clause', 'code'],
            },
        ),
        migrations.CreateModel(
            name='DutyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('book', models.CharField(blank=True, default='', max_length=60, verbose_name='rulebook')),
                ('book_version', models.PositiveIntegerField(default=0)),
                ('unit_id', models.BigIntegerField(null=True)),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('item', models.JSONField(null=True)),
                ('reason', models.CharField(blank=True, default='', max_length=200, verbose_name='reason')),
                ('prepared_at', models.DateTimeField(verbose_name='prepared at')),
                ('prepared_id', models.BigIntegerField()),
                ('prepared_by', models.CharField(max_length=60, verbose_name='prepared by')),
                ('released_at', models.DateTimeField(null=True, verbose_name='released at')),
                ('released_id', models.BigIntegerField(null=True)),
                ('released_by', models.CharField(default='', max_length=60, verbose_name='released by')),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('duty', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='duties.duty', verbose_name='duty')),
            ],
            options={
                'verbose_name': 'version of a duty',
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('duty', 'number'), name='one_duty_version')],
            },
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_id', models.BigIntegerField()),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='revoked at')),
                ('read_at', models.DateTimeField(null=True, verbose_name='last read')),
            ],
            options={
                'verbose_name': 'calendar feed',
                'indexes': [models.Index(fields=['person_id'], name='feed_person')],
            },
        ),
        migrations.CreateModel(
            name='Occurrence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(max_length=16, verbose_name='period')),
                ('subject_kind', models.CharField(max_length=20)),
                ('subject_id', models.BigIntegerField(default=0)),
                ('subject_name', models.CharField(default='', max_length=120, verbose_name='for')),
                ('person_id', models.BigIntegerField(null=True)),
                ('person_name', models.CharField(default='', max_length=60, verbose_name='responsible')),
                ('unit_id', models.BigIntegerField(null=True)),
                ('planned_at', models.DateTimeField(verbose_name='planned')),
                ('opens_at', models.DateTimeField(verbose_name='can be done from')),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('month', models.PositiveIntegerField(default=0)),
                ('late_at', models.DateTimeField(verbose_name='late from')),
                ('closes_at', models.DateTimeField(null=True, verbose_name='missed from')),
                ('state', models.CharField(choices=[('open', 'open'), ('done', 'done on time'), ('late', 'done late'), ('missed', 'missed'), ('excused', 'excused')], default='open', max_length=7, verbose_name='state')),
                ('times_done', models.PositiveSmallIntegerField(default=0)),
                ('done_at', models.DateTimeField(null=True, verbose_name='done at')),
                ('done_by_id', models.BigIntegerField(null=True)),
                ('done_by', models.CharField(default='', max_length=60, verbose_name='done by')),
                ('done_kind', models.CharField(default='', max_length=40)),
                ('done_id', models.BigIntegerField(null=True)),
                ('done_number', models.CharField(default='', max_length=80, verbose_name='proof')),
                ('note', models.CharField(default='', max_length=1000, verbose_name='note')),
                ('excuse', models.CharField(blank=True, choices=[('', 'none'), ('asked', 'excuse asked for'), ('granted', 'excuse accepted'), ('refused', 'excuse not accepted')], default='', max_length=7, verbose_name='excuse')),
                ('excuse_reason', models.CharField(default='', max_length=200, verbose_name='reason of the excuse')),
                ('excuse_by', models.CharField(default='', max_length=60, verbose_name='asked by')),
                ('decided_by', models.CharField(default='', max_length=60, verbose_name='decided by')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('opinion', models.CharField(default='', max_length=200, verbose_name='opinion')),
                ('remind_at', models.DateTimeField(null=True)),
                ('duty', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='occurrences', to='duties.duty', verbose_name='duty')),
                ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='duties.dutyversion')),
            ],
            options={
                'verbose_name': 'occurrence of a duty',
                'abstract': False,
                'base_manager_name': '_plain',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['due_on', 'duty', 'state', 'late_at', 'opens_at', 'due_at'], name='occurrence_due'), models.Index(fields=['duty', 'due_on'], name='occurrence_of_duty'), models.Index(fields=['person_id', 'due_on'], name='occurrence_of_person'), models.Index(fields=['unit_id', 'due_on'], name='occurrence_of_unit'), models.Index(condition=models.Q(('state', 'open')), fields=['duty', 'due_at'], name='occurrence_open'), models.Index(condition=models.Q(('state', 'open')), fields=['remind_at'], name='occurrence_remind'), models.Index(condition=models.Q(('excuse', 'asked')), fields=['person_id'], name='occurrence_excuse'), models.Index(condition=models.Q(('state', 'open')), fields=['closes_at'], name='occurrence_closing')],
                'constraints': [models.UniqueConstraint(fields=('duty', 'subject_kind', 'subject_id', 'period'), name='one_occurrence')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_plain', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Assignee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=60)),
                ('occurrence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignees', to='duties.occurrence')),
            ],
            options={
                'verbose_name': 'responsible person',
                'indexes': [models.Index(fields=['person_id', 'occurrence'], name='assignee_person')],
                'constraints': [models.UniqueConstraint(fields=('occurrence', 'person_id'), name='one_assignee')],
            },
        ),
    ]
