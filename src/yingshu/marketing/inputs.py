"""What people give about articles and texts."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from yingshu.kernel.inputs import Lookup
from yingshu.kernel.text import tidy

ArticleRef = Annotated[int, Field(gt=0), Lookup("articles")]
BatchRef = Annotated[int, Field(gt=0), Lookup("sms_batches")]
Title = Annotated[str, AfterValidator(tidy), Field(min_length=1, max_length=120)]
Body = Annotated[str, Field(min_length=1, max_length=20_000)]
Sms = Annotated[str, AfterValidator(tidy), Field(min_length=1, max_length=500)]
