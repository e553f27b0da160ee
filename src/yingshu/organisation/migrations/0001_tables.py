import django.db.models.deletion
import yingshu.kernel.actor
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [("organisation", "0001_initial"), ("organisation", "0002_insert_only"), ("organisation", "0003_governance"), ("organisation", "0004_choice_lists")]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=60, unique=True, verbose_name='login name')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('staff_no', models.CharField(blank=True, default='', max_length=20, verbose_name='staff number')),
                ('phone', models.CharField(blank=True, default='', max_length=20, verbose_name='phone')),
                ('email', models.EmailField(blank=True, default='', max_length=254, verbose_name='e-mail')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('must_change_password', models.BooleanField(default=False, verbose_name='must change password')),
                ('password_changed_at', models.DateTimeField(blank=True, null=True)),
                ('language', models.CharField(default='zh-hans', max_length=10, verbose_name='language')),
                ('search_text', models.CharField(default='', editable=False, max_length=400)),
                ('joined_on', models.DateField(blank=True, null=True, verbose_name='joined on')),
            ],
            options={
                'verbose_name': 'person',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ClosedList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('list', models.CharField(max_length=40, unique=True)),
                ('at', models.DateTimeField()),
                ('actor_name', models.CharField(max_length=60)),
            ],
            options={
                'verbose_name': 'closed choice list',
            },
        ),
        migrations.CreateModel(
            name='SettleCondition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('condition', models.CharField(max_length=60, unique=True, verbose_name='condition')),
                ('confirmed_at', models.DateTimeField(verbose_name='confirmed at')),
                ('confirmed_by', models.CharField(max_length=60, verbose_name='confirmed by')),
            ],
            options={
                'verbose_name': 'condition of settling',
            },
        ),
        migrations.CreateModel(
            name='StructureVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('at', models.DateTimeField()),
                ('actor_name', models.CharField(max_length=60)),
                ('change', models.CharField(max_length=200)),
                ('tree', models.JSONField()),
            ],
            options={
                'verbose_name': 'structure version',
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='WorkdayOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='day')),
                ('worked', models.BooleanField(verbose_name='worked')),
                ('note', models.CharField(blank=True, default='', max_length=60, verbose_name='note')),
            ],
            options={
                'verbose_name': 'working-day override',
                'ordering': ['-day'],
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL, verbose_name='acts as')),
            ],
            options={
                'verbose_name': 'API token',
            },
        ),
        migrations.CreateModel(
            name='ChoiceWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('list', models.CharField(max_length=40)),
                ('value', models.CharField(max_length=60, verbose_name='word')),
                ('place', models.PositiveIntegerField(default=0, verbose_name='place')),
                ('active', models.BooleanField(default=True, verbose_name='offered')),
                ('at', models.DateTimeField()),
                ('actor_name', models.CharField(max_length=60)),
            ],
            options={
                'verbose_name': 'word of a choice list',
                'constraints': [models.UniqueConstraint(fields=('list', 'value'), name='one_word_per_list')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True, verbose_name='name')),
                ('code', models.CharField(max_length=30, unique=True, verbose_name='code')),
                ('reach', models.CharField(choices=[(yingshu.kernel.actor.Reach['OWN'], 'own'), (yingshu.kernel.actor.Reach['UNIT'], 'own unit'), (yingshu.kernel.actor.Reach['BELOW'], 'own unit and below'), (yingshu.kernel.actor.Reach['ALL'], 'everything')], default=yingshu.kernel.actor.Reach['OWN'], max_length=6, verbose_name='data scope')),
                ('rights', models.JSONField(blank=True, default=list, verbose_name='rights')),
                ('authority', models.CharField(blank=True, default='', max_length=20, verbose_name='price authority level')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('reports_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organisation.post', verbose_name='reports to')),
            ],
            options={
                'verbose_name': 'post',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Reorganisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('factors', models.CharField(max_length=1000, verbose_name='factors: strategy, structure, business, stage')),
                ('effective_on', models.DateField(verbose_name='effective on')),
                ('changes', models.JSONField(default=list, verbose_name='changes')),
                ('state', models.CharField(choices=[('pending', 'Pending approval'), ('approved', 'Approved'), ('in_force', 'In force'), ('rejected', 'Rejected')], default='pending', max_length=8, verbose_name='state')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('decided_by', models.CharField(default='', max_length=60, verbose_name='decided by')),
                ('opinion', models.CharField(default='', max_length=300, verbose_name='opinion')),
                ('version_before', models.PositiveIntegerField(default=0, verbose_name='structure before')),
                ('version_after', models.PositiveIntegerField(default=0, verbose_name='structure after')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
            ],
            options={
                'verbose_name': 'reorganisation',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('kind', models.CharField(choices=[('company', 'Company'), ('department', 'Department'), ('region', 'Sales region')], default='department', max_length=12, verbose_name='kind')),
                ('path', models.CharField(db_index=True, default='', editable=False, max_length=200)),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('head', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='head')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organisation.unit', verbose_name='part of')),
            ],
            options={
                'verbose_name': 'unit',
                'ordering': ['path'],
            },
        ),
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('subject', models.CharField(max_length=200, verbose_name='subject')),
                ('finding', models.CharField(default='', max_length=500, verbose_name='finding')),
                ('conforms', models.BooleanField(null=True, verbose_name='conforms')),
                ('due_on', models.DateField(null=True, verbose_name='to be put right by')),
                ('mended', models.CharField(default='', max_length=500, verbose_name='put right')),
                ('state', models.CharField(choices=[('open', 'open'), ('to_mend', 'to be put right'), ('closed', 'closed')], default='open', max_length=8, verbose_name='state')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='examined unit')),
            ],
            options={
                'verbose_name': 'inspection',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('left_at', models.DateTimeField(verbose_name='left at')),
                ('returned_at', models.DateTimeField(blank=True, null=True, verbose_name='returned at')),
                ('reason', models.CharField(blank=True, default='', max_length=200, verbose_name='reason')),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='deputy')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'absence',
                'constraints': [models.UniqueConstraint(condition=models.Q(('returned_at', None)), fields=('person',), name='one_running_absence')],
            },
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('right', models.CharField(max_length=80, verbose_name='matter')),
                ('limit_fen', models.BigIntegerField(blank=True, null=True, verbose_name='limit')),
                ('first_day', models.DateField(verbose_name='from')),
                ('last_day', models.DateField(verbose_name='until')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked at')),
                ('note', models.CharField(blank=True, default='', max_length=200, verbose_name='note')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='given', to=settings.AUTH_USER_MODEL, verbose_name='given by')),
                ('receiver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='received', to=settings.AUTH_USER_MODEL, verbose_name='delegate')),
            ],
            options={
                'verbose_name': 'delegation',
                'indexes': [models.Index(fields=['receiver', 'last_day'], name='delegation_receiver')],
            },
        ),
        migrations.CreateModel(
            name='Supervision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(verbose_name='since')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to='organisation.unit', verbose_name='region')),
            ],
            options={
                'verbose_name': 'supervision',
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('unit',), name='one_manager_per_region')],
            },
        ),
        migrations.CreateModel(
            name='Headcount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seats', models.PositiveIntegerField(verbose_name='headcount')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='headcounts', to='organisation.post', verbose_name='post')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='headcounts', to='organisation.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'headcount',
                'constraints': [models.UniqueConstraint(fields=('unit', 'post'), name='one_headcount_per_post')],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('approval', models.CharField(blank=True, default='', max_length=200, verbose_name='special approval')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='organisation.post', verbose_name='post')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='organisation.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'appointment',
                'indexes': [models.Index(fields=['person', 'until'], name='appointment_person')],
            },
        ),
    ]
