from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightConfig(AppConfig):
    name = "yingshu.insight"
    label = "insight"
    verbose_name = _("Reports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import api, controls, enforcement, invariants, labels, metrics, rhythms, screens, tallies, worklists  # noqa: F401
