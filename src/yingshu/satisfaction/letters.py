"""What is written to people outside about surveys."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from yingshu.organisation.queries import company_name

from .models import Wave


def reminder(wave: Wave, link: str) -> dict[str, str]:
    """Subject and body of a reminder, in the language of the house."""
    with translation.override(settings.LANGUAGE_CODE):
        words = {"company": company_name(), "title": wave.title, "until": wave.closes_on or "--", "link": link}
        return {"subject": (_("%(company)s asks for your opinion: %(title)s") % words)[:200],
                "body": _("We have not received your answer yet. It takes about two minutes and helps us improve. Until %(until)s you "
                          "reach the questionnaire here:\n\n%(link)s") % words}
