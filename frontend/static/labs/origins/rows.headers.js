/** Header filtering: the request headers that a script cannot set, and the response headers that it can read. */
import { loadRow } from "./loads.js";
import { ANYONE, INCLUDE, READS, row, TRUSTED } from "./rules.js";

const FORBIDDEN = { wpt: "fetch/api/basic/request-forbidden-headers.any.js" };
const FILTER = { wpt: "fetch/api/cors/cors-filtering.sub.any.js" };
const MINE = "the script's value";
const NOT_MINE = "not the script's value";

/** Header names that a script cannot set (Fetch, forbidden request-header). */
const NAMES = [
  ...["Accept-Charset", "Accept-Encoding", "Access-Control-Request-Headers", "Access-Control-Request-Method"],
  ...["Connection", "Content-Length", "Cookie", "Cookie2", "Date", "DNT", "Expect", "Host", "Keep-Alive", "Origin"],
  ...["Referer", "Set-Cookie", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Via", "Proxy-Authorization"],
  ...["Proxy-Lab", "Sec-Lab", "Sec-Fetch-Site"],
];

/** The methods that these headers must not smuggle. */
const OVERRIDES = ["X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override"];

/** @param {string} name @param {string} [value] */
const asked = (name, value = "lab") =>
  /** @type {import("./loads.js").Load} */ ({ kind: "fetch", site: "this", ask: { headers: { [name]: value } } });

/** @type {import("./loads.js").LoadGroup[]} */
const SENT = [
  {
    source: "Fetch, forbidden request-header",
    rule: "A script cannot set a header that the browser controls, or a header whose name begins with Proxy- or Sec-. The request is sent without the script's value.",
    cases: [
      ...NAMES.map(
        (name) =>
          /** @type {import("./loads.js").LoadGroup["cases"][number]} */ ([
            `A script sets ${name}`,
            asked(name),
            NOT_MINE,
            FORBIDDEN,
          ]),
      ),
      ["A script sets sec-lab in lowercase", asked("sec-lab"), NOT_MINE, FORBIDDEN],
      ["A script sets Secure-Lab", asked("Secure-Lab"), MINE],
      ["A script sets X-Lab", asked("X-Lab"), MINE],
      ["A script sets Accept-Language", asked("Accept-Language", "x-lab"), MINE],
      [
        "A script sets User-Agent",
        asked("User-Agent"),
        MINE,
        { differs: { Chromium: "Chromium replaces the script's User-Agent with its own." } },
      ],
      ["A script sets Authorization", asked("Authorization", "Bearer lab"), MINE],
    ],
  },
  {
    source: "Fetch, forbidden request-header",
    rule: "The headers that override a method must not name CONNECT, TRACE or TRACK, alone or in a list.",
    cases: OVERRIDES.flatMap(
      (name) =>
        /** @type {import("./loads.js").LoadGroup["cases"]} */ ([
          [`${name}: TRACE`, asked(name, "TRACE"), NOT_MINE, FORBIDDEN],
          [`${name}: GET, track`, asked(name, "GET, track"), NOT_MINE, FORBIDDEN],
          [`${name}: GETTRACE`, asked(name, "GETTRACE"), MINE, FORBIDDEN],
        ]),
    ),
  },
];

/** The name of a response header, the server's word for it (SETS in labs/origins.py), its value, and whether it is safelisted. */
const RESPONSE = /** @type {[name: string, word: string, value: string, safe: boolean][]} */ ([
  ["Cache-Control", "cache", "no-store", true],
  ["Content-Language", "language", "en", true],
  ["Expires", "expires", "0", true],
  ["Last-Modified", "modified", "0", true],
  ["Pragma", "pragma", "no-cache", true],
  ["ETag", "etag", "lab", false],
  ["Retry-After", "retry", "5", false],
  ["Referrer-Policy", "referrer", "origin", false],
]);

/** @type {import("./rules.js").OriginsGroup[]} */
const READ = [
  {
    source: "Fetch, CORS-safelisted response-header name",
    rule: "A script of another origin can read only the safelisted headers, and those that Access-Control-Expose-Headers names.",
    cases: RESPONSE.flatMap(
      ([name, word, value, safe]) =>
        /** @type {import("./rules.js").OriginsGroup["cases"]} */ ([
          [
            `${name} by another origin`,
            { answer: { ...ANYONE, [word]: value }, look: "read", header: name },
            `${READS}, and ${safe ? `${name}: ${value}` : `no ${name}`}`,
            FILTER,
          ],
          ...(safe
            ? []
            : [
                [
                  `${name} by another origin, exposed`,
                  { answer: { ...ANYONE, [word]: value, expose: name }, look: "read", header: name },
                  `${READS}, and ${name}: ${value}`,
                  FILTER,
                ],
              ]),
        ]),
    ),
  },
  {
    source: "Fetch, CORS-safelisted response-header name",
    rule: "The names in Access-Control-Expose-Headers are not case-sensitive. With credentials, a star is an ordinary name.",
    cases: [
      [
        "An exposed header in another letter case",
        { answer: { ...ANYONE, etag: "lab", expose: "eTAG" }, look: "read", header: "ETag" },
        `${READS}, and ETag: lab`,
        FILTER,
      ],
      [
        "The second of two exposed headers",
        { answer: { ...ANYONE, etag: "lab", expose: "X-Other, ETag" }, look: "read", header: "ETag" },
        `${READS}, and ETag: lab`,
        FILTER,
      ],
      [
        "ETag, exposed, with credentials",
        { ask: INCLUDE, answer: { ...TRUSTED, etag: "lab", expose: "ETag" }, look: "read", header: "ETag" },
        `${READS}, and ETag: lab`,
      ],
      [
        "ETag, all exposed, with credentials",
        { ask: INCLUDE, answer: { ...TRUSTED, etag: "lab", expose: "*" }, look: "read", header: "ETag" },
        `${READS}, and no ETag`,
      ],
      [
        "The CORS headers themselves",
        { answer: { ...ANYONE, expose: "X-Lab" }, look: "read", header: "Access-Control-Allow-Origin" },
        `${READS}, and no Access-Control-Allow-Origin`,
      ],
    ],
  },
];

export const HEADERS = [
  ...SENT.flatMap(({ cases, ...rule }) => cases.map((values) => ({ ...rule, ...loadRow("forged")(...values) }))),
  ...READ.flatMap(({ cases, ...rule }) => cases.map((values) => ({ ...rule, ...row(...values) }))),
];
