from django.db import migrations

from yingshu.kernel.ledger import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [forbid_changes("orders_customernotice", "orders_progressnote", "orders_ordercomment")]
