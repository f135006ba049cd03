"""The situations that `tools/situations.py` records, as a table: one row each.

A place is `SITE/path`. `home` and `other` are 127.0.0.1 and localhost: one server, two sites. `dot` is `localhost.`;
`a`, `b` and `www.a` are below localhost; `plain` and `www` are `example.test` and `www.example.test` over HTTP, and
`tls` and `tls.www` the same names over HTTPS.
"""

from __future__ import annotations

from situation_steps import Situation, clear, cookie, fetch, frame, go, hop, image, kept, link, post, script, wait

NONE = "SameSite=None; Secure; Path=/"
SCRIPTED = "a script changes cookies, and no request shows it"

PATHS = (
    kept("Path of another folder", "a=1; Path=/other"),
    kept("Path of a folder above", "a=1; Path=/user", then="home/user/x"),
    kept("Path that is only the beginning of a name", "a=1; Path=/land"),
    kept("Path with a slash at its end, page without", "a=1; Path=/landing/"),
    kept("Path in another letter case", "a=1; Path=/Landing"),
    kept("Path without a slash at its beginning", "a=1; Path=landing", first="home/one/two", then="home/landing"),
    kept("No Path: the folder of the address", "a=1", first="home/one/two", then="home/landing"),
    kept("No Path: the folder of the address, below", "a=1", first="home/one/two", then="home/one/x/y"),
    kept("Path /user/a, target /user/%61", "a=1; Path=/user/a", then="home/user/%61"),
    kept("Path /user/%61, target /user/a", "a=1; Path=/user/%61", then="home/user/a"),
    kept("Path /user/%61, target /user/%61", "a=1; Path=/user/%61", then="home/user/%61"),
    kept("Path /user/a, target /user/a%2Fb", "a=1; Path=/user/a", then="home/user/a%2Fb"),
    kept("Path /user/a, target /user/a/b", "a=1; Path=/user/a", then="home/user/a/b"),
    kept("Path /a%2Fb, target /a%2Fb", "a=1; Path=/a%2Fb", then="home/a%2Fb"),
    kept("Path /a%2fb, target /a%2Fb", "a=1; Path=/a%2fb", then="home/a%2Fb"),
    kept("No Path, target with %2F", "a=1", first="home/user/a%2Fb", then="home/user/c"),
    kept("No Path, target with %2F, above", "a=1", first="home/user/a%2Fb/c", then="home/user/a/c"),
    kept("Path with a quote", 'a=1; Path="/landing"', first="home/one/two"),
    kept("Path of 1025 bytes is ignored", f"a=1; Path=/{'x' * 1024}", first="home/one/two"),
    kept("Two Paths: the last counts", "a=1; Path=/landing; Path=/other"),
    kept("An empty Path after another", "a=1; Path=/other; Path=", first="home/one/two", then="home/landing"),
    kept("Path with a question mark", "a=1; Path=/landing?s", then="home/landing"),
    kept("Path with a letter beyond ASCII", "a=1; Path=/\xc3\xbc", then="home/%C3%BC"),
)

DOMAINS = (
    kept("Host-only cookie of the parent", "a=1", first="a/landing", then="www.a/landing"),
    kept("Domain cookie of the parent", "a=1; Domain=a.localhost", first="a/landing", then="www.a/landing"),
    kept("Domain cookie set by the child", "a=1; Domain=a.localhost", first="www.a/landing", then="a/landing"),
    kept("Domain of a sibling", "a=1; Domain=b.localhost", first="a/landing", then="b/landing"),
    kept("Domain of a child", "a=1; Domain=www.a.localhost", first="a/landing", then="www.a/landing"),
    kept("Domain is a public suffix", "a=1; Domain=localhost", first="a/landing", then="other/landing"),
    kept("Domain is the host, a single label", "a=1; Domain=localhost", first="other/landing", then="other/landing"),
    kept("Domain is the address", "a=1; Domain=127.0.0.1"),
    kept("Domain is a part of the address", "a=1; Domain=0.0.1"),
    kept("Domain is another address", "a=1; Domain=127.0.0.2"),
    kept("Domain with a dot at its beginning", "a=1; Domain=.a.localhost", first="a/landing", then="www.a/landing"),
    kept("Domain with two dots at its beginning", "a=1; Domain=..a.localhost", first="a/landing", then="www.a/landing"),
    kept("Domain with a dot at its end", "a=1; Domain=a.localhost.", first="a/landing", then="a/landing"),
    kept("Domain in capitals", "a=1; Domain=A.LOCALHOST", first="a/landing", then="www.a/landing"),
    kept("An empty Domain", "a=1; Domain=", first="a/landing", then="a/landing"),
    kept("An empty Domain, asked by the child", "a=1; Domain=", first="a/landing", then="www.a/landing"),
    kept("Two Domains: the last counts", "a=1; Domain=b.localhost; Domain=a.localhost", first="a/x", then="www.a/x"),
    kept("A cookie of another host", "a=1", then="other/landing"),
    kept("A cookie of the host with a dot at its end", "a=1", first="dot/landing", then="other/landing"),
    kept("A cookie of the host, asked with a dot at its end", "a=1", first="other/landing", then="dot/landing"),
    kept("A cookie of the host with a dot, asked there again", "a=1", first="dot/landing", then="dot/landing"),
    kept("Domain=localhost at localhost.", "a=1; Domain=localhost", first="dot/landing", then="dot/landing"),
    kept("Host-only and Domain cookie of one name", "a=1", "a=2; Domain=a.localhost", first="a/x", then="www.a/x"),
)

ATTRIBUTES = (
    kept("Secure at a loopback address", "a=1; Secure"),
    kept("Secure at localhost", "a=1; Secure", first="other/landing", then="other/landing"),
    kept("Secure at a name below localhost", "a=1; Secure", first="a/landing", then="a/landing"),
    kept("Secure at localhost.", "a=1; Secure", first="dot/landing", then="dot/landing"),
    kept("Secure over HTTP", "a=1; Secure", first="plain/landing", then="plain/landing"),
    kept("Secure over HTTPS", "a=1; Secure", first="tls/landing", then="tls/landing"),
    kept("Secure from HTTPS, asked over HTTP", "a=1; Secure", first="tls/landing", then="plain/landing"),
    kept("From HTTPS, asked over HTTP", "a=1", first="tls/landing", then="plain/landing"),
    Situation(
        "Without Secure over one that has it",
        (go("tls/landing", "a=1; Secure"), go("plain/landing", "a=2"), go("plain/landing"), go("tls/landing")),
    ),
    kept("Secure with a value", "a=1; Secure=no"),
    kept("HttpOnly", "a=1; HttpOnly"),
    Situation("A script overwrites an HttpOnly cookie", (go("home/x", "a=1; HttpOnly"), cookie("a=2"), go("home/x"))),
    kept("SameSite=None without Secure", "a=1; SameSite=None"),
    kept("SameSite=None with Secure", "a=1; SameSite=None; Secure"),
    kept("Max-Age=0", "a=1; Max-Age=0"),
    kept("A negative Max-Age", "a=1; Max-Age=-1"),
    kept("Max-Age that is no number", "a=1; Max-Age=1x"),
    kept("Expires in the past", "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT"),
    kept("Expires in the future", "a=1; Expires=Thu, 01 Jan 2099 00:00:00 GMT"),
    kept("Expires in the past, Max-Age in the future", "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60"),
    Situation("Max-Age passes", (go("home/x", "a=1; Max-Age=1"), wait(1.6), go("home/x"))),
    Situation("Deleted by Max-Age=0", (go("home/x", "a=1"), go("home/x", "a=; Max-Age=0"), go("home/x"))),
    Situation(
        "Deleted by Expires",
        (go("home/x", "a=1"), go("home/x", "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"), go("home/x")),
    ),
    Situation(
        "An Expires without a time", (go("home/x", "a=1"), go("home/x", "a=1; Expires=Thu, 01 Jan 1970"), go("home/x"))
    ),
    Situation("Set in a redirect", (go("home/re", "a=1; Path=/", "b=1; Path=/other", to=["home/landing"]),)),
    Situation("Set in a redirect to another host", (go("home/re", "a=1; Path=/", to=["other/landing"]),)),
    Situation("Refused in a redirect", (go("home/re", "a=1; SameSite=None", to=["home/landing"]),)),
    Situation(
        "Deleted in a redirect",
        (go("home/x", "a=1; Path=/"), post("home/re", "a=; Path=/; Max-Age=0", to=["home/landing"]), go("home/x")),
    ),
    Situation(
        "Missing at two hops",
        (go("home/x", "a=1; Path=/other"), go("home/re", to=["home/re2", "home/other/x"]), go("home/landing")),
    ),
    kept("Max-Age of ten years", "a=1; Max-Age=315360000"),
    Situation(
        "Deletion with another Path does nothing",
        (go("home/x", "a=1; Path=/"), go("home/x", "a=; Path=/other; Max-Age=0"), go("home/x")),
    ),
    Situation(
        "Deletion with another Path, then the right one",
        (
            go("home/x", "a=1; Path=/x"),
            go("home/x", "a=; Path=/; Max-Age=0"),
            go("home/x", "a=; Path=/x; Max-Age=0"),
            go("home/x"),
        ),
    ),
    Situation(
        "The same name and value at two Paths, one of two deleted",
        (
            go("home/x/y", "a=1; Path=/", "a=1; Path=/x"),
            go("home/x/y", "a=; Path=/x; Max-Age=0"),
            go("home/x/y"),
            go("home/landing"),
        ),
    ),
    Situation(
        "The same name and value at two Paths, the outer deleted",
        (
            go("home/x/y", "a=1; Path=/", "a=1; Path=/x"),
            go("home/x/y", "a=; Path=/; Max-Age=0"),
            go("home/x/y"),
            go("home/landing"),
        ),
    ),
    Situation(
        "The same name and value at two Paths", (go("home/x/y", "a=1; Path=/", "a=1; Path=/x"), go("home/landing"))
    ),
    Situation(
        "The same name and value at two Paths, a script deletes one",
        (
            go("home/x/y", "a=1; Path=/", "a=1; Path=/x"),
            cookie("a=; Path=/x; Max-Age=0"),
            go("home/x/y"),
            go("home/x/y"),
        ),
        hidden=SCRIPTED,
    ),
    Situation("Overwritten with other attributes", (go("home/x", "a=1"), go("home/x", "a=2; Max-Age=0"), go("home/x"))),
)

NAMES = (
    kept("Without name", "=a"),
    kept("Without name and without =", "a"),
    kept("Without name, of another folder", "=a; Path=/other"),
    kept("A name without value", "a="),
    kept("Nothing at all", "=; Path=/"),
    kept("An empty header", ""),
    Situation("Without name, deleted", (go("home/x", "=a"), go("home/x", "=; Max-Age=0"), go("home/x"))),
    Situation("Without name, replaced", (go("home/x", "=a"), go("home/x", "b"), go("home/x"))),
    Situation("Without name, replaced and deleted", (go("home/x", "=a"), go("home/x", "b; Max-Age=0"), go("home/x"))),
    kept("Without name, the value has a prefix", "=__Host-a=1; Secure; Path=/"),
    kept("Without name, the value is a prefix", "__Secure-a; Secure; Path=/"),
    kept("__Secure- with Secure", "__Secure-a=1; Secure"),
    kept("__Secure- without Secure", "__Secure-a=1"),
    kept("__Secure- in lower case", "__secure-a=1"),
    kept("__Host- with all that it needs", "__Host-a=1; Secure; Path=/"),
    kept("__Host- without Secure", "__Host-a=1; Path=/"),
    kept("__Host- with Domain", "__Host-a=1; Secure; Path=/; Domain=a.localhost", first="a/x", then="a/x"),
    kept("__Host- with another Path", "__Host-a=1; Secure; Path=/landing"),
    kept("__Host- without Path at /", "__Host-a=1; Secure", first="home/", then="home/"),
    kept("__Host- without Path in a folder", "__Host-a=1; Secure", first="home/one/two", then="home/one/two"),
    kept("__Http- with all that it needs", "__Http-a=1; Secure; HttpOnly"),
    kept("__Http- without HttpOnly", "__Http-a=1; Secure"),
    kept("__Http- without Secure", "__Http-a=1; HttpOnly"),
    kept("__Host-Http- with all that it needs", "__Host-Http-a=1; Secure; HttpOnly; Path=/"),
    kept("__Host-Http- without HttpOnly", "__Host-Http-a=1; Secure; Path=/"),
    kept("__Host-Http- with another Path", "__Host-Http-a=1; Secure; HttpOnly; Path=/landing"),
    Situation("__Http- by a script", (go("home/x"), cookie("__Http-a=1; Secure"), go("home/x"))),
    kept("A control character in the value", "a=1\x012"),
    kept("A control character in the name", "a\x01b=1"),
    kept("DEL in the value", "a=1\x7f2"),
    kept("A control character in an attribute", "a=1; Path=/\x01x"),
    kept("A control character in an unknown attribute", "a=1; Odd=\x01"),
    kept("A tab in the value", "a=1\t2"),
    kept("Bytes beyond ASCII", "a=\xc3\xbc"),
    kept("A byte that is not UTF-8", "a=\xff"),
    kept("4096 bytes", f"a={'x' * 4095}"),
    kept("4097 bytes", f"a={'x' * 4096}"),
    kept("4097 bytes of UTF-8", f"a={'é' * 2048}".encode().decode("latin-1")),
    kept("A name of 4097 bytes", f"{'a' * 4097}="),
    kept("Quotes stay", 'a="1 2"'),
    kept("A comma stays", "a=1,2"),
    kept("Spaces around name and value", " a = 1 ; Path=/other"),
)

THREE = ("s=1; SameSite=Strict; Path=/", "l=1; SameSite=Lax; Path=/", f"n=1; {NONE}", "d=1; Path=/")
"""A cookie of each mode; `d` has no SameSite."""

SET_THREE = go("home/x", *THREE)
OTHER = go("other/x")

SENT_ACROSS = (
    Situation("A link from the other site", (SET_THREE, OTHER, link("home/landing"))),
    Situation("A form from the other site, by POST", (SET_THREE, OTHER, post("home/landing"))),
    Situation("A fetch from the other site", (SET_THREE, OTHER, fetch("home/landing"))),
    Situation("A fetch by POST from the other site", (SET_THREE, OTHER, fetch("home/landing", method="POST"))),
    Situation("An image from the other site", (SET_THREE, OTHER, image("home/landing"))),
    Situation("A frame from the other site", (SET_THREE, OTHER, frame("home/landing"))),
    Situation(
        "A link in the frame from the other site", (SET_THREE, OTHER, frame("home/x"), link("home/y", inside=True))
    ),
    Situation(
        "A fetch in the frame from the other site", (SET_THREE, OTHER, frame("home/x"), fetch("home/y", inside=True))
    ),
    Situation(
        "A POST in the frame from the other site", (SET_THREE, OTHER, frame("home/x"), post("home/y", inside=True))
    ),
    Situation("A link of the same site", (SET_THREE, link("home/landing"))),
    Situation("A POST of the same site", (SET_THREE, post("home/landing"))),
    Situation("A fetch of the same site", (SET_THREE, fetch("home/landing"))),
    Situation("A frame of the same site", (SET_THREE, frame("home/landing"))),
    Situation("An image of the same site", (SET_THREE, image("home/landing"))),
    Situation("A fetch from a sibling", (go("www.a/x", *THREE), go("a/x"), fetch("www.a/landing"))),
    Situation("A link from a neighbour below localhost", (go("b/x", *THREE), go("a/x"), link("b/landing"))),
    Situation("A redirect from the other site, address entered", (SET_THREE, go("other/re", to=["home/landing"]))),
    Situation("A redirect from the other site, link there", (SET_THREE, OTHER, link("other/re", to=["home/landing"]))),
    Situation("A link that leaves and comes back", (SET_THREE, link("other/re", to=["home/landing"]))),
    Situation("A link from here over there and back", (SET_THREE, link("home/re", to=["other/re", "home/landing"]))),
    Situation("A link from there over here", (SET_THREE, OTHER, link("home/re", to=["home/landing"]))),
    Situation("A POST from there, 302", (SET_THREE, OTHER, post("home/re", to=["home/landing"]))),
    Situation("A POST from there, 307", (SET_THREE, OTHER, post("home/re", to=["home/landing"], status=307))),
    Situation("A fetch that leaves and comes back", (SET_THREE, fetch("other/re", to=["home/landing"]))),
    Situation("A frame that leaves and comes back", (SET_THREE, frame("other/re", to=["home/landing"]))),
    Situation("A POST that leaves and comes back, 307", (SET_THREE, post("other/re", to=["home/x"], status=307))),
    Situation(
        "Strict and Path at once",
        (go("home/x", "a=1; SameSite=Strict; Path=/other"), OTHER, link("home/landing")),
    ),
    Situation(
        "Lax and Path at once, image from the other site",
        (go("home/x", "a=1; SameSite=Lax; Path=/other"), OTHER, image("home/landing")),
    ),
    Situation("From HTTPS, a link from HTTP", (go("tls/x", *THREE), go("plain/x"), link("tls/landing"))),
    Situation("A fetch with a preflight", (SET_THREE, OTHER, fetch("home/x", method="POST", header="x-situation"))),
)

PLAIN = (
    Situation("Over HTTP, a link from another site", (go("plain/x", *THREE), OTHER, link("plain/landing"))),
    Situation("Over HTTP, a POST from another site", (go("plain/x", *THREE), OTHER, post("plain/landing"))),
    Situation("Over HTTP, a fetch from another site", (go("plain/x", *THREE), OTHER, fetch("plain/landing"))),
    Situation("Over HTTP, a frame from another site", (go("plain/x", *THREE), OTHER, frame("plain/landing"))),
    Situation("Over HTTP, a fetch without credentials", (go("plain/x", *THREE), fetch("plain/y", credentials="omit"))),
    Situation("Over HTTP, set in a fetch from another site", (OTHER, fetch("plain/x", *THREE), go("plain/landing"))),
    Situation("Over HTTP, a link of the same site", (go("plain/x", *THREE), link("plain/landing"))),
    Situation(
        "Over HTTP, a script deletes a cookie",
        (go("plain/x", "a=1", "b=1"), cookie("a=; Max-Age=0"), go("plain/landing")),
    ),
    Situation("Over HTTP, a link from HTTPS", (go("tls/x", "s=1; SameSite=Strict; Path=/"), link("plain/landing"))),
)

SET_ACROSS = (
    Situation("Set in a fetch from the other site", (OTHER, fetch("home/x", *THREE), go("home/landing"))),
    Situation("Set in an image from the other site", (OTHER, image("home/x", *THREE), go("home/landing"))),
    Situation("Set in a frame from the other site", (OTHER, frame("home/x", *THREE), go("home/landing"))),
    Situation("Set in a link from the other site", (OTHER, link("home/x", *THREE), go("home/landing"))),
    Situation("Set in a POST from the other site", (OTHER, post("home/x", *THREE), go("home/landing"))),
    Situation("Set in a redirect from the other site", (OTHER, link("home/re", *THREE, to=["home/landing"]))),
    Situation(
        "Set in a fetch from the other site, deleted there",
        (go("home/x", *THREE), OTHER, fetch("home/x", "l=; Max-Age=0; Path=/", "n=; Max-Age=0; " + NONE), go("home/y")),
    ),
    Situation(
        "Set in a fetch without credentials from the other site",
        (OTHER, fetch("home/x", *THREE, credentials="omit"), go("home/landing")),
    ),
    Situation(
        "Set in a fetch that leaves and comes back",
        (go("home/x"), fetch("other/re", to=[hop("home/y", *THREE)]), go("home/landing")),
    ),
    Situation("Set in a fetch of the same site", (go("home/x"), fetch("home/y", *THREE), go("home/landing"))),
    Situation(
        "Set in a fetch without credentials",
        (go("home/x"), fetch("home/y", *THREE, credentials="omit"), go("home/landing")),
    ),
    Situation(
        "Set in a frame's fetch, frame from the other site",
        (OTHER, frame("home/x"), fetch("home/y", *THREE, inside=True), go("home/landing")),
    ),
)

CREDENTIALS = (
    Situation("credentials: omit, same site", (SET_THREE, fetch("home/landing", credentials="omit"))),
    Situation("credentials: same-origin, same site", (SET_THREE, fetch("home/landing", credentials="same-origin"))),
    Situation(
        "credentials: omit, then an ordinary request",
        (SET_THREE, fetch("home/landing", credentials="omit"), go("home/x")),
    ),
    Situation("credentials: omit, from the other site", (SET_THREE, OTHER, fetch("home/landing", credentials="omit"))),
    Situation(
        "credentials: same-origin, from the other site", (SET_THREE, OTHER, fetch("home/y", credentials="same-origin"))
    ),
    Situation(
        "credentials: omit and a Path that does not match",
        (go("home/x", "a=1; Path=/other"), fetch("home/y", credentials="omit")),
    ),
    Situation("A frame without credentials", (SET_THREE, frame("home/landing", credentialless=""))),
    Situation("A sandboxed frame", (SET_THREE, frame("home/landing", sandbox=""))),
    Situation(
        "A sandboxed frame follows a link",
        (SET_THREE, frame("home/y", sandbox="allow-scripts"), link("home/z", inside=True)),
    ),
)

PARTITIONED = (
    kept("Partitioned with Secure", f"a=1; {NONE}; Partitioned"),
    kept("Partitioned without Secure", "a=1; Path=/; Partitioned"),
    kept("Partitioned without Secure, SameSite=Lax", "a=1; Path=/; SameSite=Lax; Partitioned"),
    Situation(
        "Partitioned, a fetch from the other site", (go("home/x", f"a=1; {NONE}; Partitioned"), OTHER, fetch("home/y"))
    ),
    Situation(
        "Partitioned, a frame from the other site", (go("home/x", f"a=1; {NONE}; Partitioned"), OTHER, frame("home/y"))
    ),
    Situation(
        "Partitioned, a link from the other site", (go("home/x", f"a=1; {NONE}; Partitioned"), OTHER, link("home/y"))
    ),
    Situation(
        "Partitioned, set below the other site", (OTHER, fetch("home/x", f"a=1; {NONE}; Partitioned"), go("home/y"))
    ),
    Situation(
        "Partitioned, set and sent below the other site",
        (OTHER, fetch("home/x", f"a=1; {NONE}; Partitioned"), fetch("home/y")),
    ),
    Situation(
        "Partitioned, inside a frame from the other site",
        (go("home/x", f"a=1; {NONE}; Partitioned"), OTHER, frame("home/y"), fetch("home/z", inside=True)),
    ),
    Situation(
        "Partitioned and not, of one name",
        (go("home/x", f"a=1; {NONE}; Partitioned", f"a=2; {NONE}"), OTHER, fetch("home/y"), go("home/x")),
    ),
    Situation(
        "Partitioned, deleted without Partitioned",
        (go("home/x", f"a=1; {NONE}; Partitioned"), go("home/x", f"a=; Max-Age=0; {NONE}"), go("home/x")),
    ),
    Situation(
        "Partitioned, deleted",
        (go("home/x", f"a=1; {NONE}; Partitioned"), go("home/x", f"a=; Max-Age=0; {NONE}; Partitioned"), go("home/x")),
    ),
)

SCRIPTS = (
    Situation("A script sets a cookie", (go("home/x"), cookie("a=1; Path=/"), go("home/landing"))),
    Situation(
        "A cookie that only a script set, in another folder",
        (go("home/x"), cookie("a=1; Path=/x"), go("home/x"), go("home/landing")),
        hidden=SCRIPTED,
    ),
    Situation(
        "A cookie that only a script set, then deleted",
        (go("home/x"), cookie("a=1; Path=/"), go("home/x"), cookie("a=; Path=/; Max-Age=0"), go("home/landing")),
        hidden=SCRIPTED,
    ),
    Situation(
        "A script changes a value",
        (go("home/x", "a=1"), cookie("a=2"), go("home/x")),
    ),
    Situation(
        "A script changes a value and the Path",
        (go("home/x", "a=1; Path=/"), cookie("a=2; Path=/x"), go("home/x"), go("home/landing")),
        hidden=SCRIPTED,
    ),
    Situation(
        "A script adds SameSite=Strict",
        (go("home/x", f"a=1; {NONE}"), cookie("a=2; Path=/; SameSite=Strict"), go("home/x"), OTHER, fetch("home/y")),
        hidden=SCRIPTED,
    ),
    Situation("A script deletes a cookie", (go("home/x", "a=1"), cookie("a=; Max-Age=0"), go("home/x"), go("home/x"))),
    Situation("A script deletes one of two", (go("home/x", "a=1", "b=1"), cookie("a=; Max-Age=0"), go("home/x"))),
    Situation(
        "A script deletes a cookie, and a fetch omits the rest",
        (go("home/x", "a=1", "b=1"), cookie("a=; Max-Age=0"), fetch("home/y", credentials="omit")),
    ),
    Situation(
        "A script cannot delete HttpOnly", (go("home/x", "a=1; HttpOnly"), cookie("a=; Max-Age=0"), go("home/x"))
    ),
    Situation(
        "A script deletes a cookie by cookieStore",
        (go("home/x", "a=1"), script("cookieStore.delete('a')"), go("home/x"), go("home/landing")),
    ),
    Situation(
        "A script sets a cookie by cookieStore",
        (go("home/x"), script("cookieStore.set('a', '1')"), go("home/landing")),
    ),
    Situation("The person deletes all cookies", (go("home/x", "a=1", "b=2"), clear(), go("home/landing"))),
    Situation(
        "The person deletes all, then one is set",
        (go("home/x", "a=1", "b=2"), clear(), go("home/x", "a=1"), go("home/x")),
    ),
)

MANY = (
    Situation(
        "200 cookies evict the first",
        (go("home/x", "visitor=1"), go("home/x", *[f"c{n}=1" for n in range(200)]), go("home/x")),
    ),
    Situation(
        "200 cookies in two responses",
        (
            go("home/x", *[f"c{n}=1" for n in range(100)]),
            go("home/x", *[f"c{n}=1" for n in range(100, 200)]),
            go("home/x"),
        ),
    ),
    Situation("150 cookies stay", (go("home/x", *[f"c{n}=1" for n in range(150)]), go("home/x"))),
    Situation("180 cookies stay", (go("home/x", *[f"c{n}=1" for n in range(180)]), go("home/x"))),
    Situation(
        "200 cookies that a script set",
        (
            go("home/x", "visitor=1"),
            script("Array.from({ length: 200 }, (_, n) => { document.cookie = `c${n}=1` })"),
            go("home/x"),
        ),
    ),
)

BLOCKED = (
    Situation("Blocked: a fetch from the other site", (SET_THREE, OTHER, fetch("home/landing")), blocked=True),
    Situation("Blocked: a frame from the other site", (SET_THREE, OTHER, frame("home/landing")), blocked=True),
    Situation("Blocked: an image from the other site", (SET_THREE, OTHER, image("home/landing")), blocked=True),
    Situation("Blocked: a link from the other site", (SET_THREE, OTHER, link("home/landing")), blocked=True),
    Situation(
        "Blocked: a fetch in a frame from the other site",
        (SET_THREE, OTHER, frame("home/x"), fetch("home/y", inside=True)),
        blocked=True,
    ),
    Situation(
        "Blocked: set in a fetch from the other site", (OTHER, fetch("home/x", *THREE), go("home/y")), blocked=True
    ),
    Situation(
        "Blocked: set in a frame from the other site", (OTHER, frame("home/x", *THREE), go("home/y")), blocked=True
    ),
    Situation(
        "Blocked: Partitioned, set and sent below the other site",
        (OTHER, fetch("home/x", f"a=1; {NONE}; Partitioned", f"n=1; {NONE}"), fetch("home/y")),
        blocked=True,
    ),
    Situation(
        "Blocked: Partitioned from home, asked below the other site",
        (go("home/x", f"a=1; {NONE}; Partitioned"), OTHER, fetch("home/y")),
        blocked=True,
    ),
    Situation(
        "Blocked: a redirect to the other site and back", (SET_THREE, fetch("other/re", to=["home/y"])), blocked=True
    ),
    Situation(
        "Blocked: without credentials, from the other site",
        (SET_THREE, OTHER, fetch("home/landing", credentials="omit")),
        blocked=True,
    ),
)

SITUATIONS = (
    *PATHS,
    *DOMAINS,
    *ATTRIBUTES,
    *NAMES,
    *SENT_ACROSS,
    *PLAIN,
    *SET_ACROSS,
    *CREDENTIALS,
    *PARTITIONED,
    *SCRIPTS,
    *MANY,
    *BLOCKED,
)
