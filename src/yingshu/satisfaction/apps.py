from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SatisfactionConfig(AppConfig):
    name = "yingshu.satisfaction"
    label = "satisfaction"
    verbose_name = _("Satisfaction")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import (  # noqa: F401
            api,
            controls,
            duties,
            invariants,
            labels,
            metrics,
            months,
            notices,
            offers,
            panels,
            personal_data,
            result_forms,
            result_lists,
            rollups,
            screens,
            tasks,
            worklists,
        )
