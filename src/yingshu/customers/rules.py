"""Pure rules of the customer file: filing, credit investigation, delivery, personal data."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel.controls import Condition, Facts, Outcome, Params, Verdict, say

FIELD_NAMES = {"name": N_("customer name"), "nature": N_("enterprise nature"), "legal_person": N_("legal representative"),
               "scale": N_("scale"), "location": N_("location"), "contact": N_("contact details"),
               "order_volume": N_("order volume")}


class FilingParams(Params):
    """The seven data of an ordering customer, and whether an incomplete file stops pricing."""

    fields: tuple[str, ...] = Field(tuple(FIELD_NAMES), title=N_("Data to be filed"))
    block_until_filed: bool = Field(True, title=N_("Orders wait until the file is complete"))


class FilingFacts(Facts):
    """Which of the seven data are missing."""

    missing: tuple[str, ...] = ()
    customer_id: int | None = None
    customer: str = ""


def filing_gate(params: FilingParams, facts: FilingFacts) -> Verdict:
    """CUS-15: an order is priced and taken only from a customer whose file is complete."""
    missing = [name for name in params.fields if name in facts.missing]
    conditions = tuple(Condition(FIELD_NAMES.get(name, name), name not in missing,
                                 say(N_("Filed.")) if name not in missing else say(N_("Missing.")), "CUS-15")
                       for name in params.fields)
    if not missing:
        return Verdict(Outcome.ALLOW, say(N_("The customer's file is complete.")), conditions)
    says = say(N_("The file of %(customer)s is incomplete (%(count)s data missing, first: %(first)s). Complete it before pricing."),
               customer=facts.customer or "--", count=len(missing), first=FIELD_NAMES.get(missing[0], missing[0]))
    outcome = Outcome.REFUSE if params.block_until_filed else Outcome.WARN
    return Verdict(outcome, says, conditions, exits=("customers.change",), figures={"missing": ",".join(missing)})


class InvestigationParams(Params):
    """How many channels a new customer is asked through, and whether credit is given before."""

    min_channels: int = Field(2, ge=1, le=10, title=N_("Channels an investigation needs"))
    credit_before_check: bool = Field(False, title=N_("Credit before the investigation"))


class InvestigationFacts(Facts):
    """A new customer or one known before; the latest investigation; whether this order asks for credit."""

    new_customer: bool
    channels: int = 0
    passed: bool = False
    wants_credit: bool = False


def investigation_gate(params: InvestigationParams, facts: InvestigationFacts) -> Verdict:
    """CUS-16: no credit for a new customer before needs and credit have been investigated through enough channels."""
    if not facts.wants_credit or not facts.new_customer or params.credit_before_check:
        return Verdict(Outcome.ALLOW, say(N_("No investigation is asked for.")))
    conditions = (
        Condition(N_("Channels asked"), facts.channels >= params.min_channels,
                  say(N_("%(have)s of %(need)s channels."), have=facts.channels, need=params.min_channels), "CUS-16"),
        Condition(N_("Conclusion"), facts.passed, say(N_("Credit may be given.")) if facts.passed
                  else say(N_("No conclusion that credit may be given.")), "CUS-16"))
    if all(c.ok for c in conditions):
        return Verdict(Outcome.ALLOW, say(N_("The credit investigation is complete.")), conditions)
    return Verdict(Outcome.REFUSE, say(N_("New customer without a completed credit investigation: no order on credit. Choose "
                                          "payment in advance, or complete the investigation.")), conditions,
                   exits=("customers.investigate", "orders.change_payment_method"),
                   figures={"channels": facts.channels, "needed": params.min_channels})


GROUPS = {"basic": N_("Basic data"), "preferences": N_("Needs and preferences"), "purchases": N_("Purchase history"),
          "service": N_("Service record")}


class FilesParams(Params):
    """Which groups of data a customer file has, who keeps it and within how many days (CUS-02); who gets the files, and how often (CUS-03).

    ``owner`` is a post, by code or name, or a department by name.
    """

    recipients: tuple[str, ...] = Field(("director", "vice_president", "general_manager"), title=N_("Recipients"))
    report_frequency: str = Field("month", pattern="^(week|month|quarter)$", title=N_("Delivered every"))
    field_groups: tuple[str, ...] = Field(tuple(GROUPS), min_length=1, title=N_("Groups of data in a file"),
                                          json_schema_extra={"words": {**GROUPS}})
    entry_within_days: int = Field(3, ge=1, le=90, title=N_("Days until a customer is entered"))
    owner: str = Field("salesperson", title=N_("Who keeps the file"), json_schema_extra={"of": "posts"})


class EntryFacts(Facts):
    """A file: the day it was begun, today, which of its basic data are missing, and whether needs and preferences are written down."""

    begun_on: date
    today: date
    missing: tuple[str, ...] = ()
    preferences: bool = False


def entry_due(params: FilesParams, begun_on: date) -> date:
    """The last day for entering what people must find out."""
    return begun_on + timedelta(days=params.entry_within_days)


def file_entered(params: FilesParams, facts: EntryFacts) -> Verdict:
    """CUS-02: what people must find out is in the file within the days; purchases and service write themselves down."""
    conditions = tuple(_group_entered(group, facts) for group in params.field_groups)
    still = [c.name for c in conditions if not c.ok]
    if not still:
        return Verdict(Outcome.ALLOW, say(N_("Everything is entered.")), conditions)
    due = entry_due(params, facts.begun_on)
    late = max((facts.today - due).days, 0)
    words = (N_("Still to be entered: %(groups)s. It was due on %(due)s, %(days)s days ago.") if late else
             N_("Still to be entered: %(groups)s, by %(due)s."))
    says = say(words, groups=still, due=due.isoformat(), days=late)
    return Verdict(Outcome.WARN, says, conditions, exits=("customers.change",), figures={"due_on": due, "days_late": late})


def _group_entered(group: str, facts: EntryFacts) -> Condition:
    if group == "basic":
        ok, says = not facts.missing, say(N_("Missing: %(fields)s."), fields=[FIELD_NAMES.get(f, f) for f in facts.missing])
    elif group == "preferences":
        ok, says = facts.preferences, say(N_("Nothing is written down."))
    else:
        return Condition(GROUPS[group], True, say(N_("Writes itself down.")), "CUS-02")
    return Condition(GROUPS[group], ok, say(N_("Entered.")) if ok else says, "CUS-02")


class PrivacyParams(Params):
    """Within how many days a request about personal data is handled; how long what visitors leave is kept (CNF-07)."""

    handle_days: int = Field(15, ge=1, le=60, title=N_("Days to handle a request"))
    keep_days: int = Field(180, ge=1, le=3650, title=N_("Days for which visitors' contact data are kept after the closing"))


class LeavingParams(Params):
    """Whether a post is left only after the handover."""

    handover_first: bool = Field(True, title=N_("Posts are left only after the handover"))
    notice_days: int = Field(14, ge=0, le=180, title=N_("Days before the last day from which the handover stands on the lists"))


class LeavingFacts(Facts):
    """Who leaves which post for good, and what is still in their hands."""

    person: str
    post: str
    count: int = 0
    items: tuple[str, ...] = ()


def may_leave(params: LeavingParams, facts: LeavingFacts) -> Verdict:
    """ORG-28: a transfer is not finished before everything was handed over; what is left is named."""
    if not facts.count:
        return Verdict(Outcome.ALLOW, say(N_("Nothing is left in the hands of %(person)s."), person=facts.person))
    says = say(N_("%(person)s still holds %(count)s items: %(items)s. Finish the handover first."), person=facts.person, count=facts.count,
               items=list(facts.items))
    outcome = Outcome.REFUSE if params.handover_first else Outcome.WARN
    return Verdict(outcome, says, (Condition(N_("Handover"), False, says, "ORG-28"),), exits=("customers.start_handover",))
