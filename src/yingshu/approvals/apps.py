from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "yingshu.approvals"
    label = "approvals"
    verbose_name = _("Approvals")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from functools import partial

        from yingshu.kernel import approving, services
        from yingshu.rulebook import sections

        from . import api, controls, delivered, desk, forms, invariants, labels, leaving, screens, separating, worklists  # noqa: F401
        from .definition import AuthorityItem, FlowItem, SeparationItem
        from .services.defining import Sort, put_in_force

        approving.use(desk.Desk())
        services.on_done(leaving.after)
        services.on_done(separating.after)
        for name, sort, model in (("authority", Sort.TABLE, AuthorityItem), ("flows", Sort.FLOW, FlowItem),
                                  ("separation", Sort.SEPARATION, SeparationItem)):
            sections.declare(sections.Section(name, model, partial(put_in_force, sort), **delivered.section(name)))
