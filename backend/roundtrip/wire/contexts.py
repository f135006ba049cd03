"""The context of a request, as its headers show it: the site that sent it, and whether it can carry cookies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Literal

from ..syntax.urls import host_of, split
from .exchange import Exchange

STORAGE_ACCESS_SINCE = 133
"""The first Chromium that sends Sec-Fetch-Storage-Access with each third-party request that has credentials."""

CHROMIUM = re.compile(r"Chrome/([0-9]{1,4})\b", re.ASCII)

Access = Literal["first-party", "allowed", "blocked", "apart", "unknown", "unclear"]
"""Whether a page of another site contains the page of a request, and the effect on cookies without Partitioned.

`apart`: Firefox keeps the cookies of a third party separately for each site that contains it. `unknown`: the headers
do not show the effect; `unclear`: nor whether there is such a page.
"""

Credentials = Literal["included", "omitted", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Context:
    """The facts about a request on which its cookies depend.

    `cross_site`: SameSite keeps cookies back; None if the headers do not show it. `detour`: a page of this site sent
    the request, and a redirect led it through another site. `top`: the request opens a page that is in no frame.
    `bare`: a browser sent it over plain HTTP, without Sec-Fetch headers; a page can then be in a frame too.
    """

    cross_site: bool | None
    detour: bool
    top: bool
    access: Access
    credentials: Credentials
    bare: bool
    chromium: bool
    firefox: bool

    @property
    def third_party(self) -> bool:
        return self.access not in ("first-party", "unclear")


def context_of(request: Exchange, via: Sequence[str] = ()) -> Context:
    """Return the context of a request (Fetch Metadata; RFC 6265bis, section 5.2; Storage Access Headers).

    `via` are the URLs of the redirects that led to it.
    """
    agent = request.request_header("user-agent") or ""
    firefox = "Firefox/" in agent
    site, storage = request.request_header("sec-fetch-site"), request.request_header("sec-fetch-storage-access")
    sender = sender_of(request)
    returns = sender is not None and same_site(sender, request.url)
    bare = site is None and "Mozilla/" in agent
    foreign = site == "cross-site" or (bare and comes_from_elsewhere(request))
    through_others = firefox and any(not same_site(url, request.url) for url in via)
    cross_site = storage is not None or through_others or (foreign and (firefox or not returns))
    access = access_of(request, returns)
    return Context(
        cross_site=None if site is None and not cross_site and not returns else cross_site,
        detour=foreign and returns,
        top=is_top(request) or (bare and opens_page(request)),
        access=access,
        credentials=credentials_of(request, access),
        bare=bare,
        chromium="Chrome/" in agent,
        firefox=firefox,
    )


def access_of(request: Exchange, returns: bool) -> Access:
    """Return whether a page of another site contains the page of a request, and the effect on its cookies."""
    site, storage = request.request_header("sec-fetch-site"), request.request_header("sec-fetch-storage-access")
    if storage is not None:
        firefox = "Firefox/" in (request.request_header("user-agent") or "")
        return "allowed" if storage == "active" else "apart" if firefox else "blocked"
    browser = "Mozilla/" in (request.request_header("user-agent") or "")
    if site is None and browser and comes_from_elsewhere(request):
        return "unclear" if opens_page(request) else "unknown"
    if site is None or is_top(request):
        return "first-party"
    if site == "cross-site":
        return "first-party" if returns else "unknown"
    return "first-party" if tells_access(request) or request.request_header("cookie") else "unclear"


def tells_access(request: Exchange) -> bool:
    """Return whether the browser marks each third-party request that has credentials."""
    chromium = CHROMIUM.search(request.request_header("user-agent") or "")
    return chromium is not None and int(chromium[1]) >= STORAGE_ACCESS_SINCE and trustworthy(request.url)


def is_top(request: Exchange) -> bool:
    return request.request_header("sec-fetch-dest") == "document"


def credentials_of(request: Exchange, access: Access) -> Credentials:
    """Return whether a request can carry cookies (Fetch, credentials mode). A request with a cookie can."""
    frame = request.request_header("sec-fetch-dest") in ("iframe", "frame")
    if request.request_header("cookie") or access in ("allowed", "blocked", "apart"):
        return "included"
    if opens_page(request):
        chromium = "Chrome/" in (request.request_header("user-agent") or "")
        return "unknown" if frame and chromium else "included"  # Chromium has frames without credentials
    return "omitted" if tells_access(request) and access == "unknown" else "unknown"


def opens_page(request: Exchange) -> bool:
    """Return whether a request opens a page. Over plain HTTP, browsers send no Sec-Fetch headers, but Accept shows it.

    A program that is no browser has no pages: all its requests count as such.
    """
    mode = request.request_header("sec-fetch-mode")
    if mode is not None:
        return mode == "navigate"
    browser = "Mozilla/" in (request.request_header("user-agent") or "")
    return not browser or "text/html" in (request.request_header("accept") or "")


def comes_from_elsewhere(request: Exchange) -> bool:
    """Return whether a page of another site sent the request, as far as Origin or Referer tells."""
    sender = sender_of(request)
    return sender is not None and not same_site(sender, request.url)


def sender_of(request: Exchange) -> str | None:
    """Return a URL of the page that sent a request, as far as Origin or Referer tells.

    After a redirect through another site, Sec-Fetch-Site is `cross-site`. Chromium still sends the cookies with
    SameSite=Strict if the page is of this site.
    """
    origin = request.request_header("origin")
    return origin if origin and origin != "null" else request.request_header("referer")


def same_site(one: str, other: str) -> bool:
    """Return whether two URLs are of the same site. Without the list of public suffixes, this is an estimate."""
    return split(one).scheme == split(other).scheme and site_of(host_of(one)) == site_of(host_of(other))


def site_of(host: str) -> str:
    """Return the last two labels of a host name; an address is a site of its own."""
    return host if address_of(host) else ".".join(host.rsplit(".", 2)[-2:])


def trustworthy(url: str) -> bool:
    """Return whether a browser accepts Secure cookies from `url`: HTTPS or loopback (Secure Contexts, section 3.1)."""
    host = host_of(url).removesuffix(".")
    return split(url).scheme == "https" or host == "localhost" or host.endswith(".localhost") or is_loopback(host)


def is_loopback(host: str) -> bool:
    address = address_of(host)
    return address is not None and address.is_loopback


def address_of(host: str) -> IPv4Address | IPv6Address | None:
    """Parse an IP address; None for a host name."""
    try:
        return ip_address(host)
    except ValueError:
        return None
