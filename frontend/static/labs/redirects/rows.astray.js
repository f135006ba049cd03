/** Locations that are unusual or invalid: how the browser parses them, and to which it does not go. */
import { row } from "./rules.js";

const SOURCE = "Fetch, location URL";
const FAILS = "TypeError";
const ERROR = "an error page of the browser";
const ARRIVES = "it arrives";

const SCHEMES = { wpt: "fetch/api/redirect/redirect-schemes.html" };
const DATA = { wpt: "fetch/api/redirect/redirect-to-dataurl.any.js" };
const USER = { wpt: "cors/redirect-userinfo.htm" };
const EMPTY = { wpt: "fetch/api/redirect/redirect-empty-location.any.js" };

const SILENT = {
  differs: {
    WebKit: "WebKitGTK goes nowhere either, but shows no error page and fires no event: the frame stays empty.",
  },
};
/** WebKitGTK asks for an address such as `/lab/landing,%20/lab/landing`. */
const JOINED = { WebKit: "WebKitGTK joins the Location headers with a comma, and goes to that address." };
const AS_MISSING = {
  differs: { Chromium: "Chromium treats an empty Location as a missing one, and shows the answer." },
};
const AS_ONE = {
  differs: {
    Chromium: "Chromium treats equal Location headers as one.",
    Firefox: "Firefox treats equal Location headers as one.",
    ...JOINED,
  },
};
const NO_USER = {
  differs: { Chromium: "Chromium allows a script no redirect to a URL with a user name, not even to the same origin." },
};

/**
 * The server's word (ASTRAY in labs/away.py), the header that it stands for, the outcome of a script and of a link, and
 * the file of web-platform-tests for the script. No outcome: the standard leaves it to the browser.
 * @typedef {[title: string, location: string, header: string, script: string, link?: string,
 *   more?: { wpt?: string, differs?: import("../rows.js").Row["differs"] }, moreOfLink?: { differs?: import("../rows.js").Row["differs"] }]} Astray
 */

/** @type {{ source: string, rule: string, cases: Astray[] }[]} */
const GROUPS = [
  {
    source: "Fetch, HTTP-redirect fetch",
    rule: "A redirect leads only to HTTP and HTTPS URLs. To any other URL it is a network error.",
    cases: [
      ["a data: URL", "data", "data:text/plain,hello", FAILS, ERROR, DATA],
      ["a blob: URL", "blob", "blob:(this origin)/1", FAILS],
      ["about:blank", "about", "about:blank", FAILS, ERROR, SCHEMES],
      ["a javascript: URL", "javascript", "javascript:hello", FAILS, undefined, SCHEMES],
      ["a mailto: URL", "mailto", "mailto:a@b.example", FAILS, undefined, SCHEMES],
      ["a file: URL", "file", "file:///etc/hostname", FAILS],
      ["an unknown scheme", "unknown", "roundtrip:hello", FAILS],
    ],
  },
  {
    source: SOURCE,
    rule: "A Location that the URL parser cannot parse is a network error.",
    cases: [
      ["a host with a space", "bad-host", "http://a b/lab/landing", FAILS, ERROR, {}, SILENT],
      ["no host", "no-host", "http://", FAILS, ERROR, {}, SILENT],
      ["a port with a letter", "bad-port", "(this origin)x/lab/landing", FAILS, ERROR, {}, SILENT],
      ["a port above 65535", "big-port", "http://localhost:99999/lab/landing", FAILS, ERROR, {}, SILENT],
    ],
  },
  {
    source: SOURCE,
    rule: "An empty Location, or one with only a fragment, is the URL of the request itself: the redirects do not end.",
    cases: [
      [
        "an empty Location",
        "empty",
        "",
        FAILS,
        ERROR,
        { ...EMPTY, ...AS_MISSING },
        { differs: { ...AS_MISSING.differs, ...SILENT.differs } },
      ],
      ["only a fragment", "fragment", "#a", FAILS, ERROR, {}, SILENT],
    ],
  },
  {
    source: SOURCE,
    rule: "Two Location headers are a network error, even if they are equal.",
    cases: [
      [
        "two Locations",
        "two",
        "/lab/landing?a=1\nLocation: /lab/landing?a=2",
        FAILS,
        ERROR,
        { differs: JOINED },
        { differs: JOINED },
      ],
      ["the same Location twice", "twice", "/lab/landing\nLocation: /lab/landing", FAILS, ERROR, AS_ONE, AS_ONE],
    ],
  },
  {
    source: "URL, basic URL parser",
    rule: "Location is parsed like any URL on the web: a missing scheme or host comes from the request, a backslash counts as a slash, and dots are resolved, even if they are encoded.",
    cases: [
      ["one slash after the scheme", "one-slash", "http:/lab/landing", ARRIVES, ARRIVES],
      ["backslashes", "backslashes", "http:\\\\(this host)/lab/landing", ARRIVES, ARRIVES],
      ["no scheme", "no-scheme", "//(this host)/lab/landing", ARRIVES, ARRIVES],
      ["dots", "dots", "/a/./../lab/landing", ARRIVES, ARRIVES],
      ["encoded dots", "encoded-dots", "/%2e%2e/lab/landing", ARRIVES, ARRIVES],
      ["an origin in uppercase", "uppercase", "(this origin, in uppercase)/lab/landing", ARRIVES, ARRIVES],
      ["white space around it", "white-space", " \\t /lab/landing \\t ", ARRIVES, ARRIVES],
      ["a tab in it", "tab", "\\t/lab/landing?a=\\tb", ARRIVES, ARRIVES],
      ["an invalid percent sign", "percent", "/lab/landing?a=%zz", ARRIVES, ARRIVES],
    ],
  },
  {
    source: "Fetch, HTTP-redirect fetch",
    rule: "A script's redirect to another origin must not contain a user name or a password. To the same origin it may.",
    cases: [
      [
        "user:pass@ of this origin",
        "user",
        "http://user:pass@(this host)/lab/landing",
        ARRIVES,
        undefined,
        { ...USER, ...NO_USER },
      ],
      [
        "user:pass@ of the other site",
        "user-there",
        "http://user:pass@(the other host)/lab/cookies",
        FAILS,
        undefined,
        USER,
      ],
      [
        "user@ of the other site",
        "user-name-there",
        "http://user@(the other host)/lab/cookies",
        FAILS,
        undefined,
        USER,
      ],
    ],
  },
];

/** @param {"fetch" | "link"} by @param {Astray} values @param {string} expected @param {object} [more] */
function astray(by, [title, location, header], expected, more) {
  const sent = `GET ${by === "fetch" ? "/api" : ""}/lab/astray\nLocation: ${header}`;
  return { ...row(`To ${title}, by ${by}`, by, `GET /lab/astray?location=${location}`, "end", expected, more), sent };
}

export const ASTRAY = GROUPS.flatMap(({ cases, ...rule }) =>
  cases.flatMap((values) => {
    const [, , , script, link, more, moreOfLink] = values;
    const rows = [astray("fetch", values, script, more)];
    if (link) rows.push(astray("link", values, link, moreOfLink));
    return rows.map((made) => ({ ...rule, ...made }));
  }),
);
