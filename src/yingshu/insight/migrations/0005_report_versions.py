"""One report version, with a unit or without: two conditional constraints bind on both databases.

SQLite makes the table anew for it and would lose the triggers that freeze reports, so they are taken off and put on again.
"""

from importlib import import_module

from django.db import migrations, models

frozen = import_module("yingshu.insight.migrations.0002_frozen_reports")


class Migration(migrations.Migration):

    dependencies = [("insight", "0004_rehearsals")]

    operations = [
        migrations.RunPython(frozen.thaw, frozen.freeze),
        migrations.RemoveConstraint("report", "one_report_version"),
        migrations.AddConstraint("report", models.UniqueConstraint(
            fields=["kind", "period", "unit_id", "version"], name="one_report_version", condition=models.Q(unit_id__isnull=False))),
        migrations.AddConstraint("report", models.UniqueConstraint(
            fields=["kind", "period", "version"], name="one_company_report_version", condition=models.Q(unit_id__isnull=True))),
        migrations.RunPython(frozen.freeze, frozen.thaw),
    ]
