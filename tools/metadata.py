"""The parts of the distribution's metadata that name the repository: its URLs, and the README with absolute links.

Hatchling runs this hook when it builds a wheel. On the index there is no file beside the README, so `docs/deploy.md`
has to become an address in the repository. The variable REPOSITORY names it, else `pyproject.toml`.
"""

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

RELATIVE = re.compile(r"(?P<picture>!?)\[(?P<text>[^\]]*)\]\((?!https?:|#)(?P<path>[^)\s]+)\)")
"""A Markdown link, or a picture, whose target is a file of this repository."""

SOURCE = re.compile(r'\b(?P<attribute>src|srcset)="(?!https?:)(?P<path>[^"]+)"')
"""The file of an HTML picture, which can have one for each theme."""


class Metadata(MetadataHookInterface):
    """Adds the dynamic fields `urls` and `readme`."""

    def update(self, metadata: dict[str, Any]) -> None:
        repository = os.environ.get("REPOSITORY") or self.config["repository"]
        readme = Path(self.root, "README.md").read_text("utf-8")
        metadata["urls"] = urls(repository)
        metadata["readme"] = {"content-type": "text/markdown", "text": absolute(readme, repository)}


def urls(repository: str) -> dict[str, str]:
    """Return the links that the index shows beside the README, under the names that it has icons for."""
    return {
        "Homepage": repository,
        "Documentation": f"{repository}/blob/main/docs/testing.md",
        "Changelog": f"{repository}/blob/main/CHANGELOG.md",
        "Issues": f"{repository}/issues",
        "Source": repository,
    }


def absolute(readme: str, repository: str) -> str:
    """Return a README whose links to files lead into the repository: a page for a text, the bytes for a picture."""

    def link(found: re.Match[str]) -> str:
        view = "raw" if found["picture"] else "blob"
        return f"{found['picture']}[{found['text']}]({repository}/{view}/main/{found['path']})"

    readme = SOURCE.sub(rf'\g<attribute>="{repository}/raw/main/\g<path>"', readme)
    return RELATIVE.sub(link, readme)
