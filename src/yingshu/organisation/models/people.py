"""People and the posts they hold."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.text import search_text


class PersonManager(BaseUserManager["Person"]):
    """Finds people by login name; people are made by services."""

    def get_by_natural_key(self, username: str | None) -> Person:
        found: Person = self.get(username__iexact=username)
        return found


class Person(AbstractBaseUser):
    """Somebody who logs in: an office person, or an integration's technical user."""

    username = models.CharField(_("login name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    staff_no = models.CharField(_("staff number"), max_length=20, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=20, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    is_active = models.BooleanField(_("active"), default=True)
    must_change_password = models.BooleanField(_("must change password"), default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    search_text = models.CharField(max_length=400, default="", editable=False)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = search_text(self.name, self.username, self.staff_no, self.phone)
        super().save(*args, **kwargs)

    @property
    def watermark_tail(self) -> str:
        """Last four of phone or staff number, for the watermark."""
        return (self.phone or self.staff_no or self.username)[-4:]


class Appointment(models.Model):
    """A person holds a post in a unit, from a day to a day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments", verbose_name=_("person"))
    post = models.ForeignKey("organisation.Post", models.PROTECT, related_name="appointments", verbose_name=_("post"))
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="appointments", verbose_name=_("unit"))
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    approval = models.CharField(_("special approval"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("appointment")
        indexes = [models.Index(fields=["person", "until"], name="appointment_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.post}"
