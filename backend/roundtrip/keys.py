"""The keys that sign the session: from the settings, else one that is made once and stored in the instance folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from .config import SettingError, Settings

SHORTEST = 16
"""Bytes of the shortest key: 128 bits."""


def signing_keys(settings: Settings) -> tuple[str, ...]:
    """Return the keys; the first one signs (Flask: `SECRET_KEY`, then `SECRET_KEY_FALLBACKS`)."""
    return settings.secret_key or (stored_key(settings.instance / "secret_key"),)


def stored_key(file: Path) -> str:
    """Return the key in `file`; the first worker makes the file, with mode 0600."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            make_key(file)
        return usable(file)
    except OSError as error:
        raise SettingError(
            f"instance: {file.parent} cannot store the key ({error.strerror}); "
            "choose another folder with --instance or ROUNDTRIP_INSTANCE"
        ) from None


def usable(file: Path) -> str:
    """Return the key in `file`; an empty, short or damaged key would protect nobody."""
    content = file.read_bytes()
    try:
        key = content.decode()
        problem = f"has {len(key.strip().encode())} bytes, and a key needs {SHORTEST}"
    except UnicodeDecodeError:
        key, problem = "", "is not UTF-8 text"
    if len(key.strip().encode()) < SHORTEST:
        raise SettingError(
            f"secret_key: {file} {problem if content.strip() else 'is empty'}; "
            "delete it to get a new key, or set ROUNDTRIP_SECRET_KEY"
        )
    return key


def make_key(file: Path) -> None:
    """Write the key to a temporary file and link that to `file`, so that no other worker reads an incomplete key."""
    temporary = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    temporary.touch(mode=0o600)
    try:
        temporary.write_text(secrets.token_urlsafe(32))
        os.link(temporary, file)
    except FileExistsError:
        pass  # another worker was first: its key is used
    finally:
        temporary.unlink()
