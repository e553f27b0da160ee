import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [("meetings", "0001_initial")]

    dependencies = [
        ('organisation', '0001_tables'),
        ('organisation', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='ComplianceCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.CharField(max_length=7, verbose_name='month')),
                ('code', models.CharField(max_length=60, verbose_name='check')),
                ('clause', models.CharField(max_length=10, verbose_name='clause')),
                ('passed', models.BooleanField(verbose_name='passed')),
                ('says', models.JSONField()),
                ('verdict', models.JSONField()),
                ('checked_at', models.DateTimeField(verbose_name='checked at')),
                ('checked_by', models.CharField(max_length=60, verbose_name='checked by')),
            ],
            options={
                'verbose_name': 'monthly check',
                'constraints': [models.UniqueConstraint(fields=('month', 'code'), name='one_finding_per_month')],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('kind', models.CharField(choices=[('weekly', 'Weekly meeting'), ('regional', "Area managers' meeting"), ('coordination', 'Coordination meeting'), ('sales', 'Sales meeting'), ('other', 'Other meeting')], max_length=12, verbose_name='kind')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('occurrence', models.CharField(max_length=40, null=True, unique=True)),
                ('planned_at', models.DateTimeField(verbose_name='begins at')),
                ('moved_from', models.DateTimeField(null=True, verbose_name='first planned for')),
                ('place', models.CharField(blank=True, default='', max_length=80, verbose_name='place')),
                ('important', models.BooleanField(default=False, verbose_name='important matter')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('closed', 'Closed'), ('cancelled', 'Cancelled')], default='planned', max_length=9, verbose_name='state')),
                ('minutes', models.TextField(blank=True, default='', verbose_name='minutes')),
                ('recorded_at', models.DateTimeField(null=True, verbose_name='minuted at')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='closed at')),
                ('figures', models.JSONField(default=dict)),
                ('reason', models.CharField(blank=True, default='', max_length=200, verbose_name='reason')),
                ('search_text', models.CharField(default='', editable=False, max_length=400)),
                ('convenor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='convenor')),
                ('recorder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorder')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'meeting',
                'indexes': [models.Index(fields=['-planned_at', '-id'], name='meeting_day'), models.Index(fields=['kind', 'planned_at'], name='meeting_kind')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(default='', max_length=40, verbose_name='post')),
                ('required', models.BooleanField(default=True, verbose_name='required')),
                ('checked_in_at', models.DateTimeField(null=True, verbose_name='checked in at')),
                ('late_minutes', models.PositiveIntegerField(default=0, verbose_name='minutes late')),
                ('excuse', models.CharField(blank=True, default='', max_length=200, verbose_name='reason for absence')),
                ('recorded_by', models.CharField(default='', max_length=60, verbose_name='recorded by')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='meetings.meeting', verbose_name='meeting')),
            ],
            options={
                'verbose_name': 'attendance',
                'indexes': [models.Index(fields=['person', 'meeting'], name='attendance_person')],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'person'), name='attend_once')],
            },
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('topic', models.CharField(max_length=120, verbose_name='topic')),
                ('required', models.BooleanField(default=False, verbose_name='required')),
                ('summary', models.CharField(blank=True, default='', max_length=1000, verbose_name='summary')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='topics', to='meetings.meeting', verbose_name='meeting')),
            ],
            options={
                'verbose_name': 'topic',
                'ordering': ['position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'topic'), name='topic_once')],
            },
        ),
        migrations.CreateModel(
            name='ActionItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300, verbose_name='what is to be done')),
                ('due_on', models.DateField(null=True, verbose_name='due on')),
                ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('dropped', 'Dropped')], default='open', max_length=7, verbose_name='state')),
                ('made_at', models.DateTimeField(verbose_name='agreed at')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='finished at')),
                ('result', models.CharField(blank=True, default='', max_length=300, verbose_name='result')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='responsible')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='meetings.meeting', verbose_name='meeting')),
            ],
            options={
                'verbose_name': 'action item',
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['owner', 'due_on'], name='item_open'), models.Index(fields=['meeting', 'id'], name='item_meeting')],
            },
        ),
        migrations.CreateModel(
            name='WorkReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('kind', models.CharField(choices=[('phone', 'Friday phone report'), ('half_month', 'Half-month written report'), ('quality', 'Daily quality report'), ('anomaly', 'Report of an anomaly'), ('sales', 'Sales report'), ('headquarters', 'Report to headquarters')], max_length=12, verbose_name='kind')),
                ('period', models.CharField(max_length=12, verbose_name='period')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('handled', 'Handled')], default='submitted', max_length=9, verbose_name='state')),
                ('channel', models.CharField(blank=True, default='', max_length=20, verbose_name='by way of')),
                ('contents', models.JSONField(default=list, verbose_name='contents')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('due_at', models.DateTimeField(null=True, verbose_name='due at')),
                ('reported_at', models.DateTimeField(null=True, verbose_name='reported at')),
                ('timing', models.CharField(blank=True, choices=[('early', 'Before the window'), ('on_time', 'On time'), ('late', 'Late')], default='', max_length=7, verbose_name='timing')),
                ('late_days', models.PositiveSmallIntegerField(default=0, verbose_name='days late')),
                ('handle_by', models.DateTimeField(null=True, verbose_name='to be handled by')),
                ('handled_at', models.DateTimeField(null=True, verbose_name='handled at')),
                ('handled_by', models.CharField(default='', max_length=60, verbose_name='handled by')),
                ('answer', models.CharField(blank=True, default='', max_length=1000, verbose_name='answer')),
                ('source', models.CharField(max_length=60, null=True, unique=True)),
                ('search_text', models.CharField(default='', editable=False, max_length=400)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'work report',
                'abstract': False,
                'base_manager_name': '_plain',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['kind', '-made_at'], name='work_report_kind'), models.Index(condition=models.Q(('state', 'submitted')), fields=['handle_by'], name='work_report_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'anomaly'), _negated=True), fields=('kind', 'period', 'owner'), name='one_report_per_period')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_plain', django.db.models.manager.Manager()),
            ],
        ),
    ]
