from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutiesConfig(AppConfig):
    name = "yingshu.duties"
    label = "duties"
    verbose_name = _("Duties")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yingshu.kernel import services

        from . import api, compliance, controls, excuses, labels, screens, section, staff, tasks, worklists  # noqa: F401
        from .services import feeds, seeing  # noqa: F401

        services.on_done(seeing.see)
