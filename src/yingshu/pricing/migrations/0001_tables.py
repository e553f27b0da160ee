import django.db.models.deletion
import django.db.models.manager
import yingshu.kernel.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [("pricing", "0001_initial"), ("pricing", "0002_special_price_sent_back"), ("pricing", "0003_price_strategy"), ("pricing", "0004_special_price_use")]

    dependencies = [
        ('customers', '0001_tables'),
        ('organisation', '0001_tables'),
        ('organisation', '__first__'),
        ('products', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='PriceList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(unique=True, verbose_name='version')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('released', 'Released')], default='draft', max_length=8, verbose_name='state')),
                ('released_at', models.DateTimeField(null=True, verbose_name='released at')),
                ('released_by', models.CharField(default='', max_length=60, verbose_name='released by')),
            ],
            options={
                'verbose_name': 'price list',
                'ordering': ['-version'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'released')), fields=('valid_from',), name='one_released_list_per_day')],
            },
        ),
        migrations.CreateModel(
            name='PriceStrategy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('basis', models.CharField(max_length=1000, verbose_name='basis: market, cost, demand, competition')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('pending', 'Pending approval'), ('returned', 'Sent back'), ('approved', 'Approved'), ('rejected', 'Rejected')], default='draft', max_length=8, verbose_name='state')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('decided_by', models.CharField(default='', max_length=60, verbose_name='decided by')),
                ('opinion', models.CharField(default='', max_length=300, verbose_name='opinion')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='prepared by')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'price strategy',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Quotation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('caller', models.CharField(blank=True, default='', max_length=120, verbose_name='quoted to')),
                ('channel', models.CharField(default='phone', max_length=20, verbose_name='channel')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('total_fen', models.BigIntegerField(verbose_name='total')),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer', verbose_name='customer')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('price_list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pricing.pricelist', verbose_name='price list')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
            ],
            options={
                'verbose_name': 'quotation',
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
            name='QuotationLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', yingshu.kernel.fields.QuantityField(verbose_name='quantity')),
                ('price', yingshu.kernel.fields.PriceField(verbose_name='price')),
                ('discount', yingshu.kernel.fields.RateField(default=0, verbose_name='discount')),
                ('amount_fen', models.BigIntegerField(verbose_name='amount')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='products.product', verbose_name='product')),
                ('quotation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='pricing.quotation')),
            ],
            options={
                'verbose_name': 'quotation line',
            },
        ),
        migrations.CreateModel(
            name='StrategyOpinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('department', models.CharField(max_length=40, verbose_name='department')),
                ('attended', models.BooleanField(verbose_name='attended')),
                ('says', models.CharField(default='', max_length=500, verbose_name='opinion')),
                ('person', models.CharField(default='', max_length=60, verbose_name='for the department')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('actor_name', models.CharField(max_length=60, verbose_name='recorded by')),
                ('strategy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='pricing.pricestrategy')),
            ],
            options={
                'verbose_name': 'opinion of a department',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='PriceLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('price', yingshu.kernel.fields.PriceField(verbose_name='price incl. tax')),
                ('floor', yingshu.kernel.fields.PriceField(blank=True, null=True, verbose_name='lowest price')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='products.product', verbose_name='product')),
                ('price_list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='pricing.pricelist', verbose_name='price list')),
            ],
            options={
                'verbose_name': 'price',
                'constraints': [models.UniqueConstraint(fields=('price_list', 'product'), name='one_price_per_version')],
            },
        ),
        migrations.CreateModel(
            name='SpecialPrice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('list_price', yingshu.kernel.fields.PriceField(verbose_name='list price')),
                ('price', yingshu.kernel.fields.PriceField(verbose_name='price asked for')),
                ('quantity', yingshu.kernel.fields.QuantityField(blank=True, null=True, verbose_name='quantity')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('state', models.CharField(choices=[('pending', 'Pending approval'), ('granted', 'Granted'), ('rejected', 'Rejected'), ('returned', 'Sent back')], default='pending', max_length=8, verbose_name='state')),
                ('level', models.CharField(default='', max_length=20, verbose_name='authority')),
                ('after_order', models.BooleanField(default=False, verbose_name='asked for after ordering')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('decided_by', models.CharField(default='', max_length=60, verbose_name='decided by')),
                ('opinion', models.CharField(blank=True, default='', max_length=300, verbose_name='opinion')),
                ('single_use', models.BooleanField(default=False, verbose_name='for one order only')),
                ('basis', models.CharField(blank=True, default='', max_length=300, verbose_name='basis: quantity, customer, market')),
                ('effect', models.CharField(blank=True, default='', max_length=300, verbose_name='effect')),
                ('reviewed_at', models.DateTimeField(null=True, verbose_name='looked back at')),
                ('reviewed_by', models.CharField(default='', max_length=60, verbose_name='looked back by')),
                ('valid_from', models.DateField(null=True, verbose_name='valid from')),
                ('valid_until', models.DateField(null=True, verbose_name='valid until')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer', verbose_name='customer')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='products.product', verbose_name='product')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='region')),
            ],
            options={
                'verbose_name': 'special price',
                'abstract': False,
                'base_manager_name': '_plain',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['customer', 'product', 'valid_until'], name='special_price_use')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_plain', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='StrategyLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cost', yingshu.kernel.fields.PriceField(null=True, verbose_name='cost')),
                ('normal', yingshu.kernel.fields.PriceField(null=True, verbose_name='normal price')),
                ('capture', yingshu.kernel.fields.PriceField(null=True, verbose_name='price to win the market')),
                ('keep', yingshu.kernel.fields.PriceField(null=True, verbose_name='price to keep the market')),
                ('condition', models.CharField(default='', max_length=200, verbose_name='discount condition')),
                ('discount', yingshu.kernel.fields.RateField(null=True, verbose_name='discount')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='products.product', verbose_name='product')),
                ('strategy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='pricing.pricestrategy')),
            ],
            options={
                'verbose_name': 'line of a price strategy',
                'constraints': [models.UniqueConstraint(fields=('strategy', 'product'), name='one_strategy_line_per_product')],
            },
        ),
    ]
