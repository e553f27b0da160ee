from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServiceConfig(AppConfig):
    name = "yingshu.service"
    label = "service"
    verbose_name = _("Customer service")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import api, controls, invariants, labels, metrics, papers, personal_data, screens, services, worklists  # noqa: F401
