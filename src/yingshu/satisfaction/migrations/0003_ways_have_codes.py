"""Ways of measuring are kept by code, no longer by their words."""

from typing import ClassVar

from django.db import migrations

CODES = {"Questionnaire": "questionnaire", "Telephone": "telephone", "Visits to users": "visits", "顾客满意度调查表": "survey_form",
         "顾客满意度走访调查表": "visit_form", "问卷调查": "questionnaires", "访谈": "interview", "自主调查": "own",
         "第三方调查": "third_party"}


class Migration(migrations.Migration):

    dependencies: ClassVar = [("satisfaction", "0002_acsi_sums")]
    operations: ClassVar = [migrations.RunSQL(
        [*(("UPDATE satisfaction_wave SET measures = %s WHERE measures = %s", [code, word]) for word, code in CODES.items()),
         ("UPDATE satisfaction_wave SET measures = %s WHERE kind = %s AND measures = %s", ["visits", "visit", ""])],
        migrations.RunSQL.noop)]
