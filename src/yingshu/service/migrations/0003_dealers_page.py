"""The page on which a dealer sends photos and a signature (SVC-15)."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.db import migrations, models


def give_codes(apps: Any, schema_editor: Any) -> None:
    """Orders that were there before get a code of their own."""
    orders = apps.get_model("service", "AfterSales")._base_manager
    for pk in orders.filter(public_code=None).values_list("id", flat=True):
        orders.filter(pk=pk).update(public_code=secrets.token_urlsafe(12))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("service", "0002_response_and_owner")]

    operations: ClassVar = [
        migrations.AddField("aftersales", "public_code", models.CharField(max_length=40, null=True, editable=False)),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.AlterField("aftersales", "public_code", models.CharField(max_length=40, unique=True, editable=False)),
        migrations.AddField("aftersales", "dealer_says", models.CharField(
            blank=True, default="", max_length=1000, verbose_name="what the dealer says")),
        migrations.AddField("aftersales", "dealer_signed_by", models.CharField(
            blank=True, default="", max_length=60, verbose_name="signed by the dealer")),
        migrations.AddField("aftersales", "dealer_signed_at", models.DateTimeField(null=True, verbose_name="signed by the dealer at")),
        migrations.AddField("aftersales", "signature_id", models.BigIntegerField(editable=False, null=True)),
        migrations.AddField("aftersales", "consent", models.CharField(
            blank=True, default="", max_length=40, verbose_name="notice shown")),
    ]
