"""What is refused of files, and why."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError


class FileTooLarge(BusinessError):
    """Beyond the limit."""

    code = "file_too_large"
    message = N_("%(name)s has %(size)s MB; at most %(limit)s MB can be kept.")
    status = 400


class FileRefused(BusinessError):
    """A kind of file that is not kept: programs, pages, macros, or content that is not what its name says."""

    code = "file_refused"
    message = N_("%(name)s cannot be kept: %(kind)s. Pictures, PDF, Excel, Word and text files can.")
    status = 400


class PictureTooLarge(BusinessError):
    """More pixels than a camera makes."""

    code = "picture_too_large"
    message = N_("%(name)s has %(pixels)s million pixels; at most %(limit)s million can be kept.")
    status = 400
