"""Duties as a section of rulebooks."""

from __future__ import annotations

from yingshu.rulebook.sections import Section, declare

from .items import DutyItem
from .library import delivered
from .services.defining import mistakes, put_in_force

SECTION = declare(Section("duties", DutyItem, put_in_force, delivered, check=mistakes))
