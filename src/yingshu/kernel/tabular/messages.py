"""Message ids of this package: English sentences with ``%(name)s`` places, translated by whoever shows them.

The package knows no translation machinery: ``gettext(issue.message_id) % issue.args`` gives the sentence for people.
"""

from typing import Final


def N_(text: str) -> str:
    """Mark a text as a message to translate; it stays as it is."""
    return text


EMPTY: Final = N_("This column must be filled")
EMPTY_NUMBER: Final = N_("This column must be filled. A formula that was never calculated counts as empty: save the file in Excel or WPS, "
                         "then upload it again")
TOO_LONG: Final = N_("The text has %(length)s characters, at most %(limit)s are allowed")
NOT_DATE: Final = N_("“%(value)s” is not a date. Write it as 2026-01-31")
SHORT_YEAR: Final = N_("“%(value)s” is not clear. Write the year with four digits, as in 2026-01-31")
NO_SUCH_DAY: Final = N_("There is no such day: %(value)s")
YEAR_RANGE: Final = N_("“%(value)s” is outside the years %(first)s to %(last)s")
NOT_NUMBER: Final = N_("“%(value)s” is not a number")
NOT_AMOUNT: Final = N_("“%(value)s” is not an amount. Write it as 1234.56")
TOO_LARGE: Final = N_("“%(value)s” is too large")
NOT_WHOLE: Final = N_("“%(value)s” is not a whole number")
NOT_DISCOUNT: Final = N_("“%(value)s” is not a discount. Write it as 0.15, 15%% or 85折")
NOT_RATE: Final = N_("“%(value)s” is not a rate. Write it as 13%%")
NOT_YES_NO: Final = N_("“%(value)s” is neither yes nor no")
NOT_CHOICE: Final = N_("“%(value)s” is not one of: %(choices)s")
DIGITS_LOST: Final = N_("“%(value)s” has lost digits: it is stored as a number. Make the cell text and write it again")

FILE_EMPTY: Final = N_("The file is empty. Save it with its content, then upload it again")
FILE_TOO_LARGE: Final = N_("The file has %(size)s MB, at most %(limit)s MB are allowed. Split it and upload the parts")
FILE_PASSWORD: Final = N_("The file is protected by a password. Save it without a password and upload it again")
FILE_NOT_WORKBOOK: Final = N_("The file is not an Excel workbook. Save it as .xlsx in Excel or WPS and upload it again")
FILE_WEB_PAGE: Final = N_("The file is a web page named like a workbook. Open it in Excel or WPS and save it as .xlsx")
FILE_DAMAGED: Final = N_("The workbook is damaged and can't be read. Open it in Excel or WPS and save it again")
FILE_KIND: Final = N_("Files of this kind can't be read. Save it as .xlsx in Excel or WPS and upload it again")
FILE_ENCODING: Final = N_("The text file is neither UTF-8 nor GB18030. Open it in Excel or WPS and save it as .xlsx")
FILE_UNPACKED: Final = N_("The workbook unpacks to more than %(limit)s MB. Delete sheets that are not needed, or split it")
NO_SHEET: Final = N_("The workbook has no sheet with content. Save it with its content, then upload it again")
SHEET_MISSING: Final = N_("The workbook has no sheet “%(sheet)s”. It has: %(available)s")
TOO_MANY_ROWS: Final = N_("Sheet “%(sheet)s” has more than %(limit)s rows. Split it and import the parts")
TOO_MANY_COLUMNS: Final = N_("Sheet “%(sheet)s” has more than %(limit)s columns. Delete the cells far to the right")
EXPORT_TOO_LONG: Final = N_("An Excel sheet holds at most %(limit)s rows. Choose a smaller range")

HEAD_NOT_FOUND: Final = N_("No row with column titles was found on sheet “%(sheet)s”")
MAPPING_INVALID: Final = N_("The mapping can't be read: %(reason)s")
KIND_UNKNOWN: Final = N_("“%(kind)s” is no kind of sheet. There are: %(available)s")
FIELD_UNKNOWN: Final = N_("“%(field)s” is no field of “%(kind)s”. There are: %(available)s")
FIELD_TWICE: Final = N_("“%(field)s” is mapped to two columns of sheet “%(sheet)s”")
COLUMN_MISSING: Final = N_("Sheet “%(sheet)s” has no column “%(column)s”. It has: %(available)s")
COLUMN_AMBIGUOUS: Final = N_("Sheet “%(sheet)s” has several columns “%(column)s”. Name the letter: %(letters)s")
FIELD_MISSING: Final = N_("Sheet “%(sheet)s” has no column for “%(field)s”")
GUESSED_BY_CONTENT: Final = N_("Column “%(column)s” was taken for “%(field)s” because of its content. Check it")
UNSURE: Final = N_("Column “%(column)s” was taken for “%(field)s”, which is not certain. Check it")
CONTENT_UNLIKE: Final = N_("Many cells of column “%(column)s” do not look like “%(field)s”")
COLUMN_UNUSED: Final = N_("Column “%(column)s” is not used")
SHEET_UNUSED: Final = N_("Sheet “%(sheet)s” is not used")
