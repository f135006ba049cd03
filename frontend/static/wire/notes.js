/** Notes on the headers that matter: the meaning of each, in one sentence. A new note is one row. */

/** @typedef {import("./entry.js").Cookie} Cookie */

/** @type {[side: "request" | "response" | "both", name: string, note: string | ((value: string) => string)][]} */
const NOTES = [
  [
    "request",
    "cookie",
    "The cookies that the browser stored from earlier Set-Cookie headers. It sends them by itself.",
  ],
  [
    "request",
    "content-type",
    (value) =>
      value.startsWith("multipart/") ? "The body has parts, separated by the boundary." : "The encoding of the body.",
  ],
  ["both", "content-length", "The length of the body in bytes."],
  [
    "request",
    "origin",
    (value) =>
      value === "null"
        ? "The browser hides the origin: the page has none, or a redirect passed through another origin."
        : "The origin of the page that sent the request. Roundtrip's CSRF check compares it with the origin of the server.",
  ],
  ["request", "referer", "The page with the link, form or script. (The standard misspells the word.)"],
  ["request", "host", "The name of the server that the browser wants. A server may have several names."],
  ["request", "accept", "The types that the browser prefers, the best first."],
  [
    "request",
    "if-none-match",
    "The version that the browser has. If it is still current, the server can answer 304 without a body.",
  ],
  ["request", "range", "The browser wants only this part of the file."],
  [
    "request",
    "sec-fetch-site",
    "Whether the request comes from this site or from another one. A script cannot forge this header.",
  ],
  [
    "request",
    "sec-fetch-mode",
    (value) => (value === "navigate" ? "The browser opens a page." : "A script or a part of a page sent the request."),
  ],
  [
    "request",
    "sec-fetch-dest",
    (value) => `The purpose of the answer: ${value === "empty" ? "a script reads it" : value}.`,
  ],
  ["request", "sec-fetch-user", "A click or a key press started the request."],
  [
    "request",
    "sec-fetch-storage-access",
    "Whether the request may carry cookies that the browser withholds from third parties.",
  ],
  ["request", "user-agent", "The name of the browser. For historical reasons it includes the names of other browsers."],
  ["request", "upgrade-insecure-requests", "The browser prefers HTTPS."],
  ["response", "location", "The address of the redirect. The browser goes there by itself."],
  ["response", "content-type", "The type of the body. The browser does not guess it, because of nosniff."],
  [
    "response",
    "content-disposition",
    (value) =>
      value.startsWith("attachment") ? "The browser saves the body as a file." : "How the browser shows the body.",
  ],
  ["response", "etag", "The name of this version. The browser sends it in If-None-Match next time."],
  ["response", "last-modified", "The time of the last change to the file."],
  [
    "response",
    "cache-control",
    (value) =>
      ({
        "no-store": "The browser keeps no copy, so the next click makes another round trip.",
        "no-cache": "The browser keeps a copy, and asks the server before each use.",
      })[value] ?? "How long the browser may use a copy.",
  ],
  ["response", "allow", "The methods that this path supports."],
  ["response", "vary", "The answer depends on these request headers."],
  ["response", "www-authenticate", "How to log in."],
  ["response", "retry-after", "The number of seconds to wait before the next request."],
  ["response", "accept-ranges", "The browser can request parts of this file."],
  ["response", "content-range", "The position of this part in the file."],
  [
    "response",
    "content-security-policy",
    (value) =>
      value.startsWith("sandbox")
        ? "The page cannot run scripts and has an opaque origin."
        : "The origins that the page may use for scripts, styles, forms and so on.",
  ],
  ["response", "x-content-type-options", "The browser must use the Content-Type as it is."],
  ["response", "referrer-policy", "Other sites receive only the origin of this page, without the path."],
  [
    "request",
    "access-control-request-method",
    "A preflight: the browser asks whether the page may send a request with this method.",
  ],
  [
    "request",
    "access-control-request-headers",
    "A preflight: the browser asks whether the page may send these headers.",
  ],
  [
    "response",
    "access-control-allow-origin",
    (value) =>
      value === "*" ? "Pages of any origin may read the answer." : "Pages of this origin may read the answer.",
  ],
  ["response", "access-control-allow-credentials", "Those pages may also read the answer to a request with cookies."],
  [
    "response",
    "access-control-allow-methods",
    "The answer to a preflight: the page may send requests with these methods.",
  ],
  ["response", "access-control-allow-headers", "The answer to a preflight: the page may send these headers."],
  ["response", "access-control-max-age", "The number of seconds in which the browser sends no other preflight."],
  [
    "response",
    "access-control-expose-headers",
    "Headers that a page of another origin may read, besides the safelisted ones.",
  ],
  ["response", "cross-origin-resource-policy", "The sites whose pages may load the answer, for example as an image."],
  ["response", "x-frame-options", "The pages that may show this page in a frame."],
];

/**
 * Return the note on a header; empty if there is none.
 * @param {"request" | "response"} side
 * @param {string} name
 * @param {string} value
 * @returns {string}
 */
export function note(side, name, value) {
  const row = NOTES.find(([at, header]) => (at === side || at === "both") && header === name.toLowerCase());
  const text = row?.[2] ?? "";
  return typeof text === "string" ? text : text(value);
}

/** The meaning of a Set-Cookie attribute (RFC 6265bis, section 4.1.2). */
const SAME_SITE = /** @type {Record<string, string>} */ ({
  Lax: "SameSite=Lax: sent from another site only when the user follows a link.",
  Strict: "SameSite=Strict: never sent from another site.",
  None: "SameSite=None: also sent from another site.",
});

/** Return the note on a Set-Cookie header, from the server's parse of it. @param {Cookie} cookie */
export function cookieNote(cookie) {
  if (cookie._refused) return `The browser does not store this cookie: ${cookie._refused}.`;
  const name = cookie.name || "the cookie without a name";
  const domain = cookie._hostOnly ? "this host" : `${cookie.domain} and its subdomains`;
  const path = cookie.path === "/" ? "" : `, only for ${cookie.path} and the paths below it`;
  const sentences = [`${lifetime(name, cookie._lifetime)} for ${domain}${path}.`];
  if (cookie.httpOnly) sentences.push("HttpOnly: hidden from scripts.");
  if (cookie.secure) sentences.push("Secure: sent only over HTTPS, or to this computer.");
  if (cookie._partitioned) sentences.push("Partitioned: stored separately for each top-level site.");
  sentences.push(SAME_SITE[cookie.sameSite] ?? "");
  return sentences.join(" ").trim();
}

/** @param {string} name @param {number | null} seconds */
function lifetime(name, seconds) {
  if (seconds === null) return `Store ${name} until the browser closes,`;
  if (seconds === 0) return `Delete ${name}`;
  return `Store ${name} for ${seconds.toLocaleString("en")} seconds,`;
}
