from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SalesConfig(AppConfig):
    name = "yingshu.sales"
    label = "sales"
    verbose_name = _("Sales ledger")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import invariants, metrics, screens, tallies  # noqa: F401
