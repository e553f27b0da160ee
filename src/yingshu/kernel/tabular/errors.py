"""Refusals of this package. Each carries a message id and its arguments, so that any caller can translate it."""


class TabularError(Exception):
    """Something in a file can't be understood; ``message_id % params`` is the English sentence."""

    def __init__(self, message_id: str, **params: object) -> None:
        super().__init__(message_id, params)
        self.message_id = message_id
        self.params = params

    def __str__(self) -> str:
        return self.message_id % self.params


class CellError(TabularError):
    """One cell has no value of the kind asked for."""


class WorkbookError(TabularError):
    """The file as a whole can't be read or written."""


class MappingError(TabularError):
    """A mapping of columns does not fit the sheet or the fields."""
