"""What was answered first, orders that are not carried out, and who carries out the measures after a serious event."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("organisation", "0001_tables"), ("service", "0001_tables")]

    operations: ClassVar = [
        migrations.AddField("aftersales", "response", models.CharField(
            blank=True, default="", max_length=500, verbose_name="response to the customer")),
        migrations.AlterField("aftersales", "state", models.CharField(
            choices=[("open", "Request registered"), ("submitted", "With the sales manager"), ("signed", "With the technical department"),
                     ("decided", "Verdict given"), ("done", "Done"), ("withdrawn", "Ended without service")],
            default="open", max_length=9, verbose_name="state")),
        migrations.AddField("incident", "owner", models.ForeignKey(
            null=True, on_delete=models.PROTECT, related_name="+", to="organisation.person",
            verbose_name="carries out the measures")),
    ]
