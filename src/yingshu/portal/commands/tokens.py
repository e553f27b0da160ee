"""``yingshu token create PERSON``: keys for integrations."""

from __future__ import annotations

import argparse
from typing import Any

from django.utils.translation import gettext as _

from yingshu.kernel.errors import InvalidInput
from yingshu.organisation.models import Person
from yingshu.organisation.services import issue_api_token

from .output import Output, command, group


def add(commands: Any) -> None:
    """Declare the commands."""
    tokens = group(commands, "token", _("API keys"))
    made = command(tokens, "create", create, _("a key with which an integration acts as a person; it is shown once"), acts=True)
    made.add_argument("person", metavar=_("LOGIN"), help=_("whose rights and data scope the key has"))
    made.add_argument("--name", default="cli", help=_("what the key is for"))


def create(arguments: argparse.Namespace, output: Output) -> None:
    """Issue a key."""
    person = Person.objects.filter(username__iexact=arguments.person, is_active=True).first()
    if person is None:
        raise InvalidInput({"person": [_("There is no active person with the login name “%(login)s”.") % {"login": arguments.person}]})
    done = issue_api_token(actor=arguments.actor, person_id=person.pk, name=arguments.name)
    if output.is_json:
        return output.data({"id": done.id, "person": person.username, "name": done.number, "token": done.data["token"]})
    return output.tell(str(done.data["token"]))
