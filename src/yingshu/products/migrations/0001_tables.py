import django.db.models.deletion
import yingshu.kernel.fields
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [("products", "0001_initial")]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='product code')),
                ('name', models.CharField(max_length=120, verbose_name='product name')),
                ('variety', models.CharField(blank=True, default='', max_length=60, verbose_name='variety')),
                ('spec', models.CharField(blank=True, default='', max_length=120, verbose_name='specification')),
                ('grade', models.CharField(blank=True, default='', max_length=20, verbose_name='grade')),
                ('colour', models.CharField(blank=True, default='', max_length=40, verbose_name='colour number')),
                ('unit', models.CharField(default='', max_length=12, verbose_name='unit of measure')),
                ('packing', models.CharField(blank=True, default='', max_length=200, verbose_name='packing requirement')),
                ('tax_rate', yingshu.kernel.fields.RateField(default=Decimal('0.13'), verbose_name='VAT rate')),
                ('cost', yingshu.kernel.fields.PriceField(blank=True, null=True, verbose_name='unit cost')),
                ('safety_stock', yingshu.kernel.fields.QuantityField(blank=True, null=True, verbose_name='safety stock')),
                ('discontinued', models.BooleanField(default=False, verbose_name='discontinued')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('updated_at', models.DateTimeField(verbose_name='updated at')),
                ('search_text', models.CharField(default='', editable=False, max_length=400)),
                ('import_batch', models.BigIntegerField(editable=False, null=True)),
                ('sample_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='samples', to='products.product', verbose_name='sample of')),
            ],
            options={
                'verbose_name': 'product',
                'ordering': ['number'],
            },
        ),
    ]
