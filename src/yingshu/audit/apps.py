from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "yingshu.audit"
    label = "audit"
    verbose_name = _("Audit trail")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yingshu.kernel import services
        from yingshu.kernel.screens.history import read_history_by

        from . import history, screens, trail  # noqa: F401

        read_history_by(history.timeline)
        services.on_done(trail.record_done)
        services.on_refused(trail.record_refused)
