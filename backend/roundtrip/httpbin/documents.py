"""Sample documents, a form, pages of links, and a page that robots must not open."""

from __future__ import annotations

from flask import Response, jsonify, render_template, url_for
from flask import redirect as to
from markupsafe import Markup

from ..describe import describe
from .blueprint import route, whole

ROBOTS = "User-agent: *\nDisallow: /deny\n"
"""The rules for robots (RFC 9309)."""

DENIED = "\n    .--------.\n    |  STOP  |\n    '--------'\n        ||\n\nYOU SHOULDN'T BE HERE\n"

SLIDES = {
    "slideshow": {
        "author": "Yours Truly",
        "date": "date of publication",
        "slides": [
            {"title": "A request leaves", "type": "all"},
            {
                "items": ["An answer <em>returns</em>", "And <em>all</em> of it is shown"],
                "title": "Overview",
                "type": "all",
            },
        ],
        "title": "Sample Slide Show",
    }
}
"""The JSON document, with the members of httpbin's."""

XML = """<?xml version='1.0' encoding='us-ascii'?>
<!-- A sample of XML -->
<slideshow title="Sample Slide Show" date="Date of publication" author="Yours Truly">
  <slide type="all"><title>A request leaves</title></slide>
  <slide type="all">
    <title>Overview</title>
    <item>An answer <em>returns</em></item>
    <item/>
    <item>And <em>all</em> of it is shown</item>
  </slide>
</slideshow>
"""

MOST_LINKS = 200
"""Links of a page, as in httpbin."""


@route("/html", public=True)
@describe(200)
def html() -> str:
    """Return a sample of HTML: the beginning of Moby-Dick (1851)."""
    return render_template("httpbin_html.html")


@route("/json", public=True)
@describe(200)
def json_document() -> Response:
    """Return a sample of JSON."""
    return jsonify(SLIDES)


@route("/xml", public=True)
@describe(200, sends=("application/xml",))
def xml() -> Response:
    """Return a sample of XML."""
    return Response(XML, content_type="application/xml")


@route("/encoding/utf8", public=True)
@describe(200)
def utf8() -> str:
    """Return a page with many scripts, in UTF-8."""
    return render_template("httpbin_utf8.html")


@route("/robots.txt", public=True)
@describe(200, sends=("text/plain",))
def robots() -> Response:
    """Return the rules for robots: they must not open `/deny`."""
    return Response(ROBOTS, content_type="text/plain")


@route("/deny", public=True)
@describe(200, sends=("text/plain",))
def deny() -> Response:
    """Return the page that `/robots.txt` denies to robots."""
    return Response(DENIED, content_type="text/plain")


@route("/forms/post")
@describe(200)
def form() -> str:
    """Return a form that posts an order of pizza to `/post`, with the fields of httpbin."""
    return render_template("httpbin_form.html", action=url_for(".post"))


@route("/links/<int:n>", public=True)
@describe(302, 400, path={"n": range(1, MOST_LINKS + 1)}, sends=("text/html",))
def links(n: int) -> Response:
    """Redirect to the first page of n links."""
    response = to(url_for(".link_page", n=whole(n, "n", 1, MOST_LINKS), offset=0))
    return Response(response.get_data(), response.status_code, response.headers)


@route("/links/<int:n>/<int:offset>", public=True)
@describe(200, 400, path={"n": range(1, MOST_LINKS + 1)})
def link_page(n: int, offset: int) -> str:
    """Return a page of n links, each to a page like it; the one at `offset` is text."""
    whole(n, "n", 1, MOST_LINKS)
    items = [
        Markup("{}").format(number)
        if number == offset
        else Markup('<a href="{}">{}</a>').format(url_for(".link_page", n=n, offset=number), number)
        for number in range(n)
    ]
    return Markup("<!doctype html><html lang=en><title>Links</title><body>{}</body></html>").format(
        Markup(" ").join(items)
    )
