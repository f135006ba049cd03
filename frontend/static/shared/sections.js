/**
 * The sections of the standards that the page refers to: the labs and the explanations of the wire. Each leads to the
 * section and never to the root of a standard. The anchors were compared with the headings and terms that the standards
 * publish (in November 2026), and those of the RFCs and drafts with their tables of contents.
 */
import { make } from "./dom.js";

/** Documents whose anchors are the numbers of their sections. */
const NUMBERED = /** @type {Record<string, string>} */ ({
  "RFC 6265bis": "https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html",
  "Layered Cookies": "https://httpwg.org/http-extensions/draft-ietf-httpbis-layered-cookies.html",
  CHIPS: "https://www.ietf.org/archive/id/draft-cutler-httpbis-partitioned-cookies-01.html",
});

/** Documents of Sphinx, which turns the spaces of a heading into dashes. */
const DOCUMENTED = /** @type {Record<string, string>} */ ({
  "Flask API": "https://flask.palletsprojects.com/en/stable/api/#",
  "Flask errors": "https://flask.palletsprojects.com/en/stable/errorhandling/#",
  "Flask configuration": "https://flask.palletsprojects.com/en/stable/config/#",
  "Flask quickstart": "https://flask.palletsprojects.com/en/stable/quickstart/#",
  "Flask security": "https://flask.palletsprojects.com/en/stable/web-security/#",
  "Python base64": "https://docs.python.org/3/library/base64.html#",
  "itsdangerous changes": "https://itsdangerous.palletsprojects.com/en/stable/changes/#",
  "itsdangerous concepts": "https://itsdangerous.palletsprojects.com/en/stable/concepts/#",
  "itsdangerous exceptions": "https://itsdangerous.palletsprojects.com/en/stable/exceptions/#itsdangerous.exc.",
});

/** Documents with a page per header. */
const PAGED = /** @type {Record<string, string>} */ ({
  MDN: "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/",
});

const FETCH = "https://fetch.spec.whatwg.org/#";
const HTML = "https://html.spec.whatwg.org/multipage/";
const INPUT = `${HTML}input.html#`;
const SUBMISSION = `${HTML}form-control-infrastructure.html#`;

/** Sections by their names. */
const NAMED = /** @type {Record<string, string>} */ ({
  "CSP Level 3, Content-Security-Policy": "https://w3c.github.io/webappsec-csp/#csp-header",
  "CSP Level 3, frame-ancestors": "https://w3c.github.io/webappsec-csp/#directive-frame-ancestors",
  "Client Hints, Sec-CH-UA": "https://wicg.github.io/ua-client-hints/#sec-ch-ua",
  "Client Hints, Sec-CH-UA-Mobile": "https://wicg.github.io/ua-client-hints/#sec-ch-ua-mobile",
  "Client Hints, Sec-CH-UA-Platform": "https://wicg.github.io/ua-client-hints/#sec-ch-ua-platform",
  "Cookie Store, cookieStore.delete": "https://cookiestore.spec.whatwg.org/#dom-cookiestore-delete",
  "Cookie Store, cookieStore.getAll": "https://cookiestore.spec.whatwg.org/#dom-cookiestore-getall",
  "Cookie Store, cookieStore.set": "https://cookiestore.spec.whatwg.org/#dom-cookiestore-set",
  "Encoding, ISO-2022-JP encoder": "https://encoding.spec.whatwg.org/#iso-2022-jp-encoder",
  "Fetch Metadata, Sec-Fetch-Dest": "https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-dest-header",
  "Fetch Metadata, Sec-Fetch-Mode": "https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-mode-header",
  "Fetch Metadata, Sec-Fetch-Site": "https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header",
  "Fetch Metadata, Sec-Fetch-User": "https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-user-header",
  "Fetch, Access-Control-Allow-Credentials": `${FETCH}http-access-control-allow-credentials`,
  "Fetch, Access-Control-Allow-Headers": `${FETCH}http-access-control-allow-headers`,
  "Fetch, Access-Control-Allow-Methods": `${FETCH}http-access-control-allow-methods`,
  "Fetch, Access-Control-Allow-Origin": `${FETCH}http-access-control-allow-origin`,
  "Fetch, Access-Control-Expose-Headers": `${FETCH}http-access-control-expose-headers`,
  "Fetch, Access-Control-Max-Age": `${FETCH}http-access-control-max-age`,
  "Fetch, Access-Control-Request-Headers": `${FETCH}http-access-control-request-headers`,
  "Fetch, Access-Control-Request-Method": `${FETCH}http-access-control-request-method`,
  "Fetch, CORS check": `${FETCH}cors-check`,
  "Fetch, CORS protocol and credentials": `${FETCH}cors-protocol-and-credentials`,
  "Fetch, CORS-preflight cache": `${FETCH}cors-preflight-cache`,
  "Fetch, CORS-preflight fetch": `${FETCH}cors-preflight-fetch`,
  "Fetch, CORS-safelisted response-header name": `${FETCH}cors-safelisted-response-header-name`,
  "Fetch, Cross-Origin-Resource-Policy header": `${FETCH}cross-origin-resource-policy-header`,
  "Fetch, HTTP fetch": `${FETCH}http-fetch`,
  "Fetch, HTTP-network-or-cache fetch": `${FETCH}http-network-or-cache-fetch`,
  "Fetch, HTTP-redirect fetch": `${FETCH}http-redirect-fetch`,
  "Fetch, Origin header": `${FETCH}origin-header`,
  "Fetch, Request class": `${FETCH}request-class`,
  "Fetch, Response class": `${FETCH}response-class`,
  "Fetch, Sec-Purpose header": `${FETCH}sec-purpose-header`,
  "Fetch, X-Content-Type-Options header": `${FETCH}x-content-type-options-header`,
  "Fetch, credentials mode": `${FETCH}concept-request-credentials-mode`,
  "Fetch, forbidden request-header": `${FETCH}forbidden-request-header`,
  "Fetch, location URL": `${FETCH}concept-response-location-url`,
  "Fetch, main fetch": `${FETCH}main-fetch`,
  "Fetch, network error": `${FETCH}concept-network-error`,
  "Global Privacy Control, Sec-GPC": "https://w3c.github.io/gpc/#the-sec-gpc-header-field-for-http-requests",
  "HTML, Color state": `${INPUT}color-state-(type=color)`,
  "HTML, Constructing the entry list": `${SUBMISSION}constructing-the-form-data-set`,
  "HTML, Converting an entry list to a list of name-value pairs": `${SUBMISSION}converting-an-entry-list-to-a-list-of-name-value-pairs`,
  "HTML, Date state": `${INPUT}date-state-(type=date)`,
  "HTML, Form submission algorithm": `${SUBMISSION}form-submission-algorithm`,
  "HTML, Last-Event-ID header": `${HTML}server-sent-events.html#the-last-event-id-header`,
  "HTML, Local Date and Time state": `${INPUT}local-date-and-time-state-(type=datetime-local)`,
  "HTML, Month state": `${INPUT}month-state-(type=month)`,
  "HTML, Multipart form data": `${SUBMISSION}multipart-form-data`,
  "HTML, Number state": `${INPUT}number-state-(type=number)`,
  "HTML, Plain text form data": `${SUBMISSION}plain-text-form-data`,
  "HTML, Planned navigation": `${SUBMISSION}planned-navigation`,
  "HTML, Range state": `${INPUT}range-state-(type=range)`,
  "HTML, Refresh header": `${HTML}speculative-loading.html#the-refresh-header`,
  "HTML, Selecting a form submission encoding": `${SUBMISSION}selecting-a-form-submission-encoding`,
  "HTML, Text state and Search state": `${INPUT}text-(type=text)-state-and-search-state-(type=search)`,
  "HTML, The input element": `${INPUT}the-input-element`,
  "HTML, Time state": `${INPUT}time-state-(type=time)`,
  "HTML, URL state": `${INPUT}url-state-(type=url)`,
  "HTML, Email state": `${INPUT}email-state-(type=email)`,
  "HTML, URL-encoded form data": `${SUBMISSION}url-encoded-form-data`,
  "HTML, Week state": `${INPUT}week-state-(type=week)`,
  "HTML, creating navigation params by fetching": `${HTML}browsing-the-web.html#create-navigation-params-by-fetching`,
  "HTML, document.cookie": `${HTML}dom.html#dom-document-cookie`,
  "HTML, the X-Frame-Options header": `${HTML}speculative-loading.html#the-x-frame-options-header`,
  "Referrer Policy, Determine request’s Referrer":
    "https://w3c.github.io/webappsec-referrer-policy/#determine-requests-referrer",
  "Referrer Policy, Referrer-Policy header": "https://w3c.github.io/webappsec-referrer-policy/#referrer-policy-header",
  "Referrer Policy, strict-origin-when-cross-origin":
    "https://w3c.github.io/webappsec-referrer-policy/#referrer-policy-strict-origin-when-cross-origin",
  "Storage Access Headers, Origin header":
    "https://privacycg.github.io/storage-access-headers/#origin-header-integration",
  "Upgrade Insecure Requests, header": "https://w3c.github.io/webappsec-upgrade-insecure-requests/#preference",
  "URL, basic URL parser": "https://url.spec.whatwg.org/#concept-basic-url-parser",
  "XHR, new FormData(form, submitter)": "https://xhr.spec.whatwg.org/#dom-formdata",
});

/**
 * The address of a section, such as `RFC 6265bis, 5.7 step 16`. It throws for a section that this module does not know.
 * @param {string} source
 */
export function addressOf(source) {
  const [document = ""] = source.split(", ", 1);
  const section = source.slice(document.length + 2);
  const [number] = section.match(/^\d+(\.\d+)*(?= step \d+$|$)/) ?? [];
  const base = NUMBERED[document] ?? rfc(document);
  if (number && base) return `${base}#section-${number}`;
  if (section && DOCUMENTED[document]) return DOCUMENTED[document] + section.replaceAll(/ |(?<=\d)\./g, "-");
  if (section && PAGED[document]) return PAGED[document] + section;
  const address = NAMED[source];
  if (!address) throw new Error(`sections.js knows no section “${source}”`);
  return address;
}

/** The address of an RFC, such as `RFC 9110`; the RFC Editor numbers the anchors of all of them. @param {string} document */
function rfc(document) {
  const [, number] = document.match(/^RFC (\d+)$/) ?? [];
  return number && `https://www.rfc-editor.org/rfc/rfc${number}.html`;
}

/** A link that opens beside the page. @param {string} href @param {string} text @param {string} [title] */
export const link = (href, text, title) =>
  make("a", { href, rel: "noreferrer", target: "_blank", ...(title && { title }) }, text);

/** A link to a section. @param {string} source */
export const linkToSection = (source) => link(addressOf(source), source);
