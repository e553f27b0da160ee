from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PricingConfig(AppConfig):
    name = "yingshu.pricing"
    label = "pricing"
    verbose_name = _("Pricing")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yingshu.kernel import services, wording

        from . import api, controls, invariants, labels, offers, papers, queries, screens, stability, worklists  # noqa: F401

        services.on_done(stability.after)
        wording.teach(queries.level_names, "level", "authority")  # a level may have the code of a post
