"""Where documents came from: a code repository, the path in it, and the commit."""

from collections.abc import Mapping
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

KEYS = ("repository", "path", "commit")
LONGEST = {"repository": 500, "path": 500, "commit": 80}
# How the address of a file is made from that of its repository, by a word in the name of the host.
LAYOUTS = {
    "gitlab": "/-/blob/{commit}/{path}",
    "github": "/blob/{commit}/{path}",
    "codeberg": "/src/commit/{commit}/{path}",
}


def cleaned(told: Mapping[str, str | None]) -> dict[str, str]:
    """What is kept of an origin: what was said of it, without the credentials that pipelines put into addresses.

    >>> cleaned({"repository": "https://ci-token:secret@git.example.org/a.git?x=1", "path": "", "by": "me"})
    {'repository': 'https://git.example.org/a.git'}
    """
    origin = {key: str(told.get(key) or "").strip()[: LONGEST[key]] for key in KEYS}
    if "://" in origin["repository"]:
        address = _split(origin["repository"])
        origin["repository"] = urlunsplit((address.scheme, _host(address), address.path, "", "")) if address else ""
    return {key: value for key, value in origin.items() if value}


def link_to(origin: Mapping[str, str]) -> str:
    """The address of the file, or of the repository where its layout is not known; empty where it is no web address.

    >>> link_to({"repository": "https://gitlab.example.org/a/b.git", "path": "x y.yaml", "commit": "abc"})
    'https://gitlab.example.org/a/b/-/blob/abc/x%20y.yaml'
    >>> link_to({"repository": "javascript:alert(1)"}), link_to({"repository": "git@example.org:a.git"})
    ('', '')
    """
    address = _split(origin.get("repository", ""))
    if address is None or address.scheme not in ("http", "https") or not address.hostname:
        return ""
    home = urlunsplit((address.scheme, _host(address), address.path.rstrip("/").removesuffix(".git"), "", ""))
    layout = next((layout for word, layout in LAYOUTS.items() if word in address.hostname), "")
    commit, path = origin.get("commit", ""), origin.get("path", "").removeprefix("./")
    if not (layout and commit and path):
        return home
    return home + layout.format(commit=quote(commit, safe=""), path=quote(path))


def _split(address: str) -> SplitResult | None:
    try:
        found = urlsplit(address)
        _host(found)
    except ValueError:
        return None
    return found


def _host(address: SplitResult) -> str:
    """The host and its port, without who signs in there."""
    return address.netloc.rpartition("@")[2]
