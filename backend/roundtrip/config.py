"""Every setting, with its limits and its default. An option sets it, else its `ROUNDTRIP_*` variable."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import limits
import platformdirs
from flask import current_app

UNITS = {"": 1, "B": 1, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
PACKAGE = Path(__file__).parent


class SettingError(click.ClickException):
    """A setting has an invalid value; the commands print the message as one line and exit with 1."""


def text(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty; write a value, or leave the setting out")
    return value.strip()


def number(lowest: int, highest: int) -> Callable[[str], int]:
    """Return a parser of whole numbers from `lowest` to `highest`."""

    def parse(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not lowest <= int(value) <= highest:
            raise ValueError(f"is not a whole number from {lowest} to {highest}")
        return int(value)

    return parse


def size(value: str) -> int:
    """Parse a size, such as `65536`, `64KiB`, `64MiB` or `1GiB`, and return its bytes."""
    match = re.fullmatch(r"([0-9]{1,15})\s*([a-z]*)", value.strip(), re.IGNORECASE)
    if not match or match[2].upper() not in UNITS or int(match[1]) == 0:
        raise ValueError("is not a size; write a number of bytes, or a number with KiB, MiB or GiB, such as 64MiB")
    return int(match[1]) * UNITS[match[2].upper()]


def origins(value: str) -> tuple[str, ...]:
    """Parse origins with commas between them: scheme, host and optional port (RFC 6454, section 6.2)."""
    parsed = tuple(part.strip().rstrip("/").lower() for part in value.split(",") if part.strip())
    for origin in parsed:
        parts = urlsplit(origin)
        if origin != f"{parts.scheme}://{parts.netloc}" or parts.scheme not in ("http", "https") or "*" in origin:
            raise ValueError(f"has {origin!r}, which is not an origin; write an origin such as http://127.0.0.1:8000")
    return parsed


def hosts(value: str) -> tuple[str, ...]:
    """Parse host names with commas between them; a dot before a name stands for all names below it."""
    parsed = tuple(part.strip().lower() for part in value.split(",") if part.strip())
    for name in parsed:
        if not re.fullmatch(r"\.?[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*|[0-9a-f:]*:[0-9a-f:.]*", name):
            raise ValueError(f"has {name!r}, which is not a host name; write one such as example.org, without port")
    return parsed


def choice(*words: str) -> Callable[[str], str]:
    """Return a parser of one word of several."""

    def parse(value: str) -> str:
        if value not in words:
            raise ValueError(f"is not one of: {', '.join(words)}")
        return value

    return parse


def yes_or_no(value: str) -> bool:
    """Parse a switch: on the command line it has no value, in a variable it is `yes` or `no`."""
    if value not in ("yes", "no"):
        raise ValueError("is not one of: yes, no")
    return value == "yes"


def rate(value: str) -> str:
    """Check a rate in the notation of the library `limits`, such as `20/minute`."""
    try:
        limits.parse(value)
    except ValueError:
        raise ValueError("is not a rate; write a number and a time, such as 20/minute") from None
    return value


def keys(value: str) -> tuple[str, ...]:
    """Parse signing keys with commas between them: the first one signs, all of them verify."""
    parsed = tuple(part.strip() for part in value.split(","))
    if not all(parsed):
        raise ValueError("has an empty key; write one key, or several keys with commas between them")
    return parsed


def folder(value: str) -> Path:
    return Path(text(value)).expanduser().absolute()


def url(value: str) -> str:
    """Parse a folder, or a URL of fsspec such as `s3://bucket/uploads`."""
    return text(value) if "://" in value else str(folder(value))


def data_folder() -> Path:
    return platformdirs.user_data_path("roundtrip", appauthor=False)


def setting(default: Any, parse: Callable[[str], Any], help: str, also: tuple[str, ...] = ()) -> Any:
    """Return a field of `Settings`: the command has an option for it, and `--help` shows `help`.

    `also` names further variables of the environment, which count if the setting's own is not there.
    """
    factory = default if callable(default) else lambda: default
    return field(default_factory=factory, metadata={"parse": parse, "help": help, "also": also})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings: sizes in bytes, times in seconds."""

    host: str = setting("127.0.0.1", text, "The address, or a socket (unix:/run/x.sock).")
    port: int = setting(5000, number(0, 65535), "The port; 0 chooses a free port.", also=("PORT",))
    workers: int = setting(1, number(1, 64), "The number of worker processes.")
    proxies: int = setting(0, number(0, 9), "The number of proxies in front: trusts X-Forwarded-*.")
    access_log: bool = setting(False, yes_or_no, "Print a line for each request.")
    instance: Path = setting(data_folder, folder, "The folder for the key, the wire and the files.")
    uploads: str = setting("", url, "Another folder for the files, or a URL (s3://a/b).")
    secret_key: tuple[str, ...] = setting((), keys, "Session keys (a,b): the first signs, all verify.")
    origins: tuple[str, ...] = setting((), origins, "Other origins that may use /api (a,b).")
    hosts: tuple[str, ...] = setting((), hosts, "Other names of this server (a,b); .a: all below a.")
    accounts: str = setting("local", choice("local", "anywhere"), "Demo accounts: local (on loopback), anywhere.")
    login_limit: str = setting("20/minute", rate, "Wrong logins of one address.")
    max_upload: int = setting(64 * 2**20, size, "The largest request body.")
    max_files: int = setting(20, number(1, 10_000), "Files that a visitor can keep.")
    max_stored: int = setting(256 * 2**20, size, "The size of the files of a visitor.")
    max_total: int = setting(4 * 2**30, size, "The size of the files and the wire of all.")
    keep: int = setting(3600, number(1, 31_536_000), "Seconds after which all that is deleted.")
    max_exchanges: int = setting(200, number(1, 100_000), "Exchanges of a visitor on the wire.")
    body_shown: int = setting(16 * 2**10, size, "The size of a body on the wire.")

    @property
    def max_wire(self) -> int:
        """The share of `max_total` that the wire can take; the rest is for the files, but for `max_catch`."""
        return self.max_total // 4

    @property
    def max_catch(self) -> int:
        """The share of `max_total` that the addresses of the catcher can take, with their answers."""
        return self.max_total // 64

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ, /, **overrides: Any) -> Settings:
        """Return the settings: from `overrides` (values, or texts to parse), else from `environ`, else the defaults.

        An invalid value raises `SettingError`.
        """
        values = {name: value for name, value in overrides.items() if value is not None}
        for option in fields(cls):
            variables = (f"ROUNDTRIP_{option.name.upper()}", *option.metadata["also"])
            variable = next((name for name in variables if name in environ), variables[0])
            source = option.name if option.name in values else variable
            value = values.get(option.name, environ.get(source))
            if isinstance(value, str):
                try:
                    values[option.name] = option.metadata["parse"](value)
                except ValueError as error:
                    shown = "" if option.name == "secret_key" else f" {value!r}"
                    raise SettingError(f"{source}:{shown} {error}") from None
        return cls(**values)


def settings() -> Settings:
    """Return the settings of the current application."""
    current: Settings = current_app.extensions["settings"]
    return current


def frontend() -> Path:
    """Return the folder of the page's files."""
    return shipped("frontend")


def shipped(path: str) -> Path:
    """Return a file or folder of the repository: inside an installed package, or beside `backend` in a checkout."""
    installed = PACKAGE / path
    return installed if installed.exists() else PACKAGE.parents[1] / path


def in_words(size: int) -> str:
    """Return a size as text for people: `64 MiB`, `500,000 bytes`."""
    for unit, name in ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB")):
        if size >= unit and size % unit == 0:
            return f"{size // unit:,} {name}"
    return f"{size:,} bytes"
