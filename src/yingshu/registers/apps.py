from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    name = "yingshu.registers"
    label = "registers"
    verbose_name = _("Registers")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yingshu.kernel import approving, services
        from yingshu.kernel.screens import SCREENS, imports, lookup
        from yingshu.organisation import rights

        from . import api, labels, personal_data, registry, section, sources, subjects, worklists  # noqa: F401
        from .approvals import approvables
        from .files import may_have_files
        from .gating import require_records
        from .parts import SCREEN
        from .screens import screens
        from .screens.importing import importers
        from .screens.lookups import may_choose
        from .services import happening

        SCREENS.grow(SCREEN, screens)
        imports.IMPORTERS.grow(SCREEN, importers)
        approving.APPROVABLES.grow(SCREEN, approvables)
        rights.supply(registry.all_rights, registry.granted)
        services.before(require_records)
        services.on_done(section.after)
        services.on_done(happening.after)
        lookup.allow(may_choose)
        may_have_files()
