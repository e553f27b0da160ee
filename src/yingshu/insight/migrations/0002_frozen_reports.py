"""Triggers by which the database itself keeps submitted reports as they are (MTG-06)."""

from django.db import migrations

SQLITE = ("CREATE TRIGGER insight_report_frozen_{op} BEFORE {op} ON insight_report WHEN OLD.state = 'submitted' "
          "BEGIN SELECT RAISE(ABORT, 'a submitted report is frozen'); END")
FUNCTION = ("CREATE OR REPLACE FUNCTION insight_report_frozen() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'a submitted report is frozen'; END $$")
POSTGRESQL = ("CREATE TRIGGER insight_report_frozen_{op} BEFORE {op} ON insight_report FOR EACH ROW "
              "WHEN (OLD.state = 'submitted') EXECUTE FUNCTION insight_report_frozen()")


def freeze(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(FUNCTION, params=None)
    for op in ("UPDATE", "DELETE"):
        schema_editor.execute((POSTGRESQL if postgresql else SQLITE).format(op=op))


def thaw(apps, schema_editor):
    on = " ON insight_report" if schema_editor.connection.vendor == "postgresql" else ""
    for op in ("UPDATE", "DELETE"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS insight_report_frozen_{op}{on}")


class Migration(migrations.Migration):

    dependencies = [("insight", "0001_initial")]

    operations = [
        migrations.RunPython(freeze, thaw),
    ]
