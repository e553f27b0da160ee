"""After-sales service, returns, the area manager's part (SVC-13, SVC-14, SVC-15, SVC-25)."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel.controls import Condition, Facts, Outcome, Params, Say, Verdict, all_or_nothing, say

KINDS = {"repair": N_("Repair"), "maintenance": N_("Maintenance"), "return": N_("Return of goods"), "exchange": N_("Exchange of goods"),
         "support": N_("Technical support")}
RIGHTS = {"know": N_("Is told"), "advise": N_("May advise")}


def _met(name: str, ok: bool, yes: Say, no: Say, clause: str) -> Condition:
    return Condition(name, ok, yes if ok else no, clause)


class AfterSalesParams(Params):
    """Which kinds of service there are, and which post has them first."""

    types: tuple[str, ...] = Field(("repair", "maintenance", "return", "exchange", "support"), min_length=1, title=N_("Kinds of service"),
                                   json_schema_extra={"words": {**KINDS}})
    handler: tuple[str, ...] = Field(("service_manager",), min_length=1, title=N_("Post in charge"))


class FinishFacts(Facts):
    """What an order has when it is to be done."""

    kind: str
    responded: bool
    confirmed: bool
    moved: bool = True
    told: bool = True


def may_finish(params: AfterSalesParams, facts: FinishFacts) -> Verdict:
    """Done with a first response and the customer's word (SVC-13); a return or exchange with its movements (SVC-14)."""
    conditions = [
        _met(N_("Response"), facts.responded, say(N_("The first response is on record.")),
             say(N_("No response to the customer is on record.")), "SVC-13"),
        _met(N_("Customer"), facts.confirmed, say(N_("The customer confirmed it.")),
             say(N_("Name who confirmed it on the customer's side.")), "SVC-13")]
    if facts.kind in ("return", "exchange"):
        conditions.append(_met(N_("Goods and receivable"), facts.moved, say(N_("Stock and receivable were corrected.")),
                               say(N_("The goods have not been taken back yet. Register the return of the goods first.")), "SVC-14"))
    conditions.append(_met(N_("Area manager told"), facts.told, say(N_("The area manager knows the result.")),
                           say(N_("The result has not been explained to the area manager.")), "SVC-15"))
    return all_or_nothing(tuple(conditions), say(N_("The order may be closed.")),
                          exits=("service.respond", "service.take_goods_back", "service.withdraw_after_sales"))


class PhotoParams(Params):
    """What is needed when the area manager does not come to the place."""

    photo_required_if_absent: bool = Field(True, title=N_("Photos when the area manager does not come"))


class AuthorityParams(Params):
    """What an area manager may do about after-sales in the area; who signs and who decides."""

    area_manager_rights: tuple[Literal["know", "advise"], ...] = Field(("know", "advise"), title=N_("Rights of the area manager"),
                                                 json_schema_extra={"words": {**RIGHTS}})
    area_manager_decides: bool = Field(False, title=N_("The area manager may decide"))
    signers: tuple[str, ...] = Field(("sales_director", "vice_president"), min_length=1, title=N_("Signed by post"))
    deciders: tuple[str, ...] = Field(("workshop",), min_length=1, title=N_("Technical verdict by"))


class SubmitFacts(Facts):
    """Was the area manager informed, does somebody come, are there photos?"""

    has_area_manager: bool
    informed: bool
    on_site: bool
    photos: int


def may_submit(params: PhotoParams, facts: SubmitFacts) -> Verdict:
    """The area manager knows; where nobody comes there are the dealer's photos (SVC-15)."""
    seen = facts.on_site or facts.photos > 0 or not params.photo_required_if_absent
    return all_or_nothing((
        _met(N_("Area manager informed"), facts.informed or not facts.has_area_manager,
             say(N_("The area manager knows.") if facts.has_area_manager else N_("This region has no area manager.")),
             say(N_("The area manager has not been informed.")), "SVC-15"),
        _met(N_("On the place, or photos"), seen, say(N_("Seen on the place or on photos.")),
             say(N_("Nobody of the area comes to the place and there is no photo. Ask the dealer for photos first.")), "SVC-15")),
        say(N_("It may go to the sales manager.")))


class DecideFacts(Facts):
    """Who wants to decide: the area manager of this order?"""

    name: str
    is_area_manager: bool
    signed: bool


def may_decide(params: AuthorityParams, facts: DecideFacts) -> Verdict:
    """Area managers know and advise; they decide only where the rulebook lets them (SVC-15)."""
    own = facts.is_area_manager
    allowed = params.area_manager_decides if own else facts.signed
    if allowed:
        return Verdict(Outcome.ALLOW, say(N_("%(name)s may decide."), name=facts.name),
                       (Condition(N_("Authority"), True, say(N_("The rulebook allows it.")), "SVC-15"),))
    says = (say(N_("%(name)s is the area manager: informed and asked for advice, without the right to decide."), name=facts.name)
            if own else say(N_("The sales manager has not signed yet.")))
    return Verdict(Outcome.REFUSE, says, (Condition(N_("Authority"), False, says, "SVC-15"),), exits=("service.advise",))
