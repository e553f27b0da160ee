from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OnboardingConfig(AppConfig):
    name = "yingshu.onboarding"
    label = "onboarding"
    verbose_name = _("Bringing in ledgers")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yingshu.kernel.screens.imports import OWN_TITLES, Titles

        from . import errors, labels, personal_data, queries, screens, services

        OWN_TITLES.append(Titles(queries.titles_of, "onboarding.add_synonym", services.learn_title))
        assert errors and labels and personal_data and screens
