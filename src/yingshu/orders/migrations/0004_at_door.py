from django.db import migrations

COLLECTED = """UPDATE receivables_receivableitem SET at_door = TRUE WHERE kind = 'sale' AND source_kind = 'sales_slip'
 AND source_id IN (SELECT id FROM orders_salesslip WHERE collect_fen > 0)"""


class Migration(migrations.Migration):
    """What carriers collect of orders that are not paid on delivery by their method (ORD-06)."""

    dependencies = [
        ('orders', '0003_given_up'),
        ('receivables', '0003_at_door'),
    ]

    operations = [migrations.RunSQL(COLLECTED, migrations.RunSQL.noop)]
