from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReceivablesConfig(AppConfig):
    name = "yingshu.receivables"
    label = "receivables"
    verbose_name = _("Receivables")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import (  # noqa: F401
            api,
            controls,
            duties,
            forms,
            holdings,
            invariants,
            labels,
            metrics,
            papers,
            personal_data,
            screens,
            services,
            tasks,
            worklists,
        )
