"""Hears what a browser complains about while somebody works with it."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext

# What htmx says when a page is left while a part of it is still on its way; after any other failure it says more.
LEFT = ("htmx:afterRequest", "htmx:sendAbort")


def listen(context: BrowserContext, site: str, complaints: list[str], *, who: str) -> None:
    """Note errors on the console (refusals of the Content-Security-Policy are among them) and calls of other hosts."""

    def hear(message):
        if message.type == "error" and not message.text.startswith(LEFT):
            complaints.append(f"{who} on {message.page.url if message.page else '?'}: {message.text}")

    def see(request):
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and f"{address.scheme}://{address.netloc}" != site:
            complaints.append(f"{who} on {request.frame.url}: called {request.url}")

    context.on("console", hear)
    context.on("weberror", lambda thrown: complaints.append(f"{who} on {thrown.page.url}: {thrown.error}"))
    context.on("request", see)
