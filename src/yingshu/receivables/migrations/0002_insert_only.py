from django.db import migrations

from yingshu.kernel.ledger import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("receivables", "0001_initial")]
    operations = [forbid_changes("receivables_receivableentry", "receivables_dunningnote")]
