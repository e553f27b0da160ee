from django.db import migrations

from yingshu.kernel.ledger import forbid_changes


class Migration(migrations.Migration):
    """Opinions on a price strategy are given once and stay."""

    dependencies = [("pricing", "0004_special_price_use")]
    operations = [forbid_changes("pricing_strategyopinion")]
