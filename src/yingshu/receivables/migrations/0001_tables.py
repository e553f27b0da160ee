import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [("receivables", "0001_initial"), ("receivables", "0002_insert_only"), ("receivables", "0003_reconciliation"), ("receivables", "0004_receipt_methods"), ("receivables", "0005_past_days")]

    dependencies = [
        ('customers', '0001_tables'),
        ('organisation', '0001_tables'),
        ('organisation', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomerAccount',
            fields=[
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='account', serialize=False, to='customers.customer')),
                ('committed_fen', models.BigIntegerField(default=0, verbose_name='ordered, not shipped')),
                ('receivable_fen', models.BigIntegerField(default=0, verbose_name='receivable')),
                ('cod_fen', models.BigIntegerField(default=0, verbose_name='owed by carriers')),
                ('advance_fen', models.BigIntegerField(default=0, verbose_name='advance payments')),
                ('reserved_fen', models.BigIntegerField(default=0, verbose_name='paid in advance for prepaid orders')),
                ('bills_fen', models.BigIntegerField(default=0, verbose_name='unmatured bills')),
            ],
            options={
                'verbose_name': 'customer account',
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=60, unique=True, verbose_name='number')),
                ('method', models.CharField(choices=[('bank', 'Bank transfer'), ('cash', 'Cash'), ('cod', 'Carrier hand-over'), ('bill', 'Acceptance bill'), ('other', 'Other')], default='bank', max_length=20, verbose_name='method')),
                ('on', models.DateField(verbose_name='received on')),
                ('free_on', models.DateField()),
                ('amount_fen', models.BigIntegerField(verbose_name='amount')),
                ('unallocated_fen', models.BigIntegerField(verbose_name='not allocated')),
                ('payer', models.CharField(blank=True, default='', max_length=120, verbose_name='payer')),
                ('account', models.CharField(blank=True, default='', max_length=60, verbose_name='bank account')),
                ('order_id', models.BigIntegerField(null=True)),
                ('order_number', models.CharField(default='', max_length=60, verbose_name='order')),
                ('carrier_id', models.BigIntegerField(null=True)),
                ('given_back_fen', models.BigIntegerField(default=0, verbose_name='given back')),
                ('reserved', models.BooleanField(default=False, verbose_name='for a prepaid order')),
                ('note', models.CharField(blank=True, default='', max_length=200, verbose_name='note')),
                ('confirmed_at', models.DateTimeField(verbose_name='confirmed at')),
                ('confirmed_by', models.CharField(default='', max_length=60, verbose_name='confirmed by')),
                ('import_batch', models.BigIntegerField(null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer', verbose_name='customer')),
                ('gives_back', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='given_back_by', to='receivables.receipt', verbose_name='gives back')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='salesperson')),
                ('reversed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reverses', to='receivables.receipt')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='region')),
            ],
            options={
                'verbose_name': 'receipt',
                'abstract': False,
                'base_manager_name': '_plain',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['customer', 'on'], name='receipt_customer'), models.Index(fields=['order_id'], name='receipt_order'), models.Index(fields=['on', '-id'], name='receipt_day'), models.Index(condition=models.Q(('unallocated_fen', 0), _negated=True), fields=['customer', 'on', 'id'], name='receipt_credit'), models.Index(condition=models.Q(('import_batch__isnull', False)), fields=['import_batch'], name='receipt_batch')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_plain', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='AcceptanceBill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=60, unique=True, verbose_name='bill number')),
                ('drawer', models.CharField(max_length=120, verbose_name='drawer or bank')),
                ('amount_fen', models.BigIntegerField(verbose_name='amount')),
                ('matures_on', models.DateField(verbose_name='matures on')),
                ('state', models.CharField(choices=[('held', 'Held'), ('honoured', 'Honoured'), ('dishonoured', 'Dishonoured')], default='held', max_length=11, verbose_name='state')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer', verbose_name='customer')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
                ('receipt', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='bill', to='receivables.receipt')),
            ],
            options={
                'verbose_name': 'acceptance bill',
                'abstract': False,
                'base_manager_name': '_plain',
                'default_manager_name': 'objects',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_plain', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ReceivableItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=60, verbose_name='number')),
                ('kind', models.CharField(choices=[('sale', 'Sale'), ('cod', 'Collected by the carrier')], default='sale', max_length=4, verbose_name='kind')),
                ('carrier_id', models.BigIntegerField(null=True, verbose_name='carrier')),
                ('carrier_name', models.CharField(default='', max_length=80, verbose_name='carrier')),
                ('source_kind', models.CharField(max_length=40)),
                ('source_id', models.BigIntegerField(null=True)),
                ('order_id', models.BigIntegerField(null=True)),
                ('order_number', models.CharField(default='', max_length=60, verbose_name='order')),
                ('payment_method', models.CharField(default='', max_length=10, verbose_name='payment method')),
                ('shipped_on', models.DateField(verbose_name='shipped on')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('amount_fen', models.BigIntegerField(verbose_name='amount')),
                ('open_fen', models.BigIntegerField(verbose_name='open')),
                ('last_on', models.DateField(verbose_name='last movement')),
                ('raised_on', models.DateField()),
                ('settled_on', models.DateField(null=True, verbose_name='settled on')),
                ('disputed', models.BooleanField(default=False, verbose_name='disputed')),
                ('import_batch', models.BigIntegerField(null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer', verbose_name='customer')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='salesperson')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='region')),
            ],
            options={
                'verbose_name': 'receivable',
                'abstract': False,
                'base_manager_name': '_plain',
                'default_manager_name': 'objects',
                'indexes': [models.Index(condition=models.Q(('settled_on', None)), fields=['customer', 'due_on', 'id'], name='receivable_open'), models.Index(fields=['settled_on'], name='receivable_settled'), models.Index(fields=['order_id'], name='receivable_order'), models.Index(fields=['source_kind', 'source_id'], name='receivable_source'), models.Index(fields=['number'], name='receivable_number'), models.Index(fields=['shipped_on', '-id'], name='receivable_newest'), models.Index(condition=models.Q(('import_batch__isnull', False)), fields=['import_batch'], name='receivable_batch')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_plain', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ReceivableEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer_id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('charge', 'Charged'), ('payment', 'Paid'), ('return', 'Returned'), ('transfer', 'Transferred'), ('write_off', 'Written off'), ('reversal', 'Reversed')], max_length=9, verbose_name='kind')),
                ('on', models.DateField(verbose_name='on')),
                ('amount_fen', models.BigIntegerField(verbose_name='amount')),
                ('source_kind', models.CharField(default='', max_length=40)),
                ('source_id', models.BigIntegerField(null=True)),
                ('source_number', models.CharField(default='', max_length=60, verbose_name='document')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('actor_id', models.BigIntegerField()),
                ('actor_name', models.CharField(default='', max_length=60, verbose_name='by')),
                ('reason', models.CharField(default='', max_length=200, verbose_name='reason')),
                ('receipt', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='receivables.receipt', verbose_name='receipt')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='receivables.receivableitem', verbose_name='receivable')),
            ],
            options={
                'verbose_name': 'receivable entry',
                'indexes': [models.Index(fields=['customer_id', 'on'], name='entry_customer'), models.Index(fields=['on', 'item', 'amount_fen', 'receipt'], name='entry_on')],
            },
        ),
        migrations.CreateModel(
            name='DunningNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=60, unique=True, verbose_name='number')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('channel', models.CharField(max_length=20, verbose_name='by way of')),
                ('says', models.CharField(max_length=300, verbose_name='what was said')),
                ('promised_on', models.DateField(null=True, verbose_name='promised for')),
                ('promised_fen', models.BigIntegerField(null=True, verbose_name='promised amount')),
                ('actor_id', models.BigIntegerField()),
                ('actor_name', models.CharField(max_length=60, verbose_name='by')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer', verbose_name='customer')),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='receivables.receivableitem')),
            ],
            options={
                'verbose_name': 'dunning note',
                'indexes': [models.Index(fields=['customer', 'id'], name='dunning_customer'), models.Index(fields=['promised_on'], name='dunning_promise')],
            },
        ),
        migrations.CreateModel(
            name='Reconciliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('kind', models.CharField(choices=[('finance', 'With finance'), ('customer', 'With the customer')], max_length=8, verbose_name='kind')),
                ('period', models.CharField(max_length=7, verbose_name='period')),
                ('as_of', models.DateField(verbose_name='as of')),
                ('ledger_fen', models.BigIntegerField(verbose_name='ledger')),
                ('other_fen', models.BigIntegerField(null=True, verbose_name='the other side')),
                ('other_by', models.CharField(default='', max_length=60, verbose_name='said by')),
                ('explanation', models.CharField(blank=True, default='', max_length=500, verbose_name='explanation')),
                ('state', models.CharField(choices=[('open', 'Open'), ('completed', 'Completed')], default='open', max_length=9, verbose_name='state')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('completed_at', models.DateTimeField(null=True, verbose_name='completed at')),
                ('completed_by', models.CharField(default='', max_length=60, verbose_name='completed by')),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer', verbose_name='customer')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='clerk')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='region')),
            ],
            options={
                'verbose_name': 'reconciliation',
                'abstract': False,
                'base_manager_name': '_plain',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(condition=models.Q(('customer', None)), fields=('kind', 'period'), name='one_reconciliation_a_month'), models.UniqueConstraint(fields=('kind', 'period', 'customer'), name='one_reconciliation_per_customer')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_plain', django.db.models.manager.Manager()),
            ],
        ),
    ]
