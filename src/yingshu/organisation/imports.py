"""Users as a sheet: fields, the titles under which staff lists carry them, and the row made of them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.db import models
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator
from pydantic import Field as Constraint

from yingshu.kernel.inputs import Input, Phone, Text
from yingshu.kernel.tabular import Field, Kind, SheetKind
from yingshu.kernel.text import half_width

Login = Annotated[str, AfterValidator(half_width), Constraint(pattern=r"^[\w.@+\-]{2,60}$")]
Email = Annotated[str, AfterValidator(half_width), Constraint(pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=120)]

PEOPLE = SheetKind("people", "用户", (
    Field("username", "登录名", Kind.CODE, True, ("账号", "用户名", "登录账号", "Login name", "Account")),
    Field("name", "姓名", synonyms=("名字", "员工姓名", "人员", "Name")),
    Field("staff_no", "工号", Kind.CODE, synonyms=("员工编号", "员工号", "Staff number")),
    Field("phone", "电话", Kind.PHONE, synonyms=("手机", "联系电话", "手机号", "Phone")),
    Field("email", "邮箱", synonyms=("电子邮箱", "E-mail")),
    Field("joined_on", "入职日期", Kind.DATE, synonyms=("入职时间", "Joined on")),
    Field("posts", "岗位", Kind.NOTE, synonyms=("任职", "岗位与部门", "Posts")),
), ("人员", "员工", "花名册", "员工名册", "Users", "People"))


class ImportMode(models.TextChoices):
    """What an import may do with people who are there already, and with new ones."""

    ADD = "add", _("Only add")
    UPDATE = "update", _("Only change")
    BOTH = "both", _("Add and change")


class PersonRow(Input):
    """One row of a staff list; ``posts`` is ``post · unit``, several separated by ``、``. What is left out stays as it is."""

    row: int
    username: Login
    name: Annotated[Text, Constraint(max_length=60)] | None = None
    staff_no: Annotated[Text, Constraint(max_length=20)] | None = None
    phone: Annotated[Phone, Constraint(max_length=20)] | None = None
    email: Email | None = None
    joined_on: date | None = None
    posts: Annotated[Text, Constraint(max_length=200)] | None = None
