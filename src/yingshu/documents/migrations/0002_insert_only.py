from django.db import migrations

from yingshu.kernel.ledger import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [forbid_changes("documents_printlog")]
