from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OnboardingConfig(AppConfig):
    name = "yingshu.onboarding"
    label = "onboarding"
    verbose_name = _("Bringing in ledgers")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import errors, screens, services  # noqa: F401
