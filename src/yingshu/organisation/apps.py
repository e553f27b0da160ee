from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "yingshu.organisation"
    label = "organisation"
    verbose_name = _("Organisation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yingshu.kernel import choices, directory, jobs, wording, workdays
        from yingshu.kernel.rest import requests as rest

        from . import (  # noqa: F401
            api,
            controls,
            invariants,
            labels,
            offers,
            personal_data,
            principal,
            queries,
            screens,
            wordlists,
            workday_calendar,
            worklists,
        )

        rest.authenticate_by(principal.actor_for_token)
        jobs.find_actors_by(principal.actor_for)
        choices.keep_by(wordlists.kept)
        directory.use(queries.ids_in_posts)
        wording.teach(queries.known_posts)
        workdays.use_overrides(workday_calendar.overrides)
