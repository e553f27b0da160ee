"""REST base."""

from __future__ import annotations

from rest_framework.authentication import BaseAuthentication
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.views import exception_handler as explain


class ActorAuthentication(BaseAuthentication):
    pass


class IsActor(BasePermission):
    pass


class OrjsonRenderer(JSONRenderer):
    pass


class OrjsonParser(JSONParser):
    pass
