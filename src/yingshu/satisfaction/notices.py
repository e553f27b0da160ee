"""What is told before answers are asked for; the company may change the words, every answer keeps the version (CNF-07)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from yingshu.customers.notices import Purpose, declare

SURVEY = declare(Purpose("survey", _("About your data"), N_(
    "We use your answers to improve products and service, not for advertising. They are evaluated together with those of others. A random "
    "mark of your device and a coded form of your network address tell us when many answers come from one place. Written remarks and "
    "pictures are deleted after %(days)s days. You may ask for access or deletion at any time.")))
