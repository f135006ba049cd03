"""The reason that a cookie is missing: certain where the headers show it, and named as unknown where they do not."""

from __future__ import annotations

import pytest

from roundtrip.wire.exchange import Exchange
from roundtrip.wire.jar import APART, BLOCKED, OMITTED
from roundtrip.wire.reasons import GONE, OTHER_SITE, OWN_SITE, TOO_MANY
from tests.exchanges import ORIGIN, exchange, notes

CHROMIUM = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
OLD_CHROMIUM = CHROMIUM.replace("156", "120")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"
CURL = "curl/8.5"
OTHER = "http://localhost:5000"
NONE = "SameSite=None; Secure"


def asked(agent: str, site: str = "none", dest: str = "document", access: str = "", **more: str) -> dict[str, str]:
    """Return the headers of a request: from which site, and what for."""
    mode = "navigate" if dest in ("document", "iframe") else "cors"
    headers = {"User-Agent": agent, "Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
    headers |= {"Sec-Fetch-Storage-Access": access} if access else {}
    return headers | more


def missing(*exchanges: Exchange) -> list[str]:
    """Return the reasons that the last exchange lacks the cookie `a`."""
    return [note.removeprefix("cookie a not sent: ") for note in notes(*exchanges)[-1]]


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({}, GONE),
        ({"User-Agent": CURL}, GONE),
        (asked(CHROMIUM), GONE),
        (asked(CHROMIUM, "cross-site"), GONE),
        (asked(CHROMIUM, "same-origin", "empty"), OMITTED),
        (asked(CHROMIUM, "same-site", "empty"), OMITTED),
        (asked(CHROMIUM, "cross-site", "empty"), OMITTED),
        (asked(CHROMIUM, "cross-site", "empty", "none"), BLOCKED),
        (asked(CHROMIUM, "cross-site", "empty", "inactive"), BLOCKED),
        (asked(CHROMIUM, "cross-site", "empty", "active"), GONE),
        (asked(CHROMIUM, "same-origin", "empty", "none"), BLOCKED),
        (asked(CHROMIUM, "same-origin", "iframe"), OMITTED),
        (asked(OLD_CHROMIUM, "cross-site", "empty"), f"{OMITTED}, or {BLOCKED}"),
        (asked(FIREFOX), GONE),
        (asked(FIREFOX, "cross-site", "empty"), f"{OMITTED}, or {BLOCKED}"),
        (asked(FIREFOX, "cross-site", "empty", "none"), APART),
        (asked(FIREFOX, "cross-site", "iframe"), BLOCKED),
        (asked(FIREFOX, "same-origin", "empty"), f"{OMITTED}, or {BLOCKED}"),
    ],
)
def test_a_cookie_that_every_site_may_send(headers: dict[str, str], why: str) -> None:
    """Sec-Fetch-Storage-Access tells whether a browser blocks it; without this header, a request may omit it."""
    assert missing(exchange(1, sets=[f"a=1; {NONE}"]), exchange(2, headers=headers)) == [why]


def test_a_cookie_of_the_same_request_proves_that_it_has_credentials() -> None:
    headers = asked(CHROMIUM, "same-origin", "empty")
    assert missing(exchange(1, sets=["a=1", "b=1"]), exchange(2, cookie="b=1", headers=headers)) == [GONE]


@pytest.mark.parametrize(
    ("where", "why"),
    [
        (asked(CHROMIUM, "cross-site", "document"), "SameSite=Strict"),
        (asked(CHROMIUM, "cross-site", "empty", "active"), "SameSite=Strict"),
        (asked(CHROMIUM, "cross-site", "empty", "none"), f"SameSite=Strict and {BLOCKED}"),
        (asked(CHROMIUM, "same-origin", "empty", "active"), "SameSite=Strict"),
        (asked(FIREFOX, "cross-site", "empty", "none"), f"SameSite=Strict and {APART}"),
        (asked(CHROMIUM, "cross-site", "document", Referer=f"{ORIGIN}/"), GONE),
        (asked(FIREFOX, "cross-site", "document", Referer=f"{ORIGIN}/"), "SameSite=Strict"),
    ],
)
def test_a_strict_cookie(where: dict[str, str], why: str) -> None:
    """A request is cross-site also in another site's frame, and in Firefox after a redirect through another site."""
    assert missing(exchange(1, sets=["a=1; SameSite=Strict"]), exchange(2, headers=where)) == [why]


def test_firefox_keeps_a_strict_cookie_back_after_a_redirect_through_another_site() -> None:
    """Sec-Fetch-Site does not show the redirect if the person typed the address."""
    chain = exchange(2, f"{OTHER}/re", status=302, to=f"{ORIGIN}/landing", headers=asked(FIREFOX))
    after = exchange(3, headers=asked(FIREFOX))
    assert missing(exchange(1, sets=["a=1; SameSite=Strict"]), chain, after)[-1:] == ["SameSite=Strict"]


@pytest.mark.parametrize(
    ("agent", "samesite", "why"),
    [(CHROMIUM, "Lax", "SameSite=Lax"), (CHROMIUM, "", "SameSite=Lax"), (FIREFOX, "", f"{OMITTED}, or {BLOCKED}")],
)
def test_firefox_has_no_default_for_samesite(agent: str, samesite: str, why: str) -> None:
    setter = exchange(1, sets=[f"a=1; SameSite={samesite}"], headers=asked(agent))
    headers = asked(agent, "cross-site", "empty", "active" if agent == CHROMIUM else "")
    assert missing(setter, exchange(2, headers=headers)) == [why]


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Accept": "text/html"}, f"SameSite=Strict, or {GONE}"),
        ({"Referer": f"{OTHER}/", "Accept": "text/html"}, "SameSite=Strict"),
        ({"Referer": f"{OTHER}/", "Accept": "*/*"}, "SameSite=Strict"),
        ({"Referer": "http://example.org/", "Accept": "text/html"}, GONE),
    ],
)
def test_plain_http_has_no_fetch_metadata(headers: dict[str, str], why: str) -> None:
    setter = exchange(1, "http://example.org/", sets=["a=1; SameSite=Strict"])
    later = exchange(2, "http://example.org/", headers={"User-Agent": CHROMIUM, **headers})
    assert missing(setter, later) == [why]


def test_plain_http_a_strict_cookie_in_the_request_shows_that_no_other_site_sent_it() -> None:
    setter = exchange(1, "http://example.org/", sets=["a=1; SameSite=Strict", "b=1; SameSite=Strict"])
    headers = {"User-Agent": CHROMIUM, "Accept": "text/html"}
    assert missing(setter, exchange(2, "http://example.org/", cookie="b=1", headers=headers)) == [GONE]


@pytest.mark.parametrize(
    ("setter", "later", "why"),
    [
        (asked(CHROMIUM), asked(CHROMIUM, "cross-site", "empty", "none"), OWN_SITE),
        (asked(CHROMIUM, "cross-site", "empty", "none"), asked(CHROMIUM), OTHER_SITE),
        (asked(CHROMIUM, "cross-site", "empty", "none"), asked(CHROMIUM, "cross-site", "empty", "none"), OTHER_SITE),
        (asked(CHROMIUM), asked(CHROMIUM), GONE),
    ],
)
def test_a_partitioned_cookie(setter: dict[str, str], later: dict[str, str], why: str) -> None:
    response = exchange(1, sets=[f"a=1; {NONE}; Partitioned"], headers=setter)
    assert missing(response, exchange(2, headers=later)) == [why]


def test_firefox_keeps_the_cookies_of_third_parties_apart() -> None:
    setter = exchange(1, sets=[f"a=1; {NONE}"], headers=asked(FIREFOX, "cross-site", "empty", "none"))
    assert missing(setter, exchange(2, headers=asked(FIREFOX))) == [APART]


def test_a_deletion_without_partitioned_leaves_the_partitioned_cookie() -> None:
    setter = exchange(1, sets=[f"a=1; {NONE}; Partitioned"])
    assert missing(setter, exchange(2, cookie="a=1", sets=[f"a=; {NONE}; Max-Age=0"]), exchange(3, cookie="a=1")) == []


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        (asked(CHROMIUM, "same-origin", "empty"), "because the page fetched it without credentials"),
        (asked(FIREFOX, "cross-site", "iframe"), "because it blocks third-party cookies"),
    ],
)
def test_a_cookie_that_was_perhaps_never_stored(headers: dict[str, str], why: str) -> None:
    setter = exchange(1, sets=[f"a=1; {NONE}"], headers=headers)
    said = missing(setter, exchange(2, headers=asked(headers["User-Agent"])))
    assert said == [f"the browser did not store it, {why}"]


def test_the_same_name_and_value_at_two_paths() -> None:
    both = ["a=1; Path=/", "a=1; Path=/x"]
    assert missing(exchange(1, sets=both), exchange(2, "/landing", cookie="a=1")) == ["Path=/x"]
    deleted = exchange(2, "/x/y", cookie="a=1; a=1", sets=["a=; Path=/x; Max-Age=0"])
    assert missing(exchange(1, sets=both), deleted, exchange(3, "/x/y", cookie="a=1")) == ["expired"]
    one = missing(exchange(1, sets=both), exchange(2, "/x/y", cookie="a=1"))
    assert one == ["it has the name and value of another cookie, so the wire cannot tell which of the two is missing"]


def test_a_deletion_at_another_path_deletes_nothing() -> None:
    setter = exchange(1, sets=["a=1; Path=/"])
    assert missing(setter, exchange(2, cookie="a=1", sets=["a=; Path=/x; Max-Age=0"]), exchange(3, cookie="a=1")) == []


def test_a_cookie_that_no_recorded_response_set() -> None:
    why = "no recorded response set it, so the wire cannot tell why"
    first = exchange(1, cookie="a=1", headers=asked(CHROMIUM))
    assert missing(first, exchange(2, headers=asked(CHROMIUM))) == [why]
    assert missing(first, exchange(2), exchange(3)) == [], "it is noted once"
    assert missing(first, exchange(2, f"{OTHER}/", headers=asked(CHROMIUM))) == []
    assert missing(first, exchange(2, headers=asked(CHROMIUM, "cross-site", "empty"))) == []


def test_a_later_response_replaces_a_cookie_that_no_recorded_response_set() -> None:
    first = exchange(1, cookie="a=1", sets=["a=2; Path=/other"])
    assert missing(first, exchange(2)) == ["Path=/other"]


def test_a_cookie_without_a_name() -> None:
    said = notes(exchange(1, sets=["=x; Path=/other"]), exchange(2))
    assert said[1] == ("cookie (no name) not sent: Path=/other",)
    assert notes(exchange(1, sets=["x"]), exchange(2, cookie="x"), exchange(3))[1:] == [
        (),
        (f"cookie (no name) not sent: {GONE}",),
    ]


def test_firefox_takes_text_without_an_equals_sign_as_a_name() -> None:
    setter = exchange(1, sets=["a", "=b"], headers=asked(FIREFOX))
    assert notes(setter, exchange(2, cookie="a=", headers=asked(FIREFOX))) == [
        ("cookie (no name) refused: Firefox refuses a cookie without a name",),
        (),
    ]


def test_cookies_that_a_browser_deletes_because_there_are_too_many() -> None:
    """They share a note: a browser deletes about thirty at a time."""
    setter = exchange(1, sets=[f"c{number}=1" for number in range(181)])
    later = exchange(2, cookie="; ".join(f"c{number}=1" for number in range(31, 181)))
    assert notes(setter, later, exchange(3, cookie=later.request_headers[0][1])) == [
        (),
        (f"31 cookies not sent: {TOO_MANY} (c0, c1, c2, c3, c4 and 26 more)",),
        (),
    ]


def test_a_long_name_is_shortened() -> None:
    setter = exchange(1, sets=[f"{'a' * 100}=1; Path=/other"])
    assert notes(setter, exchange(2))[1] == (f"cookie {'a' * 64}… not sent: Path=/other",)


def test_a_script_can_fill_the_jar_too() -> None:
    crowd = "; ".join(f"c{number}=1" for number in range(150))
    assert missing(exchange(1, sets=["a=1"]), exchange(2, cookie=crowd)) == [TOO_MANY]


def test_a_long_header_may_be_truncated() -> None:
    """The record truncates headers, so a cookie that it does not show may have been sent."""
    assert missing(exchange(1, sets=["a=1"]), exchange(2, cookie=f"b={'x' * 17_000}…")) == []


def test_a_secure_cookie_is_not_replaced_over_http() -> None:
    setter = exchange(1, "https://example.org/", sets=["a=1; Secure"])
    refusal = "cookie a refused: a Secure cookie has this name, and this is not HTTPS"
    assert notes(setter, exchange(2, "http://example.org/", sets=["a=2"]))[1] == ("cookie a not sent: Secure", refusal)
