from django.db import migrations

from yingshu.kernel.ledger import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("service", "0001_initial")]
    operations = [forbid_changes("service_step", "service_filing", "service_penalty")]
