from django.db import migrations, models

TOLD = """UPDATE orders_salesslip SET told_at = (SELECT MIN(n.at) FROM orders_customernotice n WHERE n.slip_id = orders_salesslip.id)
 WHERE shipped_at IS NOT NULL"""
# What carriers collect of orders that are not paid on delivery by their method (ORD-06).
COLLECTED = """UPDATE receivables_receivableitem SET at_door = TRUE WHERE kind = 'sale' AND source_kind = 'sales_slip'
 AND source_id IN (SELECT id FROM orders_salesslip WHERE collect_fen > 0)"""


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0003_given_up'),
        ('receivables', '0003_at_door'),
    ]

    operations = [
        migrations.AddField(
            model_name='salesslip',
            name='told_at',
            field=models.DateTimeField(null=True, verbose_name='customer told at'),
        ),
        migrations.AddIndex(
            model_name='salesslip',
            index=models.Index(condition=models.Q(('shipped_at__isnull', False), ('told_at', None)), fields=['shipped_at'],
                               name='slip_untold'),
        ),
        migrations.RunSQL([TOLD, COLLECTED], migrations.RunSQL.noop),
    ]
