"""Answers kept so far get their entry of the ACSI-style index, as new ones do."""

from typing import ClassVar

from django.db import migrations

ROLES = "('overall', 'expected', 'ideal')"
SUMS = f"""
INSERT INTO satisfaction_scoreentry (response_id, wave_id, group_key, score, raw, complete, unit_key, stratum_key, void)
SELECT a.response_id, a.wave_id, -2, 0, SUM(a.value), TRUE, a.unit_key, a.stratum_key, a.void
FROM satisfaction_answer a JOIN satisfaction_item i ON i.id = a.item_id
WHERE i.role IN {ROLES} AND i.version_id IN (
    SELECT version_id FROM satisfaction_item WHERE role IN {ROLES} AND kind IN ('five', 'zero_ten', 'one_seven')
    GROUP BY version_id HAVING COUNT(*) = 3 AND COUNT(DISTINCT role) = 3 AND COUNT(DISTINCT kind) = 1)
AND i.kind <> 'matrix'
GROUP BY a.response_id, a.wave_id, a.unit_key, a.stratum_key, a.void HAVING COUNT(*) = 3
"""  # nosec B608 # our own words


class Migration(migrations.Migration):

    dependencies: ClassVar = [("satisfaction", "0001_tables")]
    operations: ClassVar = [migrations.RunSQL(SUMS, migrations.RunSQL.noop)]
