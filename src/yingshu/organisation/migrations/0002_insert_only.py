from django.db import migrations

from yingshu.kernel.ledger import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_initial")]
    operations = [forbid_changes("organisation_structureversion")]
