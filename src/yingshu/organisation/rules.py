"""Pure rules of the organisation: headcount, who may stand in, reporting line."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel.controls import Condition, Facts, Outcome, Params, Verdict, all_or_nothing, say


class HeadcountParams(Params):
    """How strictly the headcount 编制 is kept."""

    refuse_beyond: bool = Field(True, title=N_("Refuse appointments beyond the headcount"))
    require_headcount: bool = Field(False, title=N_("A post without a headcount may not be filled"))


class HeadcountFacts(Facts):
    """Seats of the post in the unit (None: none was set), people holding it now, and what came with the request."""

    post: str
    unit: str
    seats: int | None
    holding: int
    special_approval: bool = False
    may_exceed: bool = False


def headcount_gate(params: HeadcountParams, facts: HeadcountFacts) -> Verdict:
    """ORG-04: one more person only when a seat is free, or by special approval of who may give it."""
    if facts.seats is None:
        return _no_headcount(params, facts)
    figures = {"headcount": facts.seats, "holding": facts.holding, "vacant": max(facts.seats - facts.holding, 0)}
    free = facts.holding < facts.seats
    seat = Condition(N_("Free seat"), free, say(N_("%(unit)s, %(post)s: headcount %(seats)s, in post %(holding)s."), unit=facts.unit,
                                                post=facts.post, seats=facts.seats, holding=facts.holding), "ORG-04")
    if free or not params.refuse_beyond:
        return Verdict(Outcome.ALLOW if free else Outcome.WARN, seat.says, (seat,), figures=figures)
    approval = _approval(facts)
    if approval.ok:
        return Verdict(Outcome.WARN, say(N_("Beyond the headcount by special approval: headcount %(seats)s, in post %(holding)s."),
                                         seats=facts.seats, holding=facts.holding), (seat, approval), figures=figures,
                       by_permit="organisation.exceed_headcount")
    return Verdict(Outcome.REFUSE, say(N_("Beyond the headcount: %(unit)s, %(post)s has a headcount of %(seats)s and %(holding)s in "
                                          "post. A special approval is needed."), unit=facts.unit, post=facts.post,
                                       seats=facts.seats, holding=facts.holding),
                   (seat, approval), exits=("organisation.set_headcount",), figures=figures)


def _approval(facts: HeadcountFacts) -> Condition:
    if facts.special_approval and not facts.may_exceed:
        says = say(N_("Your post may not approve an appointment beyond the headcount."))
    elif facts.special_approval:
        says = say(N_("Given."))
    else:
        says = say(N_("None was given."))
    return Condition(N_("Special approval"), facts.special_approval and facts.may_exceed, says, "ORG-04")


def _no_headcount(params: HeadcountParams, facts: HeadcountFacts) -> Verdict:
    ok = not params.require_headcount
    seat = Condition(N_("Free seat"), ok, say(N_("No headcount is set for %(post)s in %(unit)s."), post=facts.post, unit=facts.unit),
                     "ORG-04")
    return Verdict(Outcome.ALLOW if ok else Outcome.REFUSE, seat.says, (seat,), figures={"holding": facts.holding},
                   exits=() if ok else ("organisation.set_headcount",))


class DeputyParams(Params):
    """Who acts while the head of a unit is away."""

    acting_role_on_absence: tuple[str, ...] = Field(("sales_assistant", "assistant", "service_manager"),
                                                    title=N_("Posts that stand in for an absent head"),
                                                    json_schema_extra={"of": "posts"})


class DeputyFacts(Facts):
    """The posts of the person named as deputy, by code and by name."""

    deputy: str
    person: str
    posts: tuple[str, ...]
    same_person: bool = False


def may_deputise(params: DeputyParams, facts: DeputyFacts) -> Verdict:
    """ORG-25: only holders of the named posts act for an absent head."""
    ok = not facts.same_person and bool(set(facts.posts) & set(params.acting_role_on_absence))
    if ok:
        says = say(N_("%(deputy)s acts for %(person)s until the return is registered."), deputy=facts.deputy, person=facts.person)
    else:
        says = say(N_("%(deputy)s holds none of the posts that may stand in for %(person)s."), deputy=facts.deputy,
                   person=facts.person)
    condition = Condition(N_("Deputy"), ok, says, "ORG-25")
    return Verdict(Outcome.ALLOW if ok else Outcome.REFUSE, says, (condition,))


class ReportingParams(Params):
    """To whom the head of the centre reports, and the chain of superiors where the rulebook names one."""

    head_posts: tuple[str, ...] = Field(("director", "sales_director"), title=N_("Posts that lead the centre"))
    head_reports_to: tuple[str, ...] = Field(("vice_president", "general_manager"), title=N_("The head of the centre reports to"))
    chain: tuple[str, ...] = Field((), title=N_("Chain of superiors, lowest first"))


class ReportingFacts(Facts):
    """A post and its superior in the post register."""

    post: tuple[str, ...]
    reports_to: tuple[str, ...] = ()


def superiors(params: ReportingParams, facts: ReportingFacts) -> tuple[str, ...]:
    """ORG-20: the posts directly above a post: the named chain first, then the head's line, then the post's own superior."""
    for code in facts.post:
        if code in params.chain[:-1]:
            return (params.chain[params.chain.index(code) + 1],)
    if set(facts.post) & set(params.head_posts):
        return params.head_reports_to
    return facts.reports_to


def reporting_line(params: ReportingParams, facts: ReportingFacts) -> Verdict:
    """The line as a verdict, for the explanation."""
    return Verdict(Outcome.ALLOW, say(N_("Reports to %(posts)s."), posts=", ".join(superiors(params, facts))))


CHANGE_MODES = (N_("adaptive"), N_("settle_when_ready"))


class SettlingParams(Params):
    """Whether the structure may be changed at any time, or settles once everybody is ready (ORG-05)."""

    org_change_mode: str = Field("adaptive", pattern=f"^({'|'.join(CHANGE_MODES)})$", title=N_("How the structure may change"))
    settle_conditions: tuple[str, ...] = Field(
        (N_("Everybody masters the work"), N_("People are settled"), N_("Everybody is aware of the crisis"),
         N_("Activities are carried out effectively")), title=N_("Settled once"))


class SettlingFacts(Facts):
    """Which of the conditions were confirmed."""

    confirmed: tuple[str, ...] = ()


def may_reorganise(params: SettlingParams, facts: SettlingFacts) -> Verdict:
    """ORG-05: under settling, changes go on until every condition is confirmed, and end then."""
    missing = [c for c in params.settle_conditions if c not in facts.confirmed]
    open_still = params.org_change_mode == "adaptive" or bool(missing)
    if params.org_change_mode == "adaptive":
        says = say(N_("The structure is adapted to strategy and stage; a change needs its reason, factors and day."))
    elif missing:
        says = say(N_("Not settled yet, still to be confirmed: %(missing)s."), missing=missing)
    else:
        says = say(N_("The structure is settled: all %(count)s conditions are confirmed, reorganisations are not taken any more."),
                   count=len(params.settle_conditions))
    condition = Condition(N_("Settled"), open_still, says, "ORG-05")
    return Verdict(Outcome.ALLOW if open_still else Outcome.REFUSE, says, (condition,), figures={"confirmed": len(facts.confirmed)})


class CommitteeParams(Params):
    """How many members a discipline committee has at least (ORG-19)."""

    min_members: int = Field(3, ge=1, le=50, title=N_("Fewest members"))


class CommitteeFacts(Facts):
    """Members of the committee, whether the person is one, and whether they belong to the examined unit."""

    members: int
    is_member: bool
    of_the_unit: bool = False
    unit: str = ""


def may_conclude(params: CommitteeParams, facts: CommitteeFacts) -> Verdict:
    """ORG-19: the committee is complete, its members conclude, and nobody of the examined unit touches the conclusion."""
    conditions = (
        Condition(N_("Committee"), facts.members >= params.min_members, say(
            N_("The committee has %(members)s members, at least %(least)s are needed."), members=facts.members, least=params.min_members),
            "ORG-19"),
        Condition(N_("Member"), facts.is_member, say(N_("Only members of the committee conclude.")), "ORG-19"),
        Condition(N_("Not of the examined unit"), not facts.of_the_unit, say(
            N_("You belong to %(unit)s, which is examined; the conclusion is not yours to make or change."), unit=facts.unit), "ORG-19"))
    return all_or_nothing(conditions, say(N_("The conclusion may be recorded.")))
