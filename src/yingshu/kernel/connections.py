"""What a new connection to PostgreSQL is told, so that statements that come again and again are prepared once."""

from __future__ import annotations

from typing import Any

from django.db.backends.signals import connection_created
from django.dispatch import receiver
from psycopg import _queries

PREPARED = 1000  # statements kept ready per connection; a working day uses some hundreds
WIDEST, LONGEST = 2000, 40_000  # values and characters of statements whose placeholders are translated once

# psycopg translates the placeholders of statements with more than 50 values anew each time, supposing that they do not come again;
# the evidence of an action has more, and does. A test watches that these names stay.
_queries.MAX_CACHED_STATEMENT_PARAMS, _queries.MAX_CACHED_STATEMENT_LENGTH = WIDEST, LONGEST


@receiver(connection_created, dispatch_uid="yingshu_prepared")
def keep_prepared(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Keep more statements prepared than psycopg's hundred."""
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = PREPARED
