"""Plain English: phrases that STYLE advises against do not come back, neither on the page nor in a comment."""

from __future__ import annotations

import re

import pytest
from sentences import Sentence, sentences

OLD = {
    r"\bso far\b": "yet, or until now",
    r"\bat once\b": "immediately, or at the same time",
    r"\banew\b": "again",
    r"\bthereby\b": "so",
    r"\bshall\b": "must, or will",
    r"\b(of|by) which\b": "a sentence of its own",
    r"\bthat which\b": "the noun",
    r"\bwhatever it is\b": "the noun",
    r"\bfor (it|they|he|she|there|nobody|no one) (is|are|was|has|have|does|do|can|would)\b": "because",
    r"\bone's own\b": "the noun",
    r"\bmade up\b": "invented",
    r"\bhere stands\b|\bthere stands\b": "there is",
    r"\bis to be\b|\bare to be\b": "must be",
}
"""Pattern → what to write instead."""


@pytest.fixture(scope="module")
def texts() -> list[Sentence]:
    return list(sentences())


@pytest.mark.parametrize("pattern", OLD)
def test_no_sentence_uses_an_old_phrase(pattern: str, texts: list[Sentence]) -> None:
    assert sum(text.comment for text in texts) > 500
    assert sum(not text.comment for text in texts) > 1000
    found = [f"{text.file}:{text.line}: {text.text}" for text in texts if re.search(pattern, text.text, re.IGNORECASE)]
    assert found == [], f"write {OLD[pattern]}"
