"""The `roundtrip` command: alone it serves the page, and each subcommand is a module of this room."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import click

from ..config import Settings, in_words, size
from .har import har
from .report import report
from .routes import routes

EPILOG = """A variable sets an option too: --max-upload is ROUNDTRIP_MAX_UPLOAD. The option wins. Where there is no
ROUNDTRIP_PORT, PORT counts."""


def options(command: Any) -> Any:
    """Add an option for each setting to the command, so that `--help` shows every setting."""
    for setting in reversed(fields(Settings)):
        flag = f"--{setting.name.replace('_', '-')}"
        form = {"is_flag": True, "flag_value": "yes"} if setting.type == "bool" else {"metavar": metavar(setting)}
        command = click.option(flag, setting.name, help=described(setting), default=None, **form)(command)
    return command


def metavar(setting: Any) -> str:
    """Return the word for the value of an option."""
    return "SIZE" if setting.metadata["parse"] is size else "NUMBER" if setting.type == "int" else "TEXT"


def described(setting: Any) -> str:
    """Return the help of an option: a sentence, and the default if it is one that a person can read."""
    default = setting.default_factory()
    shown = in_words(default) if setting.metadata["parse"] is size else default
    return f"{setting.metadata['help']}{f' [{shown}]' if default not in ((), '', False) else ''}"


@click.group(invoke_without_command=True, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="flask-roundtrip")
@options
@click.pass_context
def main(context: click.Context, /, **values: str | None) -> None:
    """See every round trip your browser makes. Without a command, serve the page."""
    if context.invoked_subcommand is None:
        from .serve import serve_page

        serve_page(values)
    elif chosen := [name for name, value in values.items() if value is not None]:
        flag = chosen[0].replace("_", "-")
        raise click.UsageError(
            f"--{flag} is an option of the server, which `{context.invoked_subcommand}` does not use."
        )


for command in (routes, report, har):
    main.add_command(command)
