"""The rules of articles and of texts to customers, as pure functions (BRD-08, CUS-18)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.kernel.controls import Condition, Facts, Outcome, Params, Verdict, all_or_nothing, say

# ---- BRD-08: articles -------------------------------------------------------------------------------------------------

class PublishParams(Params):
    """Who reviews; may it be the author?"""

    reviewer: str = Field("director", title=N_("Reviewer"))
    own_review: bool = Field(True, title=N_("The author may review, when holding that post"))


class PublishFacts(Facts):
    """Where the article stands, and by whom it was reviewed."""

    title: str
    reviewed: bool
    reviewed_by: str = ""
    reviewer: str = ""
    same_person: bool = False


def may_publish(params: PublishParams, facts: PublishFacts) -> Verdict:
    """Only a reviewed article becomes public (BRD-08)."""
    seen = (say(N_("Reviewed by %(name)s."), name=facts.reviewed_by) if facts.reviewed else
            say(N_("“%(title)s” is not reviewed yet. Submit it to: %(post)s."), title=facts.title, post=facts.reviewer or params.reviewer))
    other = not facts.same_person or params.own_review
    eyes = say(N_("Author and reviewer may be one person.")) if facts.same_person and other else (
        say(N_("Reviewed by somebody else.")) if other else say(N_("The author reviewed it. Let somebody else review it.")))
    conditions = (Condition(N_("Review"), facts.reviewed, seen, "BRD-08"), Condition(N_("Four eyes"), other, eyes, "BRD-08"))
    return all_or_nothing(conditions, say(N_("“%(title)s” may be published."), title=facts.title))


class ArticlesParams(Params):
    """How many articles a month; whose duty that is, and who puts reviewed ones on the site. Posts by code or name, departments by name."""

    min_articles_per_month: int | None = Field(1, ge=1, le=60, title=N_("Articles a month, at least"))
    owner: str = Field("director", title=N_("Responsible"), json_schema_extra={"of": "posts"})
    updater: str = Field("assistant", title=N_("Updates the site"), json_schema_extra={"of": "posts"})


class ArticlesFacts(Facts):
    """How many were published in the month."""

    month: str
    published: int


def enough_articles(params: ArticlesParams, facts: ArticlesFacts) -> Verdict:
    """A month with fewer articles than asked for does not pass (BRD-08)."""
    wanted = params.min_articles_per_month or 0
    ok = facts.published >= wanted
    words = (N_("%(n)s articles were published in %(month)s, %(wanted)s asked for.") if ok else
             N_("Only %(n)s articles were published in %(month)s, %(wanted)s asked for. Write one, have it reviewed, publish it."))
    says = say(words, n=facts.published, month=facts.month, wanted=wanted)
    return Verdict(Outcome.ALLOW if ok else Outcome.WARN, says, (Condition(N_("Articles published"), ok, says, "BRD-08"),),
                   figures={"published": facts.published, "wanted": wanted})


# ---- CUS-18: texts ----------------------------------------------------------------------------------------------------

ALWAYS, STOP_WORDS = ("STOP",), ("T", "TD", "N")


class SmsParams(Params):
    """Words by which a customer unsubscribes, beside STOP, which always does."""

    stop_words: tuple[str, ...] = Field(STOP_WORDS, title=N_("Words that unsubscribe"))


class SmsFacts(Facts):
    """Customers asked for; who of them unsubscribed, who has no mobile number."""

    asked: int
    unsubscribed: int
    unreachable: int


def may_send(params: SmsParams, facts: SmsFacts) -> Verdict:
    """Unsubscribed customers are never in the list; a list without anybody is not made (CUS-18)."""
    left = facts.asked - facts.unsubscribed - facts.unreachable
    excluded = say(N_("%(n)s unsubscribed customers are left out."), n=facts.unsubscribed)
    somebody = (say(N_("%(n)s customers get the text."), n=left) if left else
                say(N_("Nobody is left: %(asked)s asked for, %(out)s unsubscribed, %(without)s without a mobile number."),
                    asked=facts.asked,
                    out=facts.unsubscribed, without=facts.unreachable))
    conditions = (Condition(N_("Unsubscribed"), True, excluded, "CUS-18"), Condition(N_("Recipients"), left > 0, somebody, "CUS-18"))
    return all_or_nothing(conditions, somebody, figures={"recipients": left, "left_out": facts.unsubscribed})


def unsubscribes(params: SmsParams, reply: str) -> bool:
    """Is this answer a word that unsubscribes, alone or at the beginning? (退订回T)"""
    said = reply.strip().upper().replace("ＴＤ", "TD").replace("Ｔ", "T")
    return any(said == word.upper() or (len(word) > 1 and said.startswith(word.upper())) for word in (*ALWAYS, *params.stop_words))
