import django.db.models.deletion
import yingshu.kernel.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [("sales", "0001_initial"), ("sales", "0002_insert_only"), ("sales", "0003_months")]

    dependencies = [
        ('customers', '0001_tables'),
        ('products', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='SalesMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.PositiveIntegerField()),
                ('customer', models.BigIntegerField()),
                ('owner', models.BigIntegerField()),
                ('unit', models.BigIntegerField()),
                ('payment_method', models.CharField(max_length=10)),
                ('lines', models.BigIntegerField()),
                ('quantity_sum', yingshu.kernel.fields.QuantityField()),
                ('gross_sum', models.BigIntegerField()),
                ('net_sum', models.BigIntegerField()),
                ('tax_sum', models.BigIntegerField()),
                ('cost_sum', models.BigIntegerField()),
                ('profit_sum', models.BigIntegerField()),
                ('freight_sum', models.BigIntegerField()),
            ],
            options={
                'verbose_name': 'sales of a month',
                'constraints': [models.UniqueConstraint(fields=('month', 'customer', 'owner', 'unit', 'payment_method'), name='one_sum_of_sales')],
            },
        ),
        migrations.CreateModel(
            name='SalesEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='date')),
                ('month', models.PositiveIntegerField(verbose_name='month')),
                ('owner_id', models.BigIntegerField(null=True, verbose_name='salesperson')),
                ('unit_id', models.BigIntegerField(null=True, verbose_name='region')),
                ('quantity', yingshu.kernel.fields.QuantityField(verbose_name='quantity')),
                ('price', yingshu.kernel.fields.PriceField(null=True, verbose_name='price')),
                ('discount', yingshu.kernel.fields.RateField(default=0, verbose_name='discount')),
                ('gross_fen', models.BigIntegerField(verbose_name='amount incl. tax')),
                ('net_fen', models.BigIntegerField(verbose_name='amount excl. tax')),
                ('tax_fen', models.BigIntegerField(verbose_name='tax')),
                ('cost_fen', models.BigIntegerField(null=True, verbose_name='cost')),
                ('freight_fen', models.BigIntegerField(default=0, verbose_name='freight')),
                ('payment_method', models.CharField(default='', max_length=10, verbose_name='payment method')),
                ('source_kind', models.CharField(max_length=40)),
                ('source_id', models.BigIntegerField(null=True)),
                ('source_line', models.PositiveIntegerField(default=0)),
                ('source_number', models.CharField(default='', max_length=60, verbose_name='document')),
                ('order_number', models.CharField(default='', max_length=60, verbose_name='order')),
                ('import_batch', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer', verbose_name='customer')),
                ('product', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='products.product', verbose_name='product')),
            ],
            options={
                'verbose_name': 'sales ledger line',
                'indexes': [models.Index(fields=['on', 'id'], name='sales_day'), models.Index(fields=['month', 'customer', 'gross_fen'], name='sales_month'), models.Index(fields=['customer', 'on'], name='sales_customer'), models.Index(fields=['source_kind', 'source_id'], name='sales_source'), models.Index(condition=models.Q(('import_batch__isnull', False)), fields=['import_batch'], name='sales_batch')],
            },
        ),
    ]
