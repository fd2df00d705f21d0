"""What happens around every page and call."""

from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import is_valid_path

from marketplace.foundation.audit import coming_from
from marketplace.foundation.errors import DomainError, NotReachable


class OriginMiddleware:
    """Remembers for the audit where a change came from."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        channel = "api" if request.path.startswith("/api/") else "web"
        with coming_from(channel, address=request.META.get("REMOTE_ADDR", ""), path=request.path[:200]):
            return self.get_response(request)


class PrivateMiddleware:
    """Lets nobody keep what was shown to one person: neither a proxy in between nor the browser's own disk."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class CompressedPagesMiddleware(GZipMiddleware):
    """Sends pages compressed, with a padding that keeps their secrets from being measured. Data is left as it is."""

    def process_response(self, request, response):
        page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        return super().process_response(request, response) if page else response


class RefusalMiddleware:
    """Shows a refusal that a page did not catch itself as one clear sentence."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        """Answer a domain error with a page; anything else is left to Django."""
        if not isinstance(error, DomainError):
            return None
        template = "errors/404.html" if isinstance(error, NotReachable) else "errors/problem.html"
        context = {"title": str(error), "code": error.code, "status": error.status}
        return render(request, template, context, status=error.status)


class ApiSlashMiddleware:
    """Finds an address of the API with and without its last slash: a redirect would lose what a tool sends."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        path = request.path_info
        if (
            path.startswith("/api/")
            and not path.endswith("/")
            and not is_valid_path(path)
            and is_valid_path(f"{path}/")
        ):
            request.path_info = f"{path}/"
            request.path = f"{request.path}/"
        return self.get_response(request)
