import django.db.models.deletion
import django.db.models.manager
import yingshu.kernel.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [("logistics", "0001_initial"), ("logistics", "0002_exception_kinds")]

    dependencies = [
        ('orders', '0001_tables'),
        ('organisation', '0001_tables'),
        ('organisation', '__first__'),
        ('products', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Carrier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='carrier')),
                ('contact', models.CharField(blank=True, default='', max_length=60, verbose_name='contact person')),
                ('phone', models.CharField(blank=True, default='', max_length=60, verbose_name='phone')),
                ('routes', models.CharField(blank=True, default='', max_length=200, verbose_name='routes')),
                ('note', models.CharField(blank=True, default='', max_length=300, verbose_name='note')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
            ],
            options={
                'verbose_name': 'carrier',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Count',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('matches', models.BooleanField(verbose_name='matches')),
                ('lines', models.JSONField(verbose_name='counted')),
                ('actor_id', models.BigIntegerField()),
                ('actor_name', models.CharField(max_length=60, verbose_name='by')),
                ('slip', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='orders.salesslip', verbose_name='sales slip')),
            ],
            options={
                'verbose_name': 'count',
            },
        ),
        migrations.CreateModel(
            name='ReturnNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('slip_number', models.CharField(max_length=40, verbose_name='sales slip')),
                ('customer_name', models.CharField(max_length=120, verbose_name='customer')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('gross_fen', models.BigIntegerField(verbose_name='amount')),
                ('on', models.DateField(verbose_name='on')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('actor_id', models.BigIntegerField()),
                ('actor_name', models.CharField(max_length=60, verbose_name='by')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='salesperson')),
                ('slip', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='orders.salesslip', verbose_name='sales slip')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='region')),
            ],
            options={
                'verbose_name': 'return note',
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
            name='ReturnLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slip_line_id', models.BigIntegerField()),
                ('quantity', yingshu.kernel.fields.QuantityField(verbose_name='quantity')),
                ('gross_fen', models.BigIntegerField(verbose_name='amount')),
                ('restocked', models.BooleanField(default=True, verbose_name='back into stock')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='products.product', verbose_name='product')),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='logistics.returnnote')),
            ],
            options={
                'verbose_name': 'return line',
            },
        ),
        migrations.CreateModel(
            name='Shipment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order_id', models.BigIntegerField(db_index=True)),
                ('order_number', models.CharField(max_length=40, verbose_name='order')),
                ('customer_name', models.CharField(default='', max_length=120, verbose_name='customer')),
                ('state', models.CharField(choices=[('booked', 'Vehicle booked'), ('loaded', 'Loaded and counted'), ('under_way', 'Under way'), ('arrived', 'Arrived'), ('settled', 'Settled'), ('cancelled', 'Cancelled')], default='booked', max_length=9, verbose_name='state')),
                ('plate', models.CharField(max_length=20, verbose_name='plate')),
                ('driver', models.CharField(max_length=40, verbose_name='driver')),
                ('driver_phone', models.CharField(max_length=40, verbose_name="driver's phone")),
                ('pickup_at', models.DateTimeField(verbose_name='pick-up at')),
                ('waybill', models.CharField(blank=True, default='', max_length=60, verbose_name='waybill')),
                ('expected_on', models.DateField(null=True, verbose_name='expected on')),
                ('freight_fen', models.BigIntegerField(default=0, verbose_name='freight')),
                ('received_at', models.DateTimeField(null=True, verbose_name='instruction registered')),
                ('followed_at', models.DateTimeField(null=True, verbose_name='goods followed')),
                ('booked_at', models.DateTimeField(null=True, verbose_name='vehicle booked')),
                ('departed_at', models.DateTimeField(null=True, verbose_name='departed')),
                ('reported_at', models.DateTimeField(null=True, verbose_name='reported')),
                ('arrived_at', models.DateTimeField(null=True, verbose_name='arrived')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='settled')),
                ('signed_by', models.CharField(blank=True, default='', max_length=60, verbose_name='signed by')),
                ('damaged', models.BooleanField(default=False, verbose_name='damaged')),
                ('freight_paid_fen', models.BigIntegerField(default=0, verbose_name='freight settled')),
                ('carrier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shipments', to='logistics.carrier', verbose_name='carrier')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='salesperson')),
                ('slip', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shipment', to='orders.salesslip', verbose_name='sales slip')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='region')),
            ],
            options={
                'verbose_name': 'shipment',
                'abstract': False,
                'base_manager_name': '_plain',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['state', 'expected_on'], name='shipment_state'), models.Index(fields=['carrier', 'state'], name='shipment_carrier')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_plain', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='TrackNode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('place', models.CharField(max_length=120, verbose_name='place')),
                ('note', models.CharField(blank=True, default='', max_length=200, verbose_name='note')),
                ('actor_name', models.CharField(max_length=60, verbose_name='by')),
                ('shipment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='nodes', to='logistics.shipment')),
            ],
            options={
                'verbose_name': 'track node',
            },
        ),
        migrations.CreateModel(
            name='DispatchException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('kind', models.CharField(choices=[('damage', 'Damage'), ('shortage', 'Shortage'), ('delay', 'Delay'), ('wrong_goods', 'Wrong goods'), ('refusal', 'Refused by the customer')], max_length=20, verbose_name='kind')),
                ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='open', max_length=6, verbose_name='state')),
                ('slip_number', models.CharField(max_length=40, verbose_name='sales slip')),
                ('customer_name', models.CharField(max_length=120, verbose_name='customer')),
                ('quantity', yingshu.kernel.fields.QuantityField(null=True, verbose_name='quantity')),
                ('says', models.CharField(max_length=300, verbose_name='what happened')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('opened_by', models.CharField(max_length=60, verbose_name='opened by')),
                ('handler_id', models.BigIntegerField(null=True, verbose_name='handler')),
                ('handler_name', models.CharField(default='', max_length=60, verbose_name='handler')),
                ('result', models.CharField(blank=True, default='', max_length=300, verbose_name='result')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='closed at')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='salesperson')),
                ('slip', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exceptions', to='orders.salesslip', verbose_name='sales slip')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='region')),
            ],
            options={
                'verbose_name': 'dispatch exception',
                'abstract': False,
                'base_manager_name': '_plain',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['state', 'opened_at'], name='exception_state')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_plain', django.db.models.manager.Manager()),
            ],
        ),
    ]
