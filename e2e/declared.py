"""The shapes that the test file of each feature declares, and the list of all features with their declarations.

A file `e2e/test_<name>.py` declares plain constants:

    CONTROLS        the names of the controls in the panel
    WITHOUT_SCRIPT  buttons that work without JavaScript
    REPRODUCE       uses of the panel whose snippets must run
    TWINS           requests that the page and its JSON twin answer alike

and, if necessary, `REQUIRED`, `BARE` and `PROVOKES` (see `Feature`).
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from playwright.sync_api import FilePayload, Locator

from e2e.tap import replace_text
from roundtrip.features import FEATURES

Fill = dict[str, Any]
"""Labels of controls, and the values to enter: a text, or a list of files."""

FIVE = ["GET", "POST", "PUT", "PATCH", "DELETE"]
ECHO = "method url path args form files json headers cookies body"
"""The members of the JSON that describes a request."""

PAIRS, PLAIN = "application/x-www-form-urlencoded", "text/plain"
QUOTED = 'it\'s "so" $HOME \\ `é` 100%\r\n&='
"""A text with every character that a shell or Python treats specially."""

TEXT_FILE: FilePayload = {
    "name": "na\"me's ü.txt",
    "mimeType": "text/plain",
    "buffer": "two\r\nlines, é; 'q'\n".encode(),
}
BYTES_FILE: FilePayload = {"name": "every byte.bin", "mimeType": "application/x-thing", "buffer": bytes(range(256)) * 4}
LONG_FILE: FilePayload = {"name": "long.bin", "mimeType": "application/x-thing", "buffer": bytes(range(256)) * 80}
EMPTY_FILE: FilePayload = {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""}


@dataclass(frozen=True)
class Press:
    """A button that works without JavaScript, and a text that the stage then shows."""

    button: str
    shows: str
    fill: Fill = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """A use of a panel: the button to press, how it is sent, the statuses of the hops, and what to fill in first."""

    button: str
    send_as: str
    statuses: list[int]
    fill: Fill = field(default_factory=dict)
    before: tuple[str, ...] = ()
    """Buttons of the panel to press first."""
    logged_in: bool = False
    differs: str = ""
    """Why the response to the curl command has another body than the recorded response."""
    panel: str = ""
    """The heading of the panel; `features()` adds it."""

    def __str__(self) -> str:
        filled = " ".join(str(value) for value in self.fill.values() if isinstance(value, str))
        words = f"{self.panel} {self.button} {self.send_as} {' '.join(map(str, self.statuses[:2]))} {filled}"
        return re.sub(r"\W+", "_", words, flags=re.ASCII)[:60].lower().strip("_")


@dataclass(frozen=True)
class Twin:
    """A request: `says` is on the page, `has` are members of the JSON, `to` is where both redirect."""

    ask: str
    status: int = 200
    says: str = ""
    has: str = ""
    to: str = ""
    form: dict[str, str] = field(default_factory=dict)
    sent: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.ask} {self.status} {self.to}"


@dataclass(frozen=True)
class Feature:
    """A feature and the declarations of its test file."""

    name: str
    controls: list[str]
    without_script: list[Press]
    reproduce: list[Case]
    twins: list[Twin]
    required: Fill
    """Values without which the browser does not submit the forms of the panel."""
    bare: bool
    """The stage shows no page of Roundtrip, but a bare string, a composed response or a file."""
    provokes: list[str]
    """Parts of the console errors that the buttons provoke on purpose."""

    @property
    def title(self) -> str:
        """The heading of the panel."""
        return self.name.capitalize()


@cache
def features() -> list[Feature]:
    """Return every feature in the order of `roundtrip.features`, with the declarations of `e2e/test_<name>.py`."""
    return [declared(feature.__name__.rpartition(".")[2]) for feature in FEATURES]


def declared(name: str) -> Feature:
    """Return the declarations of one feature."""
    module = importlib.import_module(f"e2e.test_{name}")
    return Feature(
        name=name,
        controls=module.CONTROLS,
        without_script=module.WITHOUT_SCRIPT,
        reproduce=[replace(case, panel=name.capitalize()) for case in module.REPRODUCE],
        twins=module.TWINS,
        required=getattr(module, "REQUIRED", {}),
        bare=getattr(module, "BARE", False),
        provokes=getattr(module, "PROVOKES", []),
    )


def enter(panel: Locator, fill: Fill) -> None:
    """Fill in controls of any kind."""
    for label, value in fill.items():
        if isinstance(value, list):
            panel.get_by_label(label, exact=True).set_input_files(value)
            continue
        choice = panel.get_by_role("combobox", name=label, exact=True).and_(panel.locator("select"))
        if choice.count():
            choice.select_option(value)
        else:
            box = panel.get_by_role("textbox", name=label, exact=True)
            replace_text(box.or_(panel.get_by_role("spinbutton", name=label, exact=True)), value)
