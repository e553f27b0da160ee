import django.db.models.deletion
import yingshu.kernel.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [("stock", "0001_initial"), ("stock", "0002_insert_only"), ("stock", "0003_stocktake"), ("stock", "0004_stocktake_submitter")]

    dependencies = [
        ('organisation', '__first__'),
        ('products', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='shop name')),
                ('address', models.CharField(blank=True, default='', max_length=200, verbose_name='address')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
            ],
            options={
                'verbose_name': 'shop',
            },
        ),
        migrations.CreateModel(
            name='StockBalance',
            fields=[
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='stock', serialize=False, to='products.product', verbose_name='product')),
                ('on_hand', yingshu.kernel.fields.QuantityField(default=0, verbose_name='on hand')),
                ('committed', yingshu.kernel.fields.QuantityField(default=0, verbose_name='committed')),
                ('allotted', yingshu.kernel.fields.QuantityField(default=0, verbose_name='allotted')),
            ],
            options={
                'verbose_name': 'stock',
                'constraints': [models.CheckConstraint(condition=models.Q(('on_hand__gte', 0)), name='stock_not_negative'), models.CheckConstraint(condition=models.Q(('allotted__lte', models.F('on_hand'))), name='never_oversold')],
            },
        ),
        migrations.CreateModel(
            name='Stocktake',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('on', models.DateField(verbose_name='day of the count')),
                ('state', models.CharField(choices=[('counting', 'Counting'), ('submitted', 'Waiting for approval'), ('posted', 'Posted')], default='counting', max_length=9, verbose_name='state')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('signatures', models.JSONField(default=list, verbose_name='signatures')),
                ('net_fen', models.BigIntegerField(default=0, verbose_name='value of the differences')),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='submitted at')),
                ('submitted_by', models.CharField(default='', max_length=60, verbose_name='submitted by')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('decided_by', models.CharField(default='', max_length=60, verbose_name='decided by')),
                ('opinion', models.CharField(blank=True, default='', max_length=300, verbose_name='opinion')),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stock.place', verbose_name='shop')),
                ('submitter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='submitted by')),
            ],
            options={
                'verbose_name': 'stocktake',
                'constraints': [models.UniqueConstraint(fields=('on', 'place'), name='one_sheet_per_shop'), models.UniqueConstraint(condition=models.Q(('place', None)), fields=('on',), name='one_sheet_of_the_warehouse')],
            },
        ),
        migrations.CreateModel(
            name='StocktakeLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('book', yingshu.kernel.fields.QuantityField(verbose_name='in the books')),
                ('counted', yingshu.kernel.fields.QuantityField(null=True, verbose_name='counted')),
                ('price', yingshu.kernel.fields.PriceField(verbose_name='unit price')),
                ('reason', models.CharField(blank=True, default='', max_length=200, verbose_name='reason')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='products.product', verbose_name='product')),
                ('stocktake', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='stock.stocktake', verbose_name='stocktake')),
            ],
            options={
                'verbose_name': 'line of a stocktake',
                'constraints': [models.UniqueConstraint(fields=('stocktake', 'product'), name='product_once_on_a_sheet')],
            },
        ),
        migrations.CreateModel(
            name='PlaceStock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on_hand', yingshu.kernel.fields.QuantityField(default=0, verbose_name='on hand')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stock', to='stock.place', verbose_name='shop')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='products.product', verbose_name='product')),
            ],
            options={
                'verbose_name': 'stock in shops',
                'constraints': [models.UniqueConstraint(fields=('place', 'product'), name='one_stock_per_shop'), models.CheckConstraint(condition=models.Q(('on_hand__gte', 0)), name='shop_stock_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='StockEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('opening', 'Opening stock'), ('produced', 'Produced'), ('shipped', 'Shipped'), ('returned', 'Returned'), ('adjusted', 'Adjusted'), ('moved', 'Moved to or from a shop')], max_length=8, verbose_name='kind')),
                ('quantity', yingshu.kernel.fields.QuantityField(verbose_name='quantity')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('source_kind', models.CharField(default='', max_length=40)),
                ('source_id', models.BigIntegerField(null=True)),
                ('source_number', models.CharField(default='', max_length=60, verbose_name='document')),
                ('actor_id', models.BigIntegerField()),
                ('actor_name', models.CharField(default='', max_length=60, verbose_name='by')),
                ('reason', models.CharField(default='', max_length=200, verbose_name='reason')),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stock.place', verbose_name='shop')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='products.product', verbose_name='product')),
            ],
            options={
                'verbose_name': 'stock entry',
                'indexes': [models.Index(fields=['product', 'id'], name='stock_entry_product'), models.Index(fields=['source_kind', 'source_id'], name='stock_entry_source')],
            },
        ),
    ]
