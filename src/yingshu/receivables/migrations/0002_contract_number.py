from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('receivables', '0001_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='receivableitem',
            name='contract_number',
            field=models.CharField(default='', max_length=60, verbose_name='contract number'),
        ),
    ]
