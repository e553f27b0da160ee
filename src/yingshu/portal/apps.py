from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "yingshu.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import shelf  # noqa: F401
