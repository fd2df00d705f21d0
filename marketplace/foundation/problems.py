"""Every error of the API is an RFC 9457 problem document; this is the one place that makes them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as ModelValidationError
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, status
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from marketplace.foundation.audit import plain
from marketplace.foundation.errors import DomainError, NotReachable

# What DRF refuses by itself; docs/problems.md lists these codes with those of all domain errors.
PROBLEM_OF = {
    exceptions.NotAuthenticated: "not-signed-in",
    exceptions.AuthenticationFailed: "not-signed-in",
    exceptions.PermissionDenied: "not-allowed",
    exceptions.NotFound: "not-found",
    exceptions.MethodNotAllowed: "method-not-allowed",
    exceptions.NotAcceptable: "format-not-available",
    exceptions.UnsupportedMediaType: "media-type-not-read",
    exceptions.ParseError: "not-readable",
    exceptions.ValidationError: "not-valid",
    exceptions.Throttled: "too-many-calls",
}


def problem(code: str, title: str, status_code: int, **facts: Any) -> Response:
    """An RFC 9457 problem document."""
    document = {"type": f"/problems/{code}", "code": code, "title": title, "status": status_code, **facts}
    return Response(document, status=status_code, content_type="application/problem+json")


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer every error of the API as a problem document, also where the answer would have been another format."""
    context["request"].accepted_renderer, context["request"].accepted_media_type = JSONRenderer(), "application/json"
    if isinstance(error, DomainError):
        set_rollback()
        return problem(error.code, str(error), error.status, **plain(error.facts))
    if isinstance(error, ModelValidationError):
        error = exceptions.ValidationError(error.message_dict if hasattr(error, "error_dict") else error.messages)
    if isinstance(error, Http404):
        error = exceptions.NotFound(str(NotReachable()))
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    response = exception_handler(error, context)
    if response is None:
        return None
    assert isinstance(error, exceptions.APIException)
    code = next((code for kind, code in PROBLEM_OF.items() if isinstance(error, kind)), "refused")
    if isinstance(error, exceptions.ValidationError):
        answer = problem(
            code, str(_("Some of what was sent is not valid.")), status.HTTP_400_BAD_REQUEST, errors=error.detail
        )
    else:
        # Some of the framework's own are half sentences.
        title = str(error.detail)
        answer = problem(code, title if title.endswith((".", "?", "!")) else f"{title}.", response.status_code)
    for header in ("WWW-Authenticate", "Retry-After", "Allow"):
        if header in response.headers:
            answer[header] = response.headers[header]
    return answer
