"""Tables of the screens: saved views, settings of lists, and background jobs of people."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A list as somebody set it up: filter, columns and order, kept under a name."""

    class Share(models.TextChoices):
        NOBODY = "nobody", _("Only me")
        POSTS = "posts", _("These posts")
        ALL = "all", _("Everybody")

    screen = models.CharField(max_length=40)
    person_id = models.BigIntegerField()
    name = models.CharField(_("name"), max_length=40)
    query = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    sort = models.CharField(max_length=80, default="")
    share = models.CharField(_("shared with"), max_length=8, choices=Share, default=Share.NOBODY)
    posts = models.JSONField(default=list)
    is_default = models.BooleanField(_("default view"), default=False)

    class Meta:
        verbose_name = _("saved view")
        constraints = [models.UniqueConstraint(fields=["person_id", "screen", "name"], name="one_view_per_name")]
        indexes = [models.Index(fields=["screen"], name="saved_view_screen")]

    def __str__(self) -> str:
        return self.name

    def usable_by(self, person_id: int, posts: Sequence[str]) -> bool:
        """Own views, views for everybody, views for one of the person's posts."""
        return self.person_id == person_id or self.share == self.Share.ALL or (
            self.share == self.Share.POSTS and not set(posts).isdisjoint(self.posts))


class ListSetting(models.Model):
    """Columns (in order), order, page size and density of one view of one person."""

    person_id = models.BigIntegerField()
    screen = models.CharField(max_length=40)
    view = models.CharField(max_length=40, default="")
    columns = models.JSONField(default=list)
    sort = models.CharField(max_length=80, default="")
    size = models.PositiveSmallIntegerField(default=0)
    tight = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("list setting")
        constraints = [models.UniqueConstraint(fields=["person_id", "screen", "view"], name="one_setting_per_view")]

    def __str__(self) -> str:
        return f"{self.screen} {self.view}"


class Job(models.Model):
    """Work done for a person outside the request: its progress, what it says, and the file it made."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    person_id = models.BigIntegerField()
    title = models.CharField(_("task"), max_length=200)
    function = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    total = models.PositiveIntegerField(_("rows in all"), default=0)
    log = models.TextField(_("log"), blank=True, default="")
    file = models.CharField(max_length=300, default="")
    file_name = models.CharField(_("file"), max_length=200, default="")
    created_at = models.DateTimeField(_("asked for at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name = _("background task")
        indexes = [models.Index(fields=["person_id", "-id"], name="job_person")]

    def __str__(self) -> str:
        return self.title
