"""What can go wrong when ledgers are brought in."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError, InvalidInput
from yingshu.kernel.tabular import TabularError


class FileUnusable(InvalidInput):
    """The file or its mapping cannot be used; carries the sentence of the reader."""

    code = "file_unusable"

    def __init__(self, problem: TabularError) -> None:
        super().__init__(field="file")
        self.problem = problem

    def text(self) -> str:
        return _(self.problem.message_id) % self.problem.params


class NothingRecognised(InvalidInput):
    """No sheet looks like a ledger."""

    code = "nothing_recognised"
    message = N_("No sheet of the workbook was recognised. Say which sheet and which columns hold what.")


class RowsWrong(BusinessError):
    """The ledger has wrong rows and they may not be skipped."""

    code = "rows_wrong"
    message = N_("%(count)s rows are wrong, for example row %(row)s of “%(sheet)s”: %(reason)s. Nothing was imported.")
    status = 400


class NotChecked(BusinessError):
    """An import that is done, undone or failed cannot be confirmed."""

    code = "import_not_open"
    message = N_("Import %(number)s is not waiting for confirmation.")
    status = 409


class NotImported(BusinessError):
    """Only a finished import can be undone."""

    code = "import_not_done"
    message = N_("Import %(number)s cannot be undone: it was not imported, or was undone already.")
    status = 409


class FileGone(BusinessError):
    """The uploaded file is no longer in the data folder."""

    code = "import_file_gone"
    message = N_("The uploaded file is gone. Upload it again.")


class UnknownField(InvalidInput):
    """A synonym for a field that does not exist."""

    code = "unknown_field"
    message = N_("“%(name)s” is no field of a ledger. Fields are written like sales.amount.")
