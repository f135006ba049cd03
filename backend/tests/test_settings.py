"""Settings: an option, else a variable, else the default. An invalid value is an error of one line."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from roundtrip.cli import main
from roundtrip.config import SettingError, Settings, frontend, in_words


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("host", " localhost ", "localhost"),
        ("port", "0", 0),
        ("port", "65535", 65535),
        ("host", "unix:/x/socket", "unix:/x/socket"),
        ("workers", "2", 2),
        ("proxies", "0", 0),
        ("proxies", "2", 2),
        ("secret_key", "a", ("a",)),
        ("secret_key", "a, b", ("a", "b")),
        ("origins", "", ()),
        ("origins", "http://a.example, HTTPS://B.example:8443/,", ("http://a.example", "https://b.example:8443")),
        ("hosts", "", ()),
        ("hosts", "One.test, .two.test,10.0.0.1,fe80::1", ("one.test", ".two.test", "10.0.0.1", "fe80::1")),
        ("accounts", "anywhere", "anywhere"),
        ("login_limit", "20/minute", "20/minute"),
        ("login_limit", "5 per 2 hours", "5 per 2 hours"),
        ("max_upload", "1000", 1000),
        ("max_upload", "1000B", 1000),
        ("max_upload", "64MiB", 64 * 2**20),
        ("max_upload", "64 mib", 64 * 2**20),
        ("max_stored", "2GiB", 2 * 2**30),
        ("max_total", "8GiB", 8 * 2**30),
        ("body_shown", "1KiB", 2**10),
        ("keep", "60", 60),
        ("instance", "/x/y", Path("/x/y")),
        ("instance", "x", Path.cwd() / "x"),
        ("access_log", "yes", True),
        ("access_log", "no", False),
        ("instance", "~/x", Path.home() / "x"),
        ("uploads", "~/x", str(Path.home() / "x")),
        ("uploads", "s3://bucket/x", "s3://bucket/x"),
    ],
)
def test_a_value(name: str, text: str, value: object) -> None:
    assert getattr(Settings.load({f"ROUNDTRIP_{name.upper()}": text}), name) == value
    assert getattr(Settings.load({}, **{name: text}), name) == value


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("host", "", "is empty"),
        ("instance", " ", "is empty"),
        *(("port", text, "from 0 to 65535") for text in ["", "x", "-1", "65536", "1.5", "٣", "1e3", " 80"]),
        *(("workers", text, "from 1 to 64") for text in ["0", "65", "two"]),
        *(("proxies", text, "from 0 to 9") for text in ["-1", "10", "yes"]),
        *(("keep", text, "from 1 to") for text in ["0", "-1", "1h"]),
        *(("max_upload", text, "such as 64MiB") for text in ["", "0", "x", "64MB", "1.5GiB", "-1", "64 MiB x", "٣MiB"]),
        *(("secret_key", text, "empty key") for text in ["", ",", "a,", ",a", "a,,b"]),
        *(("hosts", text, "not a host name") for text in ["*", "a b", "http://a", "a.test:80", "a..b", ".", "é", "a/"]),
        *(("accounts", text, "not one of: local, anywhere") for text in ["", "yes", "Local"]),
        *(("access_log", text, "not one of: yes, no") for text in ["", "1", "true", "Yes"]),
        *(("login_limit", text, "such as 20/minute") for text in ["", "20", "x/minute", "20/moment", "-1/minute"]),
        ("origins", "*", "not an origin"),
        ("origins", "a.example", "not an origin"),
        ("origins", "http://", "not an origin"),
        ("origins", "http://*.example", "not an origin"),
        ("origins", "http://a.example/path", "not an origin"),
        ("origins", "file:///x", "not an origin"),
        ("origins", "null", "not an origin"),
    ],
)
def test_an_invalid_value(name: str, text: str, says: str) -> None:
    variable = f"ROUNDTRIP_{name.upper()}"
    with pytest.raises(SettingError, match=says) as wrong:
        Settings.load({variable: text})
    assert wrong.value.message.startswith(f"{variable}:")
    assert "\n" not in wrong.value.message
    with pytest.raises(SettingError, match=says) as wrong:
        Settings.load({}, **{name: text})
    assert wrong.value.message.startswith(f"{name}:")


def test_a_key_is_never_shown() -> None:
    with pytest.raises(SettingError) as wrong:
        Settings.load({}, secret_key="a secret,")
    assert "a secret" not in wrong.value.message


def test_the_option_wins_over_the_variable() -> None:
    assert Settings.load({"ROUNDTRIP_PORT": "1", "ROUNDTRIP_KEEP": "5"}, port="2", keep=None).port == 2
    assert Settings.load({"ROUNDTRIP_PORT": "nonsense"}, port="2").port == 2


def test_the_variable_of_a_container_names_the_port_if_no_other_does() -> None:
    assert Settings.load({"PORT": "8080"}).port == 8080
    assert Settings.load({"PORT": "8080", "ROUNDTRIP_PORT": "1"}).port == 1
    assert Settings.load({"PORT": "8080"}, port="2").port == 2
    with pytest.raises(SettingError, match=r"^PORT: 'x' is not a whole number from 0 to 65535$"):
        Settings.load({"PORT": "x"})


@pytest.mark.parametrize("each", fields(Settings), ids=lambda each: each.name)
def test_help_lists_every_setting(each: Any) -> None:
    shown = " ".join(CliRunner().invoke(main, ["--help"]).output.split())
    assert f"--{each.name.replace('_', '-')} " in shown
    assert "--max-upload is ROUNDTRIP_MAX_UPLOAD" in shown, "the rule for all variables"
    assert each.metadata["help"] in shown


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (1000, "1,000 bytes"), (1024, "1 KiB"), (64 * 2**20, "64 MiB"), (2**30, "1 GiB")],
)
def test_sizes_in_words(size: int, words: str) -> None:
    assert in_words(size) == words


def test_the_frontend_is_found() -> None:
    assert (frontend() / "index.html").is_file()


def test_an_instance_that_is_not_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = CliRunner().invoke(main, ["--instance", str(tmp_path / "file" / "x")])
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert "--instance" in result.output
