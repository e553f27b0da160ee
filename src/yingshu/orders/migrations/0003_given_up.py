from django.db import migrations, models

import yingshu.kernel.fields

REFUSED = "UPDATE orders_instruction SET refusals = 1 WHERE state = 'refused'"
ON_SLIPS = """UPDATE orders_orderline SET slipped_fen = COALESCE((SELECT SUM(l.gross_fen) FROM orders_slipline l
 JOIN orders_salesslip s ON s.id = l.slip_id WHERE l.order_line_id = orders_orderline.id AND s.state <> 'void'), 0) WHERE slipped > 0"""


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0002_received_at'),
    ]

    operations = [
        migrations.AddField(
            model_name='instruction',
            name='refusals',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='times refused'),
        ),
        migrations.AddField(
            model_name='orderline',
            name='dropped',
            field=yingshu.kernel.fields.QuantityField(default=0, verbose_name='given up'),
        ),
        migrations.AddField(
            model_name='orderline',
            name='slipped_fen',
            field=models.BigIntegerField(default=0, verbose_name='amount on sales slips'),
        ),
        migrations.AddField(
            model_name='salesorder',
            name='contract_number',
            field=models.CharField(blank=True, default='', max_length=60, verbose_name='contract number'),
        ),
        migrations.AddField(
            model_name='salesorder',
            name='dropped_fen',
            field=models.BigIntegerField(default=0, verbose_name='given up'),
        ),
        migrations.RunSQL([REFUSED, ON_SLIPS], migrations.RunSQL.noop),
    ]
