from django.db import migrations

from yingshu.kernel.ledger import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("satisfaction", "0001_initial")]
    operations = [forbid_changes("satisfaction_answer", "satisfaction_scoreentry")]
