import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [("customers", "0001_initial"), ("customers", "0002_insert_only"), ("customers", "0003_search"), ("customers", "0004_handover"), ("customers", "0005_privacy_of_visitors"), ("customers", "0006_customer_source")]

    dependencies = [
        ('organisation', '0001_tables'),
        ('organisation', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='FileReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('period', models.CharField(max_length=7, verbose_name='period')),
                ('customers', models.PositiveIntegerField(verbose_name='customers')),
                ('changed', models.PositiveIntegerField(verbose_name='changed since the last delivery')),
                ('content', models.JSONField()),
                ('actor_id', models.BigIntegerField()),
                ('actor_name', models.CharField(max_length=60, verbose_name='by')),
            ],
            options={
                'verbose_name': 'customer file delivery',
            },
        ),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='customer code')),
                ('name', models.CharField(max_length=120, verbose_name='customer name')),
                ('name_key', models.CharField(editable=False, max_length=120, unique=True)),
                ('nature', models.CharField(blank=True, default='', max_length=40, verbose_name='enterprise nature')),
                ('legal_person', models.CharField(blank=True, default='', max_length=60, verbose_name='legal representative')),
                ('scale', models.CharField(blank=True, default='', max_length=60, verbose_name='scale')),
                ('location', models.CharField(blank=True, default='', max_length=200, verbose_name='location')),
                ('contact', models.CharField(blank=True, default='', max_length=60, verbose_name='contact person')),
                ('phone', models.CharField(blank=True, default='', max_length=60, verbose_name='phone')),
                ('email', models.CharField(blank=True, default='', max_length=120, verbose_name='e-mail')),
                ('order_volume', models.CharField(blank=True, default='', max_length=60, verbose_name='order volume')),
                ('uscc', models.CharField(blank=True, default='', max_length=18, verbose_name='unified social credit code')),
                ('preferences', models.TextField(blank=True, default='', verbose_name='needs and preferences')),
                ('level', models.CharField(blank=True, default='', max_length=4, verbose_name='level')),
                ('source', models.CharField(blank=True, default='', max_length=40, verbose_name='source')),
                ('state', models.CharField(choices=[('active', 'Active'), ('stopped', 'Stopped')], default='active', max_length=8, verbose_name='state')),
                ('payment_method', models.CharField(blank=True, default='', max_length=10, verbose_name='usual payment method')),
                ('credit_limit_fen', models.BigIntegerField(default=0, verbose_name='credit limit')),
                ('credit_days', models.PositiveIntegerField(default=30, verbose_name='days of credit')),
                ('statement_day', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='statement day of the month')),
                ('pay_on_working_day', models.BooleanField(default=False, verbose_name='due date moves to a working day')),
                ('since', models.DateField(blank=True, null=True, verbose_name='customer since')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('updated_at', models.DateTimeField(verbose_name='updated at')),
                ('search_text', models.CharField(default='', editable=False, max_length=400)),
                ('import_batch', models.BigIntegerField(editable=False, null=True)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='salesperson')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='region')),
            ],
            options={
                'verbose_name': 'customer',
                'abstract': False,
                'base_manager_name': '_plain',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['owner'], name='customer_owner'), models.Index(fields=['unit'], name='customer_unit')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_plain', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='CreditInvestigation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('channels', models.JSONField(verbose_name='channels')),
                ('needs', models.CharField(blank=True, default='', max_length=300, verbose_name='needs')),
                ('conclusion', models.CharField(max_length=300, verbose_name='conclusion')),
                ('passed', models.BooleanField(verbose_name='credit may be given')),
                ('actor_id', models.BigIntegerField()),
                ('actor_name', models.CharField(max_length=60, verbose_name='by')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='investigations', to='customers.customer', verbose_name='customer')),
            ],
            options={
                'verbose_name': 'credit investigation',
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('role', models.CharField(blank=True, default='', max_length=60, verbose_name='role')),
                ('phone', models.CharField(blank=True, default='', max_length=60, verbose_name='phone')),
                ('email', models.CharField(blank=True, default='', max_length=120, verbose_name='e-mail')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='customers.customer', verbose_name='customer')),
            ],
            options={
                'verbose_name': 'contact',
            },
        ),
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('consignee', models.CharField(max_length=60, verbose_name='consignee')),
                ('phone', models.CharField(max_length=60, verbose_name='phone')),
                ('address', models.CharField(max_length=200, verbose_name='address')),
                ('note', models.CharField(blank=True, default='', max_length=200, verbose_name='delivery note')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='customers.customer', verbose_name='customer')),
            ],
            options={
                'verbose_name': 'address',
            },
        ),
        migrations.CreateModel(
            name='FileReportReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(max_length=40, verbose_name='post')),
                ('person_id', models.BigIntegerField()),
                ('person_name', models.CharField(max_length=60, verbose_name='recipient')),
                ('delivered_at', models.DateTimeField(verbose_name='delivered at')),
                ('read_at', models.DateTimeField(null=True, verbose_name='read at')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='customers.filereport')),
            ],
            options={
                'verbose_name': 'delivery record',
                'constraints': [models.UniqueConstraint(fields=('report', 'person_id'), name='one_receipt_per_leader')],
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('state', models.CharField(choices=[('open', 'under way'), ('pending', 'Pending approval'), ('done', 'handed over')], default='open', max_length=8, verbose_name='state')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('done_at', models.DateTimeField(null=True, verbose_name='done at')),
                ('opinion', models.CharField(default='', max_length=300, verbose_name='opinion')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='leaving')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('taker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='following')),
            ],
            options={
                'verbose_name': 'handover',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='HandoverItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('ref', models.CharField(default='', max_length=60)),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('giver_at', models.DateTimeField(null=True, verbose_name='signed by who leaves')),
                ('taker_at', models.DateTimeField(null=True, verbose_name='signed by who follows')),
                ('handover', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='customers.handover')),
            ],
            options={
                'verbose_name': 'handover item',
                'constraints': [models.UniqueConstraint(fields=('handover', 'kind', 'ref'), name='hand_over_once')],
            },
        ),
        migrations.CreateModel(
            name='PrivacyNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=30, verbose_name='purpose')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('text', models.TextField(verbose_name='text')),
                ('at', models.DateTimeField(verbose_name='since')),
                ('actor_name', models.CharField(max_length=60, verbose_name='by')),
            ],
            options={
                'verbose_name': 'notice about personal data',
                'constraints': [models.UniqueConstraint(fields=('purpose', 'version'), name='one_notice_per_version')],
            },
        ),
        migrations.CreateModel(
            name='PrivacyRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, default='', max_length=60, verbose_name='name')),
                ('phone', models.CharField(blank=True, default='', max_length=60, verbose_name='phone')),
                ('email', models.CharField(blank=True, default='', max_length=120, verbose_name='e-mail')),
                ('kind', models.CharField(choices=[('query', 'What is kept'), ('delete', 'Delete personal data')], max_length=8, verbose_name='kind')),
                ('asked_on', models.DateField(verbose_name='asked on')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('note', models.CharField(blank=True, default='', max_length=300, verbose_name='note')),
                ('consent', models.CharField(blank=True, default='', max_length=40, verbose_name='notice shown')),
                ('identity', models.CharField(blank=True, default='', max_length=200, verbose_name='how the person was recognised')),
                ('handled_at', models.DateTimeField(blank=True, null=True, verbose_name='handled at')),
                ('handled_by', models.CharField(blank=True, default='', max_length=60, verbose_name='handled by')),
                ('evidence', models.JSONField(blank=True, default=dict, verbose_name='evidence')),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='privacy_requests', to='customers.customer', verbose_name='customer')),
            ],
            options={
                'verbose_name': 'request about personal data',
                'indexes': [models.Index(fields=['handled_at', 'due_on'], name='privacy_open')],
            },
        ),
    ]
