/**
 * The attributes of a Set-Cookie header, its prefixes, and the state of a cookie in a response. A row is the name in
 * lower case, two sentences, and the section of the standard.
 */

/** @type {import("./explain.js").Rows} */
export const ATTRIBUTES = [
  [
    "domain",
    "The browser sends the cookie to this host and to all hosts below it.",
    "Without Domain, only the host that set the cookie receives it; a Domain that does not contain that host is refused.",
    "RFC 6265bis, 4.1.2.3",
  ],
  [
    "expires",
    "The browser keeps the cookie until this time.",
    "A time in the past deletes it, and browsers keep no cookie for more than 400 days.",
    "RFC 6265bis, 4.1.2.1",
  ],
  [
    "httponly",
    "HttpOnly: hidden from scripts.",
    "The browser still sends it with requests, so it protects the value, not the session.",
    "RFC 6265bis, 4.1.2.6",
  ],
  [
    "max-age",
    "The browser keeps the cookie for this number of seconds.",
    "Zero or less deletes it, and Max-Age takes precedence over Expires.",
    "RFC 6265bis, 4.1.2.2",
  ],
  [
    "partitioned",
    "Partitioned: stored separately for each top-level site.",
    "A page in a frame then has another cookie below each site that contains it; the attribute needs Secure.",
    "CHIPS, 2.1",
  ],
  [
    "path",
    "The browser sends the cookie only to this path and the paths below it.",
    "Without Path, it is the folder of the request's path; scripts of other paths can still reach the cookie.",
    "RFC 6265bis, 4.1.2.4",
  ],
  [
    "samesite=lax",
    "SameSite=Lax: sent from another site only when the user follows a link.",
    "A POST from another site, a frame and an image do not get it.",
    "RFC 6265bis, 4.1.2.7",
  ],
  [
    "samesite=none",
    "SameSite=None: also sent from another site.",
    "It needs Secure; many browsers still withhold it in frames of other sites.",
    "RFC 6265bis, 4.1.2.7",
  ],
  [
    "samesite=strict",
    "SameSite=Strict: never sent from another site.",
    "Even a link from another site opens the page without the cookie.",
    "RFC 6265bis, 4.1.2.7",
  ],
  [
    "samesite",
    "SameSite decides whether requests from other sites carry the cookie.",
    "The values are Strict, Lax and None; the browser treats any other value like a missing one.",
    "RFC 6265bis, 5.6.7",
  ],
  [
    "secure",
    "Secure: sent only over HTTPS, or to this computer.",
    "Over plain HTTP from any other host, the browser does not store such a cookie at all.",
    "RFC 6265bis, 4.1.2.5",
  ],
  [
    "__host-",
    "A cookie whose name starts with __Host- must have Secure and Path=/ and no Domain.",
    "So no other host can have set it, and a server can trust that.",
    "RFC 6265bis, 4.1.3.2",
  ],
  [
    "__secure-",
    "A cookie whose name starts with __Secure- must have Secure.",
    "So no page over plain HTTP can have set it.",
    "RFC 6265bis, 4.1.3.1",
  ],
  [
    "unknown",
    "No standard has an attribute of this name.",
    "The browser ignores it and stores the rest of the cookie.",
    "RFC 6265bis, 5.6",
  ],
];

/** @type {import("./explain.js").Rows} */
export const COOKIES = [
  [
    "stored",
    "The server asks the browser to store this cookie, and the browser does.",
    "It sends the cookie with later requests that fit its Domain, Path, Secure and SameSite.",
    "RFC 6265bis, 5.7",
  ],
  [
    "deleted",
    "The server deletes this cookie with a time in the past, or a Max-Age of zero.",
    "It only works with the Domain and Path that the cookie was set with.",
    "RFC 6265bis, 5.7 step 23",
  ],
];
