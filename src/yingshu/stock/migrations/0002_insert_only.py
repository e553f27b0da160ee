from django.db import migrations

from yingshu.kernel.ledger import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("stock", "0001_initial")]
    operations = [forbid_changes("stock_stockentry")]
