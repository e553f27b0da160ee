import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [("approvals", "0001_initial"), ("approvals", "0002_insert_only")]

    dependencies = [
        ('organisation', '0001_tables'),
        ('organisation', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuthorityVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, verbose_name='code')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('subject', models.CharField(default='', max_length=60, verbose_name='kind of document')),
                ('unit_id', models.BigIntegerField(null=True)),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('active', models.BooleanField(default=True, verbose_name='in use')),
                ('content', models.JSONField(default=dict, verbose_name='content')),
                ('clauses', models.JSONField(default=list, verbose_name='clauses')),
                ('book', models.CharField(default='', max_length=60, verbose_name='rulebook')),
                ('book_version', models.PositiveIntegerField(default=0)),
                ('at', models.DateTimeField(verbose_name='saved at')),
                ('actor_name', models.CharField(max_length=60, verbose_name='saved by')),
                ('reason', models.CharField(default='', max_length=200, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'authority table',
                'ordering': ['code', '-version'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='authorityversion_once')],
            },
        ),
        migrations.CreateModel(
            name='FlowVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, verbose_name='code')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('subject', models.CharField(default='', max_length=60, verbose_name='kind of document')),
                ('unit_id', models.BigIntegerField(null=True)),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('active', models.BooleanField(default=True, verbose_name='in use')),
                ('content', models.JSONField(default=dict, verbose_name='content')),
                ('clauses', models.JSONField(default=list, verbose_name='clauses')),
                ('book', models.CharField(default='', max_length=60, verbose_name='rulebook')),
                ('book_version', models.PositiveIntegerField(default=0)),
                ('at', models.DateTimeField(verbose_name='saved at')),
                ('actor_name', models.CharField(max_length=60, verbose_name='saved by')),
                ('reason', models.CharField(default='', max_length=200, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'approval flow',
                'ordering': ['code', '-version'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='flowversion_once')],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, verbose_name='kind of document')),
                ('subject_id', models.BigIntegerField()),
                ('number', models.CharField(max_length=60, verbose_name='number')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('url', models.CharField(default='', max_length=200)),
                ('clause', models.CharField(default='', max_length=12, verbose_name='clause')),
                ('amount_fen', models.BigIntegerField(null=True, verbose_name='amount')),
                ('state', models.CharField(choices=[('running', 'In approval'), ('returned', 'Sent back'), ('agreed', 'Agreed'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn'), ('stopped', 'Stopped')], default='running', max_length=10, verbose_name='state')),
                ('step_title', models.CharField(default='', max_length=60, verbose_name='step')),
                ('engine', models.JSONField()),
                ('digest', models.CharField(default='', max_length=64)),
                ('facts', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('rows', models.JSONField(default=list, verbose_name='rows that decided')),
                ('started_at', models.DateTimeField(verbose_name='handed in at')),
                ('since', models.DateTimeField(verbose_name='at this step since')),
                ('due_at', models.DateTimeField(null=True, verbose_name='due')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='came to an end at')),
                ('reminded_at', models.DateTimeField(null=True)),
                ('warned', models.PositiveSmallIntegerField(default=0)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='handed in by')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='unit')),
                ('flow', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.flowversion', verbose_name='flow')),
            ],
            options={
                'verbose_name': 'approval',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['kind', 'subject_id', 'id'], name='approval_subject'), models.Index(fields=['owner', 'id'], name='approval_owner'), models.Index(fields=['state', 'due_at'], name='approval_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['running', 'returned'])), fields=('kind', 'subject_id'), name='one_running_approval')],
            },
        ),
        migrations.CreateModel(
            name='Request',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('action', models.CharField(max_length=60, verbose_name='action')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('about_kind', models.CharField(default='', max_length=40)),
                ('about_id', models.BigIntegerField(null=True)),
                ('arguments', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('card', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('state', models.CharField(choices=[('pending', 'Pending approval'), ('done', 'Carried out'), ('refused', 'Refused')], default='pending', max_length=8, verbose_name='state')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('opinion', models.CharField(default='', max_length=300, verbose_name='opinion')),
                ('result', models.JSONField(null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'request',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['about_kind', 'about_id'], name='request_about'), models.Index(fields=['owner', 'id'], name='request_owner')],
            },
        ),
        migrations.CreateModel(
            name='SeparationVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, verbose_name='code')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('subject', models.CharField(default='', max_length=60, verbose_name='kind of document')),
                ('unit_id', models.BigIntegerField(null=True)),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('active', models.BooleanField(default=True, verbose_name='in use')),
                ('content', models.JSONField(default=dict, verbose_name='content')),
                ('clauses', models.JSONField(default=list, verbose_name='clauses')),
                ('book', models.CharField(default='', max_length=60, verbose_name='rulebook')),
                ('book_version', models.PositiveIntegerField(default=0)),
                ('at', models.DateTimeField(verbose_name='saved at')),
                ('actor_name', models.CharField(max_length=60, verbose_name='saved by')),
                ('reason', models.CharField(default='', max_length=200, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'incompatible duties',
                'ordering': ['code', '-version'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='separationversion_once')],
            },
        ),
        migrations.CreateModel(
            name='ApprovalCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('approval', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='approvals.approval')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'approval copy',
                'constraints': [models.UniqueConstraint(fields=('approval', 'person'), name='one_copy_per_person')],
            },
        ),
        migrations.CreateModel(
            name='ApprovalEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('verb', models.CharField(max_length=12)),
                ('step_title', models.CharField(default='', max_length=60)),
                ('actor_id', models.BigIntegerField()),
                ('actor_name', models.CharField(max_length=60)),
                ('instead_name', models.CharField(default='', max_length=60)),
                ('target_name', models.CharField(default='', max_length=60)),
                ('says', models.CharField(default='', max_length=1000)),
                ('waited', models.PositiveIntegerField(null=True)),
                ('approval', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='approvals.approval')),
            ],
            options={
                'verbose_name': 'approval history',
                'indexes': [models.Index(fields=['approval', 'id'], name='approval_history')],
            },
        ),
        migrations.CreateModel(
            name='ApprovalTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.PositiveIntegerField()),
                ('step', models.CharField(max_length=40)),
                ('step_title', models.CharField(max_length=60)),
                ('arrived_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(choices=[('open', 'to decide'), ('agree', 'agreed'), ('refuse', 'refused'), ('return', 'sent back'), ('gone', 'not needed any more')], default='open', max_length=6)),
                ('done_at', models.DateTimeField(null=True)),
                ('done_by', models.BigIntegerField(null=True)),
                ('approval', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='approvals.approval')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'approval task',
                'indexes': [models.Index(fields=['person', 'outcome', 'arrived_at'], name='approval_todo'), models.Index(fields=['approval', 'id'], name='approval_tasks')],
            },
        ),
    ]
