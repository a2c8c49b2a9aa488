"""Files that are far too large are not kept while they come in: neither memory nor disk fills up."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

#: Key in ``request.META`` that says files were dropped; forms ask :func:`dropped`.
_MARK = "xinglongtai.upload_dropped"


class TooLargeHandler(FileUploadHandler):
    """Drops every file of a request above ``UPLOAD_MAX_REQUEST_SIZE`` unread; the form's other fields still arrive."""

    too_large = False

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        """Look at the announced size before the first byte is read."""
        self.too_large = content_length > settings.UPLOAD_MAX_REQUEST_SIZE

    def new_file(self, *args, **kwargs):
        """Skip the file when the whole is too large."""
        super().new_file(*args, **kwargs)
        if self.too_large:
            self.request.META[_MARK] = True
            raise SkipFile()

    def receive_data_chunk(self, raw_data, start):
        """Pass the piece on to the next handler."""
        return raw_data

    def file_complete(self, file_size):
        """Leave the file to the next handler."""
        return


def dropped(request) -> bool:
    """Whether files of this request were dropped because it was too large. Reads the form data."""
    return bool(request.POST) and _MARK in request.META
