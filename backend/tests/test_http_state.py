"""The tool that ports the corpus of the parser lab: it reads the files of a checkout and writes a module of data."""

from __future__ import annotations

from pathlib import Path

import http_state
import pytest

FILES = {
    "name0001-test": b"Set-Cookie:  a=bar\n",
    "name0001-expected": b"Cookie: a=bar\n",
    "0003-test": b"Set-Cookie: a=1; Expires=Fri, 07 Aug 2007 08:04:19 GMT\n"
    b"set-cookie: b=2; expires=Sun, 18-Apr-2027 21:06:29 GMT",
    "0003-expected": b"Cookie: b=2\n",
    "0028-test": b"Set-Cookie: foo\nSet-Cookie: \t\n",
    "0028-expected": b"Set-Cookie: foo\nSet-Cookie:    \n",
    "disabled-chromium0022-test": b"Set-Cookie: AAA=BB\0Z\rY\n",
    "disabled-chromium0022-expected": b"",
    "domain0027-test": b"Set-Cookie: foo=\xe6\x98\xa5; domain=home.example.org:8888\n"
    b"Location: http://home.example.org:8888/cookie-parser-result?domain0027\n",
    "domain0027-expected": b"",
    "path0028-test": b"Set-Cookie: a=" + b"a" * 120 + b"\nLocation: /cookie-parser-result/f%6Fo?path0028\n",
    "path0028-expected": b"Cookie: " + b"b" * 100,
}
CASES = [
    '  ["0003", ["a=1; Expires=Fri, 07 Aug 2007 08:04:19 GMT", "b=2; expires=Sun, 18-Apr-2099 21:06:29 GMT"], "b=2"],',
    '  ["0028", ["foo", ""], ""],',
    '  ["disabled-chromium0022", ["AAA=BB\\u0000Z\\rY"], ""],',
    '  ["domain0027", ["foo=春; domain=home.example.org:8888"], "", "http://home.example.org/cookie-parser-result"],',
    '  ["name0001", ["a=bar"], "a=bar"],',
    '  ["path0028", [`a=${"a".repeat(120)}`], "b".repeat(100), "/cookie-parser-result/f%6Fo"],',
]


def test_the_cases_become_lines_of_a_module(tmp_path: Path) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    text = http_state.written(http_state.cases(tmp_path))
    assert text == http_state.HEAD + "\n".join([*CASES, "];", ""])
    assert "github.com/abarth/http-state" in text
    assert "Licence" in text


def test_the_file_in_the_repository_has_the_whole_corpus() -> None:
    text = http_state.OUTPUT.read_text("utf-8")
    assert text.startswith(http_state.HEAD)
    assert len([line for line in text.splitlines() if line.startswith("  [")]) == 222


def test_a_wrong_folder_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["http_state.py", str(tmp_path)])
    with pytest.raises(SystemExit, match=r"does not exist\. Name the folder of a checkout"):
        http_state.main()
