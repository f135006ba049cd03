"""The hosts that this server answers to. Another name that DNS leads here (DNS rebinding) gets nothing."""

from __future__ import annotations

import ipaddress
import socket
from functools import lru_cache

from flask import Flask, Request
from werkzeug.exceptions import BadHost
from werkzeug.routing import MapAdapter
from werkzeug.sansio.utils import host_is_trusted

from .config import Settings


class FlaskForAnyHost(Flask):
    """A Flask whose error pages have addresses even if the Host is impossible, such as `.`."""

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        try:
            return super().create_url_adapter(request)
        except BadHost:  # `guard.check_host` refuses the request
            return self.url_map.bind_to_environ({**request.environ, "HTTP_HOST": "localhost"}) if request else None


def name_in(host: str) -> str:
    """Return the name or the address in a Host header: in lower case, without port, brackets and a dot at its end."""
    name = host.partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return name.strip("[").removesuffix(".").lower()


def is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(name: str) -> bool:
    """Return whether a name belongs to this machine alone (RFC 6761, section 6.3; RFC 1122, section 3.2.1.3)."""
    return f".{name}".endswith(".localhost") or (is_address(name) and ipaddress.ip_address(name).is_loopback)


def serves(host: str, options: Settings) -> bool:
    """Return whether this server answers to a Host header."""
    return _serves(host, options.host.lower(), options.hosts)


@lru_cache(maxsize=256)
def _serves(host: str, listens: str, names: tuple[str, ...]) -> bool:
    """Decide for a server that listens on `listens`; `names` are those that its owner allows.

    Beyond loopback and without such names, it answers to all addresses, and to the names of this machine: nobody else
    can choose these.
    """
    name = name_in(host)
    if is_loopback(name):
        return True
    if names:
        return name in names or host_is_trusted(name, names)
    return not is_loopback(listens) and (is_address(name) or name in own_names(listens))


def own_names(listens: str) -> set[str]:
    """Return the names of this machine: its host name, that name in the local network (RFC 6762), and `listens`."""
    own = socket.gethostname().lower()
    return {own, f"{own.partition('.')[0]}.local", listens}


def beyond_loopback(options: Settings, address: str = "") -> bool:
    """Return whether other machines can reach this server: directly, or through a proxy.

    `address` is the server's own as WSGI reports it (`SERVER_NAME`): Flask's server and gunicorn do not know our option
    `--host`, and some servers have a name there that means nothing.
    """
    if options.proxies:
        return True
    return not is_loopback(options.host.lower()) or (is_address(address) and not is_loopback(address))
