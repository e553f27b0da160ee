from django.db import migrations

from yingshu.kernel.ledger import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial")]
    operations = [forbid_changes("approvals_flowversion", "approvals_authorityversion", "approvals_separationversion",
                                 "approvals_approvalevent")]
