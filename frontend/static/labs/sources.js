/** The addresses of the standards that the labs refer to. */
import { make } from "../shared/dom.js";

const RFC6265BIS = "https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html";
const STANDARDS = /** @type {Record<string, string>} */ ({
  "RFC 6265bis": RFC6265BIS,
  "RFC 9110": "https://www.rfc-editor.org/rfc/rfc9110.html",
  CHIPS: "https://www.ietf.org/archive/id/draft-cutler-httpbis-partitioned-cookies-01.html",
  "Secure Contexts": "https://w3c.github.io/webappsec-secure-contexts/",
  Encoding: "https://encoding.spec.whatwg.org/",
  XHR: "https://xhr.spec.whatwg.org/",
  Fetch: "https://fetch.spec.whatwg.org/",
  "Fetch Metadata": "https://w3c.github.io/webappsec-fetch-metadata/",
  "Referrer Policy": "https://w3c.github.io/webappsec-referrer-policy/",
  HTML: "https://html.spec.whatwg.org/multipage/",
  URL: "https://url.spec.whatwg.org/",
  "Cookie Store": "https://cookiestore.spec.whatwg.org/",
  "CSP Level 3": "https://w3c.github.io/webappsec-csp/",
  Flask: "https://flask.palletsprojects.com/en/stable/",
  "Flask API": "https://flask.palletsprojects.com/en/stable/api/#",
  "Flask configuration": "https://flask.palletsprojects.com/en/stable/config/#",
  "Flask quickstart": "https://flask.palletsprojects.com/en/stable/quickstart/#",
  "Flask security": "https://flask.palletsprojects.com/en/stable/web-security/#",
  "Python base64": "https://docs.python.org/3/library/base64.html#",
  "RFC 4648": "https://www.rfc-editor.org/rfc/rfc4648.html",
  "itsdangerous changes": "https://itsdangerous.palletsprojects.com/en/stable/changes/#",
  "itsdangerous concepts": "https://itsdangerous.palletsprojects.com/en/stable/concepts/#",
  "itsdangerous exceptions": "https://itsdangerous.palletsprojects.com/en/stable/exceptions/#itsdangerous.exc.",
});
const WPT = "https://github.com/web-platform-tests/wpt/blob/master/";

/**
 * Links to a row's source, such as `RFC 6265bis, 5.6.2`, and to the file of web-platform-tests that expects the same.
 * @param {import("./rows.js").Row} row
 * @returns {(Node | string)[]}
 */
export function linkTo({ source, wpt }) {
  const standard = source.split(",")[0] ?? "";
  const section = source.match(/, (\d+(?:\.\d+)*)$/)?.[1];
  const base = STANDARDS[standard] ?? "";
  const href = section && base.includes("rfc") ? `${base}#section-${section}` : base + anchor(base, source);
  const links = [make("a", { href, rel: "noreferrer", target: "_blank" }, source)];
  if (wpt)
    links.push(make("a", { href: WPT + wpt, rel: "noreferrer", target: "_blank", title: wpt }, "web-platform-tests"));
  return links.flatMap((link, index) => (index ? [", ", link] : [link]));
}

/** The anchor of a part of some documentation, such as `the salt`: Sphinx turns spaces into dashes. @param {string} base @param {string} source */
function anchor(base, source) {
  return base.includes("#") ? source.replace(/^[^,]*, /, "").replaceAll(/ |(?<=\d)\./g, "-") : "";
}
