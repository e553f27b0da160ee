from django.db import migrations

from yingshu.kernel.ledger import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0001_initial")]
    operations = [forbid_changes("rulebook_parameterset", "rulebook_decisionrecord")]
