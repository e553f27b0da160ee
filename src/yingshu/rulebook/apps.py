from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RulebookConfig(AppConfig):
    name = "yingshu.rulebook"
    label = "rulebook"
    verbose_name = _("Rulebook")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yingshu.kernel import judging, services

        from . import api, approvals, book_worklists, controls, decisions, enforcement, labels, offers, screens, tallies, worklists  # noqa: F401
        from .screens import book  # noqa: F401

        services.on_refused(decisions.record_refusal)
        judging.use(decisions.Bench())
