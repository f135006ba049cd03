/** Our own words on the headers that matter: what each asks for, in one sentence. A new note is one row. */

/** @type {[side: "request" | "response" | "both", name: string, note: string | ((value: string) => string)][]} */
const NOTES = [
  ["request", "cookie", "What the browser kept from earlier Set-Cookie headers and sends along by itself."],
  [
    "request",
    "content-type",
    (value) =>
      value.startsWith("multipart/") ? "Parts follow, told apart by the boundary." : "How the body is encoded.",
  ],
  ["request", "content-length", "How many bytes the body has."],
  [
    "request",
    "origin",
    (value) =>
      value === "null"
        ? "The browser keeps to itself which origin asks: the page has none, or a redirect led through another."
        : "Which origin's page made the request. The guard looks at it.",
  ],
  ["request", "referer", "Which page the link, form or script was on. (The standard's own misspelling.)"],
  ["request", "host", "Which of a server's names was meant."],
  ["request", "accept", "Which types the browser would like, the best first."],
  ["request", "if-none-match", "“I have this version already”: the server may say 304 and send nothing."],
  ["request", "range", "Only this part of the file is wanted."],
  ["request", "sec-fetch-site", "How the asking page relates to this site. A script cannot forge it."],
  [
    "request",
    "sec-fetch-mode",
    (value) => (value === "navigate" ? "A page is being opened." : "A script or a page's part asks."),
  ],
  ["request", "sec-fetch-dest", (value) => `What the answer is for: ${value === "empty" ? "a script" : value}.`],
  ["request", "sec-fetch-user", "The browser says that a person set it off."],
  ["request", "sec-fetch-storage-access", "Whether cookies that the browser keeps apart may come along."],
  ["request", "user-agent", "Who asks, in the traditional disguise."],
  ["request", "upgrade-insecure-requests", "The browser would rather have HTTPS."],
  ["response", "set-cookie", setCookie],
  ["response", "location", "Where the browser shall go instead; it does so by itself."],
  ["response", "content-type", "What the body is; the browser does not guess (nosniff)."],
  ["response", "content-length", "How many bytes the body has."],
  [
    "response",
    "content-disposition",
    (value) => (value.startsWith("attachment") ? "A file to keep, not a page to show." : "How to show the body."),
  ],
  ["response", "etag", "The name of this version, for If-None-Match next time."],
  ["response", "last-modified", "When the file last changed."],
  [
    "response",
    "cache-control",
    (value) =>
      ({
        "no-store": "Keep no copy: the next click makes a round trip again.",
        "no-cache": "Keep it, but ask before every use.",
      })[value] ?? "How long a copy may be used.",
  ],
  ["response", "allow", "The methods that this path does take."],
  ["response", "vary", "The answer depends on these request headers."],
  ["response", "www-authenticate", "How to log in."],
  ["response", "retry-after", "How many seconds to wait before the next try."],
  ["response", "accept-ranges", "Parts of this file can be had."],
  ["response", "content-range", "Which part of the file this is."],
  [
    "response",
    "content-security-policy",
    (value) =>
      value.startsWith("sandbox")
        ? "The page may run no script and has no origin."
        : "Where the page's scripts, styles and forms may come from and go to.",
  ],
  ["response", "x-content-type-options", "The browser must believe the Content-Type."],
  ["response", "referrer-policy", "Other sites learn only this origin, not the path."],
  [
    "request",
    "access-control-request-method",
    "A preflight: may a request of this method come from that origin's page?",
  ],
  [
    "request",
    "access-control-request-headers",
    "The headers that it would have, besides those that any page may send.",
  ],
  [
    "response",
    "access-control-allow-origin",
    (value) =>
      value === "*" ? "Pages of any origin may read the answer." : "Pages of this origin may read the answer.",
  ],
  ["response", "access-control-allow-credentials", "Even where the request came with cookies."],
  ["response", "access-control-allow-methods", "To a preflight: requests of these methods may come."],
  ["response", "access-control-allow-headers", "To a preflight: requests with these headers may come."],
  ["response", "access-control-max-age", "For how many seconds the browser need not ask again."],
  ["response", "access-control-expose-headers", "Headers that those pages may read, besides the usual ones."],
  ["response", "cross-origin-resource-policy", "Whose pages may have the answer at all, as a picture for example."],
  ["response", "x-frame-options", "Who may show this page in a frame."],
];

/**
 * @param {"request" | "response"} side
 * @param {string} name
 * @param {string} value
 * @returns {string} empty where there is nothing to say
 */
export function note(side, name, value) {
  const found = NOTES.find(([at, each]) => (at === side || at === "both") && each === name.toLowerCase())?.[2] ?? "";
  return typeof found === "string" ? found : found(value);
}

/** What a Set-Cookie asks of the browser (RFC 6265bis, section 4.1.2). @param {string} value */
function setCookie(value) {
  const [pair = "", ...rest] = value.split(";");
  const attributes = new Map(
    rest.map((each) => [each.split("=", 1)[0]?.trim().toLowerCase(), each.split("=")[1]?.trim() ?? ""]),
  );
  const age = attributes.get("max-age");
  const said = [`Keep ${pair.split("=", 1)[0]}`];
  if (age !== undefined)
    said.push(Number(age) > 0 ? `for ${Number(age).toLocaleString("en")} seconds` : "no longer: delete it");
  else said.push(attributes.has("expires") ? `until ${attributes.get("expires")}` : "until the browser closes");
  said.push(attributes.has("domain") ? `for ${attributes.get("domain")} and its subdomains` : "for this host");
  if (attributes.get("path") && attributes.get("path") !== "/") said.push(`only below ${attributes.get("path")}`);
  const more = [];
  if (attributes.has("httponly")) more.push("HttpOnly hides it from scripts.");
  if (attributes.has("secure")) more.push("Secure: only over HTTPS (or to this machine).");
  if (attributes.has("partitioned")) more.push("Partitioned: a jar of its own for each embedding site.");
  const samesite = attributes.get("samesite")?.toLowerCase();
  if (samesite === "lax") more.push("SameSite=Lax: from other sites only when a person follows a link.");
  if (samesite === "strict") more.push("SameSite=Strict: never from other sites.");
  if (samesite === "none") more.push("SameSite=None: from other sites too.");
  return [`${said.join(", ")}.`, ...more].join(" ");
}
