/** The headers of a response, in the form of `rows.requests.js`. */

import { schemeIn } from "./rows.requests.js";

/** The first sentence on WWW-Authenticate, by the scheme. @type {Record<string, string>} */
const CHALLENGES = {
  basic: "The server wants a user name and a password. A browser opens its own login window.",
  digest: "The server wants a proof of the password, made with this nonce. A browser opens its own login window.",
  bearer: "The server wants a token. No browser asks the user for one.",
  cookie: "The server wants a login by the form at form-action. No browser knows this scheme, so none opens a window.",
};

/** @type {import("./explain.js").Rows} */
export const RESPONSE_HEADERS = [
  [
    "accept-ranges",
    "The browser can request parts of this file.",
    "With a Range header, a download or a video can continue in the middle.",
    "RFC 9110, 14.3",
  ],
  [
    "access-control-allow-credentials",
    "Those pages may also read the answer to a request with cookies.",
    "The only valid value is true, and Access-Control-Allow-Origin must then name the origin.",
    "Fetch, Access-Control-Allow-Credentials",
  ],
  [
    "access-control-allow-headers",
    "The answer to a preflight: the page may send these headers.",
    "Without credentials, * allows all headers except Authorization.",
    "Fetch, Access-Control-Allow-Headers",
  ],
  [
    "access-control-allow-methods",
    "The answer to a preflight: the page may send requests with these methods.",
    "GET, HEAD and POST need not be in the list.",
    "Fetch, Access-Control-Allow-Methods",
  ],
  [
    "access-control-allow-origin",
    (value) =>
      value === "*" ? "Pages of any origin may read the answer." : "Pages of this origin may read the answer.",
    "Without it, the browser hides the answer from scripts of other origins, although it has arrived.",
    "Fetch, Access-Control-Allow-Origin",
  ],
  [
    "access-control-expose-headers",
    "Headers that a page of another origin may read, besides the safelisted ones.",
    "Safelisted are Cache-Control, Content-Language, Content-Length, Content-Type, Expires, Last-Modified and Pragma.",
    "Fetch, Access-Control-Expose-Headers",
  ],
  [
    "access-control-max-age",
    "The number of seconds in which the browser sends no other preflight.",
    "Without it, the browser keeps the permission for 5 seconds.",
    "Fetch, Access-Control-Max-Age",
  ],
  [
    "age",
    "The seconds for which the answer has been in a cache.",
    "An answer with this header came from a cache, not from the origin server.",
    "RFC 9111, 5.1",
  ],
  ["allow", "The methods that this path supports.", "A 405 must have it.", "RFC 9110, 10.2.1"],
  [
    "cache-control",
    (value) =>
      ({
        "no-store": "The browser keeps no copy, so the next click makes another round trip.",
        "no-cache": "The browser keeps a copy, and asks the server before each use.",
      })[value] ?? "How long the browser may use a copy.",
    "max-age counts seconds, and private keeps the answer out of shared caches.",
    "RFC 9111, 5.2.2",
  ],
  [
    "connection",
    (value) =>
      /close/i.test(value) ? "The server closes the connection after this answer." : "Options of this connection only.",
    "It is about the way to the next client, so a proxy does not pass it on.",
    "RFC 9110, 7.6.1",
  ],
  [
    "content-disposition",
    (value) =>
      value.startsWith("attachment") ? "The browser saves the body as a file." : "How the browser shows the body.",
    "filename proposes a name, and filename* can have any letters.",
    "RFC 6266, 4",
  ],
  [
    "content-encoding",
    "The compression of the body.",
    "The browser undoes it before a page or a script sees the body.",
    "RFC 9110, 8.4",
  ],
  ["content-language", "The language of the people for whom the body is.", "It may name several.", "RFC 9110, 8.5"],
  [
    "content-length",
    "The length of the body in bytes.",
    "A body that is shorter than announced is a broken answer.",
    "RFC 9110, 8.6",
  ],
  [
    "content-range",
    "The position of this part in the file.",
    "The number after the slash is the length of the whole file.",
    "RFC 9110, 14.4",
  ],
  [
    "content-security-policy",
    (value) =>
      value.startsWith("sandbox")
        ? "The page cannot run scripts and has an opaque origin."
        : "The origins that the page may use for scripts, styles, forms and so on.",
    "The browser blocks everything else, and reports it in the console.",
    "CSP Level 3, Content-Security-Policy",
  ],
  [
    "content-type",
    "The type of the body. The browser does not guess it, because the answer has X-Content-Type-Options: nosniff.",
    "The charset is the encoding of a text.",
    "RFC 9110, 8.3",
  ],
  [
    "cross-origin-embedder-policy",
    "The page loads from other origins only what permits it.",
    "Together with Cross-Origin-Opener-Policy it gives the page precise clocks and shared memory.",
    "MDN, Cross-Origin-Embedder-Policy",
  ],
  [
    "cross-origin-opener-policy",
    "Whether the page shares its group of windows with pages of other origins.",
    "Without sharing, neither page can reach the other through window.opener.",
    "MDN, Cross-Origin-Opener-Policy",
  ],
  [
    "cross-origin-resource-policy",
    "The sites whose pages may load the answer, for example as an image.",
    "The browser checks it for requests in the mode no-cors.",
    "Fetch, Cross-Origin-Resource-Policy header",
  ],
  [
    "date",
    "The time at which the server made the answer.",
    "The browser compares it with Expires and Last-Modified.",
    "RFC 9110, 6.6.1",
  ],
  [
    "etag",
    "The name of this version. The browser sends it in If-None-Match next time.",
    "A W/ in front means that the bytes may differ where the meaning is the same.",
    "RFC 9110, 8.8.3",
  ],
  [
    "expires",
    "The time until which the browser may use a copy.",
    "Cache-Control with max-age takes precedence.",
    "RFC 9111, 5.3",
  ],
  [
    "keep-alive",
    "A hint how long the server keeps the connection open without a request.",
    "It belongs to this connection only, and no standard in force defines it.",
    "MDN, Keep-Alive",
  ],
  [
    "last-modified",
    "The time of the last change to the file.",
    "The browser sends it in If-Modified-Since next time.",
    "RFC 9110, 8.8.2",
  ],
  [
    "link",
    "Links to other resources, each with its relation to this one.",
    "With rel=preload, the browser loads the resource before it has read the page.",
    "RFC 8288, 3",
  ],
  [
    "location",
    "The address of the redirect. The browser goes there by itself.",
    "It may be relative to the address of the request; with 201 it names the new resource instead.",
    "RFC 9110, 10.2.2",
  ],
  [
    "pragma",
    "In a response, the header has no defined meaning.",
    "Servers send no-cache here for very old caches; Cache-Control replaces it.",
    "RFC 9111, 5.4",
  ],
  [
    "referrer-policy",
    (value) =>
      value === "strict-origin-when-cross-origin"
        ? "Other sites receive only the origin of this page, without the path."
        : "How much of this page's address other pages receive in Referer.",
    "It counts for links, forms, scripts and images of this page.",
    "Referrer Policy, Referrer-Policy header",
  ],
  [
    "refresh",
    "The browser opens an address after some seconds.",
    "It is no redirect: the page is shown first, and the status is that of the page.",
    "HTML, Refresh header",
  ],
  [
    "retry-after",
    "The number of seconds to wait before the next request.",
    "A date is possible too; it comes with 429, 503 or a redirect.",
    "RFC 9110, 10.2.3",
  ],
  ["server", "The name of the server program.", "It is free text, and proves nothing.", "RFC 9110, 10.2.4"],
  [
    "server-timing",
    "The time that parts of the work took on the server.",
    "The developer tools of the browser show it beside the request.",
    "MDN, Server-Timing",
  ],
  [
    "set-cookie",
    "The server asks the browser to store a cookie, or to delete one with a date in the past.",
    "The browser may refuse it; each cookie has a header of its own, and the attributes stay in the browser.",
    "RFC 6265bis, 4.1",
  ],
  [
    "strict-transport-security",
    "The browser opens this host only over HTTPS from now on.",
    "max-age counts the seconds, and over plain HTTP browsers ignore the header.",
    "RFC 6797, 6.1",
  ],
  [
    "transfer-encoding",
    "The body arrives in chunks, so the server need not know its length at the start.",
    "An answer with this header has no Content-Length.",
    "RFC 9112, 6.1",
  ],
  [
    "vary",
    "The answer depends on these request headers.",
    "A cache uses its copy only for a request with the same values.",
    "RFC 9110, 12.5.5",
  ],
  [
    "www-authenticate",
    (value) => CHALLENGES[schemeIn(value)] ?? "The scheme that the client can log in with.",
    "realm names the protected area; a server can offer several schemes.",
    "RFC 9110, 11.6.1",
  ],
  [
    "x-content-type-options",
    "The browser must use the Content-Type as it is.",
    "nosniff also stops scripts and styles with a wrong type.",
    "Fetch, X-Content-Type-Options header",
  ],
  [
    "x-frame-options",
    "The pages that may show this page in a frame.",
    "DENY is none, and SAMEORIGIN means pages of this origin; frame-ancestors of a CSP takes precedence.",
    "HTML, the X-Frame-Options header",
  ],
];
