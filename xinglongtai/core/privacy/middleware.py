"""Tells who asks, so that words closed for somebody open for nobody else."""

from .sealed import asked_by


class WhoAsks:
    """After the session is known. The account is looked at only when something is opened."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with asked_by(lambda: getattr(request.user, "pk", None)):
            return self.get_response(request)
