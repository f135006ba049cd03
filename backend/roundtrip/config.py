"""Every setting in one place: an option of the command, else its `ROUNDTRIP_*` variable, else the default."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import platformdirs
from flask import current_app

UNITS = {"": 1, "B": 1, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
HERE = Path(__file__).parent


class SettingError(click.ClickException):
    """A setting whose value makes no sense; the commands print it as one line and exit with 1."""


def text(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty; give it a value or leave it out")
    return value.strip()


def number(lowest: int, highest: int) -> Callable[[str], int]:
    """A parser of whole numbers from `lowest` to `highest`."""

    def parse(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not lowest <= int(value) <= highest:
            raise ValueError(f"is not a whole number from {lowest} to {highest}")
        return int(value)

    return parse


def size(value: str) -> int:
    """Bytes: `65536`, `64KiB`, `64MiB` or `1GiB`."""
    match = re.fullmatch(r"([0-9]{1,15})\s*([a-z]*)", value.strip(), re.IGNORECASE)
    if not match or match[2].upper() not in UNITS or int(match[1]) == 0:
        raise ValueError("is not a size; write bytes, or a number with KiB, MiB or GiB, such as 64MiB")
    return int(match[1]) * UNITS[match[2].upper()]


def origins(value: str) -> tuple[str, ...]:
    """Comma-separated origins, each a scheme, a host and perhaps a port (RFC 6454, section 6.2)."""
    found = tuple(part.strip().rstrip("/").lower() for part in value.split(",") if part.strip())
    for origin in found:
        parts = urlsplit(origin)
        if origin != f"{parts.scheme}://{parts.netloc}" or parts.scheme not in ("http", "https") or "*" in origin:
            raise ValueError(f"has {origin!r}, which is not an origin such as http://127.0.0.1:8000")
    return found


def keys(value: str) -> tuple[str, ...]:
    """Comma-separated signing keys: the first signs, all verify."""
    found = tuple(part.strip() for part in value.split(","))
    if not all(found):
        raise ValueError("has an empty key; write one key, or several with commas between them")
    return found


def folder(value: str) -> Path:
    return Path(text(value)).expanduser().absolute()


def data_folder() -> Path:
    return platformdirs.user_data_path("roundtrip", appauthor=False)


def setting(default: Any, parse: Callable[[str], Any], help: str) -> Any:
    """A field of `Settings` that the command, the environment and `--help` know."""
    factory = default if callable(default) else lambda: default
    return field(default_factory=factory, metadata={"parse": parse, "help": help})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What can be set; sizes in bytes, times in seconds."""

    host: str = setting("127.0.0.1", text, "The address to listen on.")
    port: int = setting(5000, number(0, 65535), "The port to listen on; 0 takes any free one.")
    workers: int = setting(1, number(1, 64), "How many processes serve.")
    instance: Path = setting(
        data_folder,
        folder,
        "The folder for the key, the wire and the uploads.",
    )
    secret_key: tuple[str, ...] = setting((), keys, "Signs the session; of several (a,b) the first signs, all verify.")
    origins: tuple[str, ...] = setting((), origins, "Other origins whose pages may use /api, with commas between them.")
    max_upload: int = setting(64 * 2**20, size, "The largest request body.")
    max_files: int = setting(20, number(1, 10_000), "How many files a visitor may keep.")
    max_stored: int = setting(256 * 2**20, size, "How many bytes of files a visitor may keep.")
    keep: int = setting(3600, number(1, 31_536_000), "Seconds after which files and wire are forgotten.")
    max_exchanges: int = setting(200, number(1, 100_000), "How many exchanges of a visitor the wire keeps.")
    body_shown: int = setting(16 * 2**10, size, "How much of a body is kept to be shown.")

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ, /, **given: Any) -> Settings:
        """The settings by `given` (values, or texts to parse), else `environ`; raises `SettingError`."""
        chosen = {name: value for name, value in given.items() if value is not None}
        for each in fields(cls):
            source = each.name if each.name in chosen else f"ROUNDTRIP_{each.name.upper()}"
            value = chosen.get(each.name, environ.get(source))
            if isinstance(value, str):
                try:
                    chosen[each.name] = each.metadata["parse"](value)
                except ValueError as error:
                    shown = "" if each.name == "secret_key" else f" {value!r}"
                    raise SettingError(f"{source}:{shown} {error}") from None
        return cls(**chosen)


def settings() -> Settings:
    """The settings of the running app."""
    found: Settings = current_app.extensions["settings"]
    return found


def frontend() -> Path:
    """Where the page's files are: inside an installed package, else beside `backend` in a checkout."""
    installed = HERE / "frontend"
    return installed if installed.is_dir() else HERE.parents[1] / "frontend"


def in_words(size: int) -> str:
    """Bytes as a person writes them: `64 MiB`, `500,000 bytes`."""
    for unit, name in ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB")):
        if size >= unit and size % unit == 0:
            return f"{size // unit:,} {name}"
    return f"{size:,} bytes"
