"""Situations that were recorded in real browsers (`tools/situations.py`), and the judgment of the wire's notes on them.

The browser is the judge: Chromium's own reasons, or the cookies that Firefox sent and held. Nothing here parses a
cookie as the wire does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from roundtrip.wire.environ import text
from roundtrip.wire.exchange import Exchange
from roundtrip.wire.trips import trips
from tests.situation_facts import LAX, STRICT, Fact, Facts

FOLDER = Path(__file__).parent / "situations"

MEANINGS: Mapping[str, Collection[str]] = {
    # Refused: the reason of the wire, and the reasons of Chromium (SetCookieBlockedReason) that it may state.
    r"it has a control character": {"DisallowedCharacter"},
    r"Chromium refuses a tab in it": {"DisallowedCharacter"},
    r"it has no name and no value": {"NoCookieContent"},
    r"Firefox refuses a cookie without a name": {"Nameless"},
    r"name and value are longer than 4096 bytes": {"NameValuePairExceedsMaxSize"},
    r"Domain=.* does not match .*": {"InvalidDomain"},
    r"Domain=.* is a public suffix": {"InvalidDomain"},
    r"Secure, and this is not HTTPS": {"SecureOnly"},
    r"a Secure cookie has this name, and this is not HTTPS": {"OverwriteSecure"},
    r"SameSite=None needs Secure": {"SameSiteNoneInsecure"},
    r"Partitioned needs Secure": {"Dropped"},  # Chromium drops it without a reason
    r"prefix __.*": {"InvalidPrefix"},
    r"SameSite=Strict, and a page of another site sent the request": STRICT,
    r"SameSite=Lax, and a page of another site sent the request": LAX,
    # Not sent (CookieBlockedReason).
    r"Path=((?! and ).)*": {"NotOnPath"},
    r"domain: it belongs to ((?! and ).)*": {"DomainMismatch", "OtherHost"},
    r"Secure": {"SecureOnly"},
    r"SameSite=Strict": STRICT,
    r"SameSite=Lax": LAX,
    r"Partitioned: ((?! and ).)*": {"OtherPartition"},
    r"the browser keeps third-party cookies apart": {"ThirdParty"},
    r"the browser blocks third-party cookies": {"UserPreferences", "ThirdPartyPhaseout", "ThirdParty"},
    r"the page sent the request without credentials": {"NotAsked", "AnonymousContext", "Dropped"},
    # Chromium gives no reason for a cookie that it does not have.
    r"the browser did not store it, because the page fetched it without credentials": {"Dropped"},
    r"the browser did not store it, because it blocks third-party cookies": {"UserPreferences", "ThirdParty"},
    r"expired": {"Expired"},
    r"the browser deleted it, because it keeps at most 180 cookies of a host": {"Evicted"},
    r"the browser no longer has it": {"Gone"},
}
"""The reason of the wire → the browser's reasons that it states."""

OURS = {"NotAsked", "Dropped", "OtherHost", "OtherPartition", "ThirdParty", "Nameless", "Expired", "Evicted", "Gone"}
"""Facts for which Chromium has no name: `NotAsked`, the browser has the cookie and did not consider it; `Dropped`, it
did not store it."""

CANNOT_TELL = re.compile(r"so the wire cannot tell")
NOTE = re.compile(r"cookie (?P<name>.*?) (?P<fate>refused|not sent): (?P<why>.*)", re.S)
NOTES = re.compile(
    r"(?P<count>\d+) cookies (?P<fate>refused|not sent): (?P<why>.*) \((?P<names>[^()]*) and \d+ more\)", re.S
)


@dataclass
class Judgment:
    """The notes of the wire in one situation: false, absent, without an answer, and without one of two reasons.

    `facts` is the number of cookies with a reason, and `either` that of notes with several possible reasons.
    """

    wrong: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    cannot_tell: list[str] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    facts: int = 0
    either: int = 0


@dataclass(frozen=True)
class Claim:
    name: str
    fate: str
    why: str


@cache
def recorded(browser: str) -> list[Facts]:
    situations: list[Facts] = json.loads((FOLDER / f"{browser}.json").read_text("utf-8"))["situations"]
    return situations


def exchange_of(facts: Facts) -> Exchange:
    """Return a recorded exchange as the recorder of the wire would store it."""

    def decoded(headers: list[list[str]]) -> list[tuple[str, str]]:
        return [(name, text(value)) for name, value in headers]

    return Exchange(
        id=facts["number"],
        started=facts["started"],
        wait=facts["wait"],
        method=facts["method"],
        url=facts["url"],
        status=facts["status"],
        request_headers=decoded(facts["request_headers"]),
        response_headers=decoded(facts["response_headers"]),
    )


def notes_in(situation: Facts) -> list[tuple[int, int, tuple[str, ...]]]:
    """Return the notes of the wire on each exchange: its number, the number of the first in its trip, the notes."""
    return sorted(
        (hop.exchange.id, trip[0].exchange.id, hop.changes)
        for trip in trips([exchange_of(facts) for facts in situation["exchanges"]])
        for hop in trip
    )


def read(note: str, facts: Sequence[Fact]) -> Iterator[Claim]:
    """Yield the claims of a note. It names some of many cookies; the others must be missing too."""
    if match := NOTES.fullmatch(note):
        named = match["names"].split(", ")
        others = [fact.name for fact in facts if fact.fate == match["fate"] and fact.name not in named]
        for name in [*named, *others][: int(match["count"])]:
            yield Claim(name, match["fate"], match["why"])
        for _ in range(int(match["count"]) - len(named) - len(others)):
            yield Claim("(one too many)", match["fate"], match["why"])
    elif match := NOTE.fullmatch(note):
        yield Claim("" if match["name"] == "(no name)" else match["name"], match["fate"], match["why"])


def meanings(why: str) -> list[Collection[str]]:
    """Return the browser's reasons that the wire states: for each of its reasons, a set of equivalent ones."""
    for pattern, reasons in MEANINGS.items():
        if re.fullmatch(pattern, why, re.S):
            return [reasons]
    parts = why.split(" and ")
    assert len(parts) > 1, f"MEANINGS does not have the reason {why!r}"
    return [reasons for part in parts for reasons in meanings(part)]


def fits(why: str, reasons: frozenset[str]) -> bool:
    """Return whether a claim agrees with the browser. Reasons joined by *and* must all be right; by *or*, one."""
    return any(all(reasons & set(stated) for stated in meanings(part)) for part in why.split(", or "))


def judge(situation: Facts, facts: Mapping[int, Sequence[Fact]]) -> Judgment:
    """Compare the claims of the wire with the facts of the browser."""
    judgment = Judgment()
    earlier: dict[int, list[Claim]] = {}
    choices: dict[str, list[bool]] = {}
    for number, trip, notes in notes_in(situation):
        claimed = [claim for note in notes for claim in read(note, facts[number])]
        for claim in claimed:
            judge_claim(claim, number, facts[number], judgment)
        stated = earlier[trip] = earlier.get(trip, []) + claimed
        judgment.facts += len(facts[number])
        for fact in facts[number]:
            answered = any(about(claim, fact) and agrees(claim, fact) for claim in stated)
            if fact.either:
                choices.setdefault(fact.either, []).append(answered)
            elif fact.shown and not answered:
                judgment.silent.append(f"{number}: {fact}")
    judgment.silent += [f"never: {key}" for key, answers in choices.items() if len(answers) > 1 and not any(answers)]
    return judgment


def judge_claim(claim: Claim, number: int, facts: Sequence[Fact], judgment: Judgment) -> None:
    """Note whether a claim agrees with a fact, and how sure it is."""
    same = [fact for fact in facts if about(claim, fact)]
    if not any(agrees(claim, fact) for fact in same):
        judgment.wrong.append(f"{number}: {claim}, but the browser: {[sorted(fact.reasons) for fact in same]}")
    if CANNOT_TELL.search(claim.why):
        judgment.cannot_tell.append(f"{number}: {claim}")
    elif same and not any(complete(claim, fact) for fact in same):
        judgment.incomplete.append(f"{number}: {claim}, but the browser: {[sorted(fact.reasons) for fact in same]}")
    judgment.either += ", or " in claim.why


def about(claim: Claim, fact: Fact) -> bool:
    name = fact.name if len(fact.name) <= 64 else f"{fact.name[:64]}…"
    return (claim.name, claim.fate) == (name, fact.fate)


def agrees(claim: Claim, fact: Fact) -> bool:
    return bool(CANNOT_TELL.search(claim.why)) or fits(claim.why, fact.reasons)


def complete(claim: Claim, fact: Fact) -> bool:
    """Return whether a claim states each reason that Chromium gives; `OURS` are not among them."""
    stated = {reason for part in claim.why.split(", or ") for reasons in meanings(part) for reason in reasons}
    return fact.reasons - OURS <= stated
