"""Clauses, controls and their parameters as they are chosen in a form: by their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from yingshu.kernel import clock, forms
from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import CONTROLS
from yingshu.kernel.screens.lookup import Offer, has_words, offer

from .catalogue import clause, clauses
from .shown import param_label


def _search(actor: Actor, words: str, known: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    return ((found.id, str(found), "") for found in clauses().values() if has_words(str(found), words))


def clause_words(ids: Iterable[str]) -> dict[str, str]:
    """Clause → number and title."""
    return {code: str(clause(code) or code) for code in ids}


def _controls(actor: Actor, words: str, known: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    named = sorted(control_words(CONTROLS).items(), key=lambda pair: pair[1])
    return ((code, name, "、".join(CONTROLS[code].clauses)) for code, name in named if has_words(f"{name} {CONTROLS[code].clauses}", words))


def control_words(codes: Iterable[str]) -> dict[str, str]:
    """Control → its title."""
    return {code: _(CONTROLS[code].title) if code in CONTROLS else code for code in codes}


def control_page(actor: Actor, query: Mapping[str, str]) -> Mapping[str, str]:
    """Values are filled in on the page of their control, by name; without one it is chosen there."""
    control, draft = query.get("control", ""), query.get("version_id", "")
    page = reverse("rulebook-control", args=[control]) if control in CONTROLS else reverse("rulebook-parameters")
    return {"page": f"{page}?{urlencode({'draft': draft})}" if draft else page}


def _parameters(actor: Actor, words: str, known: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Those of the control that the form knows already."""
    control = CONTROLS.get(known.get("control", ""))
    named = [(name, param_label(name, info)) for name, info in control.params.model_fields.items()] if control else []
    return ((name, label, "") for name, label in named if has_words(label, words))


def _variants(actor: Actor, words: str, known: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Those of the clause that the form knows already."""
    found = clause(known.get("clause", ""))
    return ((one["name"], one["name"], "") for one in (found.variants if found else ()) if has_words(one["name"], words))


def _parameter_words(names: Iterable[str]) -> dict[str, str]:
    fields = {name: info for control in CONTROLS.values() for name, info in control.params.model_fields.items()}
    return {name: param_label(name, fields[name]) if name in fields else name for name in names}


offer("controls", Offer(_controls, control_words))
offer("control_parameters", Offer(_parameters, _parameter_words))
offer("clause_variants", Offer(_variants, lambda names: {name: name for name in names}))
offer("clauses", Offer(_search, clause_words))
forms.initial("rulebook.prepare_parameters", control_page)
forms.initial("rulebook.choose_values", control_page)
forms.initial("rulebook.publish_version", lambda actor, query: {"initial": {"valid_from": f"{clock.today()}"}})
