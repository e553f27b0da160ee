"""The form of a control's parameters, made from their model: posts, units and words are chosen, tables are filled line by line,
shares are percent, money is yuan. Nobody types a code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any, get_args, get_origin

from django.http import QueryDict
from django.utils.translation import gettext as _
from pydantic.fields import FieldInfo

from yingshu.kernel import forms, money
from yingshu.kernel.controls import CONTROLS, Params
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.text import half_width
from yingshu.organisation.models import Post, Unit
from yingshu.organisation.rights import post_templates

from .catalogue import has_term, term
from .decisions import in_force
from .origins import Origin, said
from .shown import is_share, param_label, show, word, words_of
from .standing import limit_of

LISTS = ("multi", "picks", "lines")
Choices = Sequence[tuple[str, str]]


def fields_of(code: str) -> list[forms.Field]:
    """The form controls of a control's parameters."""
    params = CONTROLS[code].params.model_fields
    offered = {name: list(_offered(code, name, info)) for name, info in params.items()}
    return [replace(_field(name, info, offered[name]), help=_origin(code, name, info)) for name, info in params.items()]


def _origin(code: str, name: str, info: FieldInfo) -> str:
    """The delivered value, said by the rulebook or suggested by the system, and what it may be."""
    control = CONTROLS[code]
    value = show(name, control.params().model_dump(mode="json")[name], info)
    says = _("System suggests: %(value)s") if said(name, control.assumed) == Origin.ASSUMED else _("Rulebook says: %(value)s")
    return " · ".join(filter(None, (says % {"value": value}, limit_of(info))))


def _field(name: str, info: FieldInfo, offered: Choices) -> forms.Field:
    drawn = replace(forms.field_of(name, info), label=param_label(name, info), required=False)
    if get_origin(info.annotation) in (dict, Mapping):
        return replace(drawn, widget="lines", columns=_pair(info, offered))
    if drawn.widget == "lines":
        return replace(drawn, columns=tuple(replace(c, label=_column(c)) for c in drawn.columns))
    if is_share(info):
        return replace(drawn, label=_percent(drawn.label))
    if name.endswith("_fen") and drawn.widget == "whole":
        return replace(drawn, widget="money")
    if offered and drawn.widget in ("text", "multi"):
        return replace(drawn, widget="listed" if drawn.widget == "text" else "picks", choices=offered, own=_takes_own(info))
    return replace(drawn, choices=offered) if drawn.widget == "select" and words_of(info) else drawn


def _percent(label: str) -> str:
    return _("%(label)s (%%)") % {"label": label}


def _column(column: forms.Field) -> str:
    return term(column.name) if has_term(column.name) else column.label


def _pair(info: FieldInfo, offered: Choices) -> tuple[forms.Field, forms.Field]:
    """A table of names and values: two columns."""
    value = forms.field_of("value", FieldInfo.from_annotation(get_args(info.annotation)[1]))
    label = _percent(_("Value")) if is_share(info) else _("Value")
    return (forms.Field(name="key", label=_("For what"), widget="listed" if offered else "text", choices=offered, required=True),
            replace(value, label=label, required=True, help=""))


# ---- what can be chosen

def _offered(code: str, name: str, info: FieldInfo) -> Iterator[tuple[str, str]]:
    """The words a rule declares; else those it knows. Where it knows posts: all of them, and units where it names departments too."""
    if words := words_of(info):
        yield from ((key, _(said)) for key, said in words.items())
        return
    known = [v for v in dict.fromkeys(_known(code, name)) if v]
    if not (_names_posts(info, known) or any(v.isascii() and v.replace("_", "").islower() and " " not in v for v in known)):
        return
    posts = _posts() if _names_posts(info, known) else {}
    yield from posts.items()
    rest = [v for v in known if v not in posts and v not in posts.values()]
    yield from ((v, word(v)) for v in rest)
    if posts and any(not v.isascii() for v in rest):
        yield from ((unit, unit) for unit in Unit.objects.filter(active=True).order_by("path").values_list("name", flat=True)
                    if unit not in rest)


def _known(code: str, name: str) -> Iterator[str]:
    """The values that a parameter has as delivered, in the variants and now."""
    control = CONTROLS[code]
    for params in (control.params(), *(control.params.model_validate(v) for v in control.variants.values()), in_force(control).params):
        value = getattr(params, name)
        for one in value if isinstance(value, (tuple, list, dict)) else (value,):
            if isinstance(one, str):
                yield one


POSTS = frozenset(word for post in post_templates() for word in (post.code, post.name))


def _names_posts(info: FieldInfo, known: Sequence[str]) -> bool:
    """A parameter that says so (``json_schema_extra={"of": "posts"}``), or whose values are posts and no other codes."""
    extra = info.json_schema_extra
    if isinstance(extra, dict) and extra.get("of") == "posts":
        return True
    return any(v in POSTS for v in known) and all(v in POSTS or not v.isascii() for v in known)


def _takes_own(info: FieldInfo) -> bool:
    """A list that is the company's (``json_schema_extra={"own": True}``): it may add words of its own to those known."""
    extra = info.json_schema_extra
    return isinstance(extra, dict) and bool(extra.get("own"))


def _posts() -> dict[str, str]:
    return dict(Post.objects.filter(active=True).order_by("id").values_list("code", "name"))


# ---- what stands in the form, and what comes back

def values_of(given: Params) -> dict[str, Any]:
    """Parameters as the form shows them."""
    params = type(given).model_fields
    return {name.removesuffix("_fen"): _to_form(value, params[name]) for name, value in given.model_dump(mode="json").items()}


def _to_form(value: Any, info: FieldInfo) -> Any:
    if isinstance(value, dict) and get_origin(info.annotation) in (dict, Mapping):
        return [{"key": key, "value": _to_form(one, info)} for key, one in value.items()]
    return f"{(Decimal(str(value)) * 100).normalize():f}" if is_share(info) and value is not None else value


def posted(fields: Iterable[forms.Field], post: QueryDict) -> dict[str, Any]:
    """What was filled in, as the form shows it. A list that was emptied is empty; one that was not in the form stays as it is."""
    drawn = list(fields)
    emptied: dict[str, Any] = {f.name: [] for f in drawn if f.widget in LISTS and (f.name in post or f"{f.name}-TOTAL_FORMS" in post)}
    return {**emptied, **forms.form_data(drawn, post)}


def values_from(code: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in as the model takes it: fen, shares of one, tables by their names."""
    params = CONTROLS[code].params.model_fields
    return {name: _from_form(name, given[key], info) for name, info in params.items() if (key := name.removesuffix("_fen")) in given}


def _from_form(name: str, given: Any, info: FieldInfo) -> Any:
    if isinstance(given, list) and get_origin(info.annotation) in (dict, Mapping):
        return {row["key"]: _from_form(name, row.get("value", ""), info) for row in given if row.get("key")}
    if name.endswith("_fen") and info.annotation is int:
        return money.to_fen(_number(name, given))
    return _number(name, given) / 100 if is_share(info) else given


def _number(name: str, given: Any) -> Decimal:
    try:
        return Decimal(half_width(str(given)).replace(",", "").rstrip("%"))
    except InvalidOperation:
        raise InvalidInput({name.removesuffix("_fen"): [_("Please give a number.")]}) from None
