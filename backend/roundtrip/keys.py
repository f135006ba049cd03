"""The keys that sign the session: from the settings, else one that is made once and stored in the instance folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from .config import SettingError, Settings


def signing_keys(settings: Settings) -> tuple[str, ...]:
    """Return the keys; the first one signs (Flask: `SECRET_KEY`, then `SECRET_KEY_FALLBACKS`)."""
    return settings.secret_key or (stored_key(settings.instance / "secret_key"),)


def stored_key(file: Path) -> str:
    """Return the key in `file`; the first worker makes the file, with mode 0600."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            make_key(file)
        return file.read_text()
    except OSError as error:
        raise SettingError(
            f"instance: {file.parent} cannot store the key ({error.strerror}); "
            "choose another folder with --instance or ROUNDTRIP_INSTANCE"
        ) from None


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
