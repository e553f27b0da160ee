import django.db.models.deletion
import django.db.models.manager
import yingshu.kernel.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [("registers", "0001_initial"), ("registers", "0002_search"), ("registers", "0003_sorted_pages")]

    dependencies = [
        ('organisation', '0001_tables'),
        ('organisation', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Register',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True, verbose_name='code')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('clauses', models.CharField(blank=True, default='', max_length=200, verbose_name='clauses')),
                ('book', models.CharField(blank=True, default='', max_length=60, verbose_name='rulebook')),
                ('slots', models.JSONField(default=dict)),
                ('params', models.JSONField(default=dict)),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='ended on')),
            ],
            options={
                'verbose_name': 'register',
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('edition', models.PositiveIntegerField(default=1)),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('headline', models.CharField(default='', max_length=120, verbose_name='subject')),
                ('state', models.CharField(max_length=30, verbose_name='state')),
                ('day', models.DateField(verbose_name='day')),
                ('created_at', models.DateTimeField(verbose_name='recorded at')),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
                ('remind_on', models.DateField(null=True)),
                ('values', models.JSONField(default=dict)),
                ('search_text', models.CharField(default='', editable=False, max_length=400)),
                ('text1', models.CharField(max_length=120, null=True)),
                ('text2', models.CharField(max_length=120, null=True)),
                ('text3', models.CharField(max_length=120, null=True)),
                ('text4', models.CharField(max_length=120, null=True)),
                ('text5', models.CharField(max_length=120, null=True)),
                ('text6', models.CharField(max_length=120, null=True)),
                ('number1', yingshu.kernel.fields.PriceField(null=True)),
                ('number2', yingshu.kernel.fields.PriceField(null=True)),
                ('number3', yingshu.kernel.fields.PriceField(null=True)),
                ('number4', yingshu.kernel.fields.PriceField(null=True)),
                ('money1', models.BigIntegerField(null=True)),
                ('money2', models.BigIntegerField(null=True)),
                ('money3', models.BigIntegerField(null=True)),
                ('day1', models.DateField(null=True)),
                ('day2', models.DateField(null=True)),
                ('day3', models.DateField(null=True)),
                ('day4', models.DateField(null=True)),
                ('moment1', models.DateTimeField(null=True)),
                ('ref1', models.BigIntegerField(null=True)),
                ('ref2', models.BigIntegerField(null=True)),
                ('ref3', models.BigIntegerField(null=True)),
                ('ref4', models.BigIntegerField(null=True)),
                ('handler', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='handled by')),
                ('origin', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='registers.entry', verbose_name='made from')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='unit')),
                ('register', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.register', verbose_name='register')),
            ],
            options={
                'verbose_name': 'record',
                'abstract': False,
                'base_manager_name': '_plain',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['register', 'id'], name='register_entry_latest'), models.Index(fields=['register', 'state', 'id'], name='register_entry_state'), models.Index(fields=['register', 'day', 'id'], name='register_entry_day'), models.Index(fields=['register', 'owner', 'id'], name='register_entry_owner'), models.Index(condition=models.Q(('handler__isnull', False)), fields=['handler', '-id'], name='register_entry_handler'), models.Index(condition=models.Q(('remind_on__isnull', False)), fields=['remind_on'], name='register_entry_remind'), models.Index(fields=['register', 'text1', 'id'], name='register_entry_text1'), models.Index(fields=['register', 'text2', 'id'], name='register_entry_text2'), models.Index(fields=['register', 'text3', 'id'], name='register_entry_text3'), models.Index(fields=['register', 'text4', 'id'], name='register_entry_text4'), models.Index(fields=['register', 'text5', 'id'], name='register_entry_text5'), models.Index(fields=['register', 'text6', 'id'], name='register_entry_text6'), models.Index(fields=['register', 'number1', 'id'], name='register_entry_number1'), models.Index(fields=['register', 'number2', 'id'], name='register_entry_number2'), models.Index(fields=['register', 'number3', 'id'], name='register_entry_number3'), models.Index(fields=['register', 'number4', 'id'], name='register_entry_number4'), models.Index(fields=['register', 'money1', 'id'], name='register_entry_money1'), models.Index(fields=['register', 'money2', 'id'], name='register_entry_money2'), models.Index(fields=['register', 'money3', 'id'], name='register_entry_money3'), models.Index(fields=['register', 'day1', 'id'], name='register_entry_day1'), models.Index(fields=['register', 'day2', 'id'], name='register_entry_day2'), models.Index(fields=['register', 'day3', 'id'], name='register_entry_day3'), models.Index(fields=['register', 'day4', 'id'], name='register_entry_day4'), models.Index(fields=['register', 'moment1', 'id'], name='register_entry_moment1'), models.Index(condition=models.Q(('ref1__isnull', False)), fields=['register', 'ref1', 'id'], name='register_entry_ref1'), models.Index(condition=models.Q(('ref2__isnull', False)), fields=['register', 'ref2', 'id'], name='register_entry_ref2'), models.Index(condition=models.Q(('ref3__isnull', False)), fields=['register', 'ref3', 'id'], name='register_entry_ref3'), models.Index(condition=models.Q(('ref4__isnull', False)), fields=['register', 'ref4', 'id'], name='register_entry_ref4')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_plain', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='RegisterVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('definition', models.JSONField()),
                ('first_day', models.DateField(verbose_name='first day')),
                ('at', models.DateTimeField(verbose_name='released at')),
                ('by', models.CharField(max_length=60, verbose_name='released by')),
                ('register', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='registers.register', verbose_name='register')),
            ],
            options={
                'verbose_name': 'version of a register',
                'constraints': [models.UniqueConstraint(fields=('register', 'number'), name='one_register_version')],
            },
        ),
        migrations.CreateModel(
            name='UniqueMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registers.entry')),
                ('register', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.register')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('register', 'key'), name='once_in_a_period')],
            },
        ),
    ]
