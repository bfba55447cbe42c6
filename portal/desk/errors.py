"""Answers to requests that went wrong, without losing what was typed."""

from django.shortcuts import render

# Never sent back into a page, not even to the person who typed them.
SECRET_FIELDS = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code"}


def csrf_failure(request, reason=""):
    """Give everything typed back on a page whose button sends it again with a fresh token (403)."""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in SECRET_FIELDS
        for value in values
    ]
    return render(request, "desk/send_again.html", {"typed": typed}, status=403)
