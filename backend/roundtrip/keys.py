"""The keys that sign the session: from the settings, else made once and kept in the instance folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from .config import SettingError, Settings


def signing_keys(settings: Settings) -> tuple[str, ...]:
    """The keys, the signing one first (Flask: `SECRET_KEY`, then `SECRET_KEY_FALLBACKS`)."""
    return settings.secret_key or (kept_key(settings.instance / "secret_key"),)


def kept_key(file: Path) -> str:
    """The key in `file`, made with mode 0600 by whichever worker comes first."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            make_key(file)
        return file.read_text()
    except OSError as error:
        raise SettingError(
            f"instance: {file.parent} cannot hold the key ({error.strerror}); "
            "choose another folder with --instance or ROUNDTRIP_INSTANCE"
        ) from None


def make_key(file: Path) -> None:
    """Write the key aside and link it into place, so that no other worker ever reads half of it."""
    aside = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    aside.touch(mode=0o600)
    try:
        aside.write_text(secrets.token_urlsafe(32))
        os.link(aside, file)
    except FileExistsError:
        pass  # another worker was first, and its key is the one
    finally:
        aside.unlink()
