"""Rights as they are chosen in a form: by their names, not by their codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from yingshu.kernel.actor import Actor
from yingshu.kernel.screens.lookup import Offer, has_words, offer
from yingshu.kernel.services import ACTIONS

from .models import Post
from .queries import names_of_posts
from .rights import right_names


def _all(actor: Actor, words: str, known: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    named = sorted(right_names(ACTIONS).items(), key=lambda pair: pair[1])
    return ((right, name, right) for right, name in named if has_words(f"{name} {right}", words))


def _own(actor: Actor, words: str, known: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """What the person may do; who sets the rights of posts may choose any."""
    free = actor.may("organisation.change_post")
    return (found for found in _all(actor, words, known) if free or actor.may(found[0]))


def _posts(actor: Actor, words: str, known: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    posts = Post.objects.filter(active=True).order_by("name").values_list("code", "name")
    return ((code, name, "") for code, name in posts if has_words(name, words))


offer("post_codes", Offer(_posts, names_of_posts))
offer("rights", Offer(_all, right_names))
offer("own_rights", Offer(_own, right_names))
