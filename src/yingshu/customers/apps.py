from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "yingshu.customers"
    label = "customers"
    verbose_name = _("Customers")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yingshu.kernel import services

        from . import api, controls, duties, invariants, labels, leaving, metrics, personal_data, screens, worklists  # noqa: F401

        services.on_done(leaving.after)
