"""What is answered when no view could: a page to people, a problem document to tools."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.parsers import TooLarge

_SAID = {
    400: ("not-readable", _("The marketplace could not make sense of that.")),
    403: ("not-allowed", _("You may not see or do this.")),
    404: ("not-found", _("There is nothing here that you can see.")),
    500: ("broken", _("Something broke on our side.")),
}


def problem_document(code: str, title: str, status: int) -> JsonResponse:
    """An RFC 9457 problem document, where DRF is not at hand."""
    document = {"type": f"/problems/{code}", "code": code, "title": title, "status": status}
    return JsonResponse(document, status=status, content_type="application/problem+json")


def _answer(request, status: int):
    if request.path.startswith("/api/"):
        code, title = _SAID[status]
        return problem_document(code, str(title), status)
    return render(request, f"errors/{status}.html", status=status)


def bad_request(request, exception):
    """Not understood, or more than anybody needs to send."""
    if isinstance(exception, RequestDataTooBig) and request.path.startswith("/api/"):
        refusal = TooLarge(longest=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        return problem_document(refusal.code, str(refusal), refusal.status)
    return _answer(request, 400)


def permission_denied(request, exception):
    """Not allowed."""
    return _answer(request, 403)


def page_not_found(request, exception):
    """Nothing here."""
    return _answer(request, 404)


def server_error(request):
    """Our mistake; told even where there is no database that would know whom we tell it."""
    try:
        return _answer(request, 500)
    except DatabaseError:
        request.user = AnonymousUser()
        return _answer(request, 500)


def csrf_failure(request, reason=""):
    """A form that was not ours, or is too old."""
    return _answer(request, 403)
