from django.db import migrations, models

ON_DELIVERY = "UPDATE receivables_receivableitem SET at_door = TRUE WHERE kind = 'sale' AND payment_method = 'cod'"


class Migration(migrations.Migration):

    dependencies = [
        ('receivables', '0002_contract_number'),
    ]

    operations = [
        migrations.AddField(
            model_name='receivableitem',
            name='at_door',
            field=models.BooleanField(default=False, verbose_name='collected by the carrier'),
        ),
        migrations.RunSQL(ON_DELIVERY, migrations.RunSQL.noop),
    ]
