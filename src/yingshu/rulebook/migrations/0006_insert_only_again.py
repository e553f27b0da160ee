from django.db import migrations

from yingshu.kernel.ledger import forbid_changes


class Migration(migrations.Migration):
    """0003 made the table of decisions anew on SQLite, and its triggers went with the former one."""

    dependencies = [("rulebook", "0005_retirement")]
    operations = [forbid_changes("rulebook_decisionrecord")]
