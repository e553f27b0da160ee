from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "yingshu.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import connections, imported  # noqa: F401
        from .screens import runs  # noqa: F401
