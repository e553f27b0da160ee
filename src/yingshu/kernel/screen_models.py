"""Tables of the screens: saved views, settings of lists, background jobs of people, and imports."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from . import clock
from .actor import Actor


class SavedView(models.Model):
    """A list as somebody set it up: filter, columns and order, kept under a name."""

    class Share(models.TextChoices):
        NOBODY = "nobody", _("Only me")
        POSTS = "posts", _("These posts")
        UNITS = "units", _("These departments")
        ALL = "all", _("Everybody")

    screen = models.CharField(max_length=40)
    person_id = models.BigIntegerField()
    name = models.CharField(_("name"), max_length=40)
    query = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    sort = models.CharField(max_length=80, default="")
    share = models.CharField(_("shared with"), max_length=8, choices=Share, default=Share.NOBODY)
    posts = models.JSONField(default=list)
    units = models.JSONField(default=list)
    is_default = models.BooleanField(_("default view"), default=False)

    class Meta:
        verbose_name = _("saved view")
        constraints = [models.UniqueConstraint(fields=["person_id", "screen", "name"], name="one_view_per_name")]
        indexes = [models.Index(fields=["screen"], name="saved_view_screen")]

    def __str__(self) -> str:
        return self.name

    def usable_by(self, actor: Actor) -> bool:
        """Own views, views for everybody, views for one of the person's posts or departments."""
        return self.person_id == actor.id or self.share == self.Share.ALL or (
            self.share == self.Share.POSTS and not set(actor.posts).isdisjoint(self.posts)) or (
            self.share == self.Share.UNITS and not ({actor.unit_id} | actor.units).isdisjoint(self.units))


class ListSetting(models.Model):
    """Columns (in order, with widths in pixels, the first ones frozen), order, page size and density of one view of one person."""

    person_id = models.BigIntegerField()
    screen = models.CharField(max_length=40)
    view = models.CharField(max_length=40, default="")
    columns = models.JSONField(default=list)
    sort = models.CharField(max_length=80, default="")
    size = models.PositiveSmallIntegerField(default=0)
    tight = models.BooleanField(default=False)
    widths = models.JSONField(default=dict)
    frozen = models.PositiveSmallIntegerField(default=0)

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


class ImportRun(models.Model):
    """An import of master data that wrote something, and what is needed to take it back."""

    screen = models.CharField(max_length=40)
    action = models.CharField(max_length=80)
    file_name = models.CharField(_("file"), max_length=200)
    counts = models.JSONField(default=dict)
    failed = models.PositiveIntegerField(_("left out"), default=0)
    content = models.JSONField(default=list)
    forgotten = models.BooleanField(default=False)
    at = models.DateTimeField(_("imported at"))
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(_("by"), max_length=60)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.CharField(_("undone by"), max_length=60, blank=True, default="")

    class Meta:
        verbose_name = _("import")
        indexes = [models.Index(fields=["screen", "-id"], name="import_run_screen")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The batch number."""
        return f"DR{clock.local(self.at):%Y%m%d}-{self.pk:04d}"

    @property
    def state(self) -> str:
        """Where it stands: ``done``, ``undone``, or ``kept`` when its time to be undone is over."""
        return "undone" if self.undone_at else "kept" if self.forgotten else "done"


class FormDraft(models.Model):
    """What a person typed into a long form and has not handed in yet."""

    person_id = models.BigIntegerField()
    page = models.CharField(max_length=80)
    data = models.TextField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("unfinished form")
        constraints = [models.UniqueConstraint(fields=["person_id", "page"], name="one_draft_per_form")]

    def __str__(self) -> str:
        return self.page


class OpenForm(models.Model):
    """A form of a record that somebody has open; stale some seconds after the form was seen last (``kernel.presence``)."""

    screen = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    name = models.CharField(max_length=60)
    since = models.DateTimeField()
    seen = models.DateTimeField()

    class Meta:
        verbose_name = _("open form")
        constraints = [models.UniqueConstraint(fields=["screen", "record_id", "person_id"], name="one_open_form_per_person")]

    def __str__(self) -> str:
        return f"{self.screen} {self.record_id} {self.name}"
