from django.db import migrations

from yingshu.kernel.ledger import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]
    operations = [forbid_changes("customers_creditinvestigation", "customers_filereport")]
