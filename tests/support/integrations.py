"""A person who may do everything, and their API key: what an integration has."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .company import Company

KEY = "key-of-the-integration"


def everything(company: Company, key: str = KEY) -> Any:
    """Hire a person with every right over the whole company, with an API key; answers the person."""
    from yingshu.kernel import clock
    from yingshu.organisation.models import ApiToken, Appointment, Post
    from yingshu.organisation.principal import people_changed

    post = Post.objects.create(code="everything", name="全权", reach="all", rights=["*"])
    company.posts["everything"] = post
    person = company.hire("integration", "everything", name="接口")
    Appointment.objects.filter(person=person).update(since=date(2020, 1, 1))
    ApiToken.objects.create(person=person, name="test", digest=hashlib.sha256(key.encode()).hexdigest(), created_at=clock.now())
    people_changed()
    return person
