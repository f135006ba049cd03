/** HttpOnly turned on and off, bytes beyond ASCII, the limit of 400 days, requests without credentials, `cookieStore`. */
import { FAILS, HOME, NOTHING, ROOT } from "./rules.js";

const READ = /** @type {const} */ ({ from: "document.cookie" });
const STORE_READ = /** @type {const} */ ({ from: "cookieStore" });
const STORE = /** @type {const} */ ({ by: "cookieStore" });
const HTTPONLY = { wpt: "cookies/attributes/httponly-overwrite.https.window.js" };
const CHARSET = { wpt: "cookies/encoding/charset.html" };
const OMIT = { wpt: "fetch/api/credentials/cookies.any.js" };
const ARGUMENTS = { wpt: "cookie-store/cookieStore_set_arguments.https.any.js" };
const SPECIAL = { wpt: "cookie-store/cookieStore_special_names.https.any.js" };
const ENDS = "WebKitGTK ends the header before the first non-ASCII character";
const RESOLVES = { differs: { WebKit: "In WebKitGTK cookieStore.set reports no error here." } };
const WITHOUT = /** @type {const} */ ({ from: "a script without credentials" });
/** A script learns the date only in some browsers. */
const DAYS = /** @satisfies {import("./rules.js").How} */ ({
  from: /** @type {const} */ ("cookieStore, days"),
  may: [
    {
      got: "lab: no date",
      source: "Cookie Store, cookieStore.getAll",
      why: "The Cookie Store standard gives a script only names and values. This browser does not add the date.",
    },
  ],
});

/** @type {import("./rules.js").CookieGroup[]} */
export const MORE = [
  {
    source: "RFC 6265bis, 5.7 step 23",
    rule: "A response may change a cookie from HttpOnly to visible, and back: the new cookie replaces the old one with all its attributes.",
    cases: [
      ["HttpOnly, then without it", ["lab=1; HttpOnly; Path=/", "lab=2; Path=/"], "lab=2", { ...READ, ...HTTPONLY }],
      [
        "Without HttpOnly, then with it",
        ["lab=1; Path=/", "lab=2; HttpOnly; Path=/"],
        NOTHING,
        {
          ...READ,
          differs: {
            WebKit:
              "WebKitGTK keeps a copy of the visible cookies for its pages. The copy still has the old cookie; requests send the new one.",
          },
        },
      ],
      ["Without HttpOnly, then with it, sent to the server", ["lab=1", "lab=2; HttpOnly"], "lab=2"],
      [
        "HttpOnly twice, then a script changes it",
        ["lab=1; HttpOnly; Path=/", "lab=2; HttpOnly; Path=/"],
        "lab=2",
        { after: "lab=3; Path=/" },
      ],
      [
        "No longer HttpOnly, then a script changes it",
        ["lab=1; HttpOnly; Path=/", "lab=2; Path=/"],
        "lab=3",
        { after: "lab=3; Path=/" },
      ],
      ["A response deletes an HttpOnly cookie", ["lab=1; HttpOnly", "lab=; Max-Age=0"], NOTHING],
    ],
  },
  {
    source: "RFC 6265bis, 5.6",
    rule: "Names and values are bytes, which come back unchanged. document.cookie reads them as UTF-8.",
    cases: [
      ["A value in UTF-8", "lab=ü€", "lab=ü€", { ...CHARSET, differs: { WebKit: `${ENDS}.` } }],
      ["A name in UTF-8", "labü=1", "labü=1", { ...CHARSET, differs: { WebKit: `${ENDS}.` } }],
      [
        "A value without a name in UTF-8",
        "labü",
        "labü",
        {
          differs: {
            Firefox: "Firefox treats text without = as a name with an empty value.",
            WebKit: `${ENDS}.`,
          },
        },
      ],
      [
        "A value in UTF-8, read by script",
        "lab=ü€; Path={folder}",
        "lab=ü€",
        { from: "that frame's script", differs: { WebKit: `${ENDS}, so that the Path is lost.` } },
      ],
      [
        "A Path in UTF-8, which does not match",
        "lab=1; Path=/ü",
        NOTHING,
        {
          source: "RFC 6265bis, 5.1.4",
          wpt: "cookies/path/non-ascii-path-attribute.https.window.js",
          differs: { WebKit: `${ENDS}: the path is /.` },
        },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.5",
    rule: "A browser keeps a cookie for 400 days at most. Not every browser tells a script how long.",
    cases: [
      ["Max-Age of 500 days", `lab=1; ${ROOT}; Max-Age=43200000`, "lab: 400 days", DAYS],
      ["Max-Age of 399 days", `lab=1; ${ROOT}; Max-Age=34473600`, "lab: 399 days", DAYS],
      ["Expires in 2055", `lab=1; ${ROOT}; Expires=Fri, 01 Jan 2055 00:00:00 GMT`, "lab: 400 days", DAYS],
      ["A huge Max-Age", `lab=1; ${ROOT}; Max-Age=99999999999999999999`, "lab: 400 days", DAYS],
      ["Neither Max-Age nor Expires", `lab=1; ${ROOT}`, "lab: a session", DAYS],
    ],
  },
  {
    source: "Fetch, HTTP-network-or-cache fetch",
    rule: "A fetch with credentials: omit sends no cookies, and its response sets none.",
    cases: [
      ["Sent without credentials", "lab=1", NOTHING, { ...WITHOUT, ...OMIT }],
      ["Set without credentials", "lab=1", NOTHING, { by: "without credentials", ...OMIT }],
      ["Sent without credentials, HttpOnly", "lab=1; HttpOnly", NOTHING, WITHOUT],
    ],
  },
  {
    source: "Cookie Store, cookieStore.getAll",
    rule: "cookieStore shows the cookies that document.cookie shows: those of this page, without HttpOnly.",
    cases: [
      ["cookieStore reads a cookie", "lab=1; Path=/", "lab=1", STORE_READ],
      ["cookieStore and HttpOnly", "lab=1; HttpOnly; Path=/", NOTHING, STORE_READ],
      ["cookieStore and another Path", "lab=1; Path=/elsewhere", NOTHING, STORE_READ],
      ["cookieStore and an empty value", "lab=; Path=/", "lab=", STORE_READ],
      ["cookieStore and an expired cookie", ["lab=1; Path=/", "lab=2; Path=/; Max-Age=0"], NOTHING, STORE_READ],
    ],
  },
  {
    source: "Cookie Store, cookieStore.set",
    rule: "cookieStore.set has the path / and SameSite=Strict unless its options name others. A script cannot set an HttpOnly cookie.",
    cases: [
      ["cookieStore sets a cookie", "lab=1", "lab=1", { ...STORE, ask: `${HOME}/b` }],
      ["cookieStore sets a cookie with a path", `lab=1; path=${HOME}/a`, "lab=1", STORE],
      ["cookieStore, a path that does not match", "lab=1; path=/elsewhere", NOTHING, STORE],
      ["cookieStore, then document.cookie", "lab=1", "lab=1", { ...STORE, ...READ }],
      ["cookieStore, another site's link", "lab=1", NOTHING, { ...STORE, from: "another site's link" }],
      [
        "cookieStore with lax, another site's link",
        "lab=1; sameSite=lax",
        "lab=1",
        { ...STORE, from: "another site's link" },
      ],
      ["cookieStore, __Secure-", "__Secure-lab=1", "__Secure-lab=1", { ...STORE, wpt: SPECIAL.wpt }],
      ["cookieStore, __Host-", "__Host-lab=1", "__Host-lab=1", { ...STORE, ...SPECIAL }],
      ["cookieStore, a value in UTF-8", "lab=ü; path={folder}", "lab=ü", { ...STORE, from: "that frame's script" }],
    ],
  },
  {
    source: "Cookie Store, cookieStore.set",
    rule: "cookieStore.set rejects a name or value that a Cookie header cannot carry unchanged, and an option that the browser would ignore.",
    cases: [
      ["cookieStore, a semicolon in the value", "lab=1;2", FAILS, { ...STORE, ...ARGUMENTS }],
      ["cookieStore, a control character in the value", "lab=1\u0001", FAILS, STORE],
      ["cookieStore, a domain with a dot at its beginning", "lab=1; domain=.{host}", FAILS, { ...STORE, ...ARGUMENTS }],
      ["cookieStore, another domain", "lab=1; domain=example.org", FAILS, { ...STORE, ...ARGUMENTS }],
      ["cookieStore, a path without a slash", "lab=1; path=lab", FAILS, { ...STORE, ...ARGUMENTS }],
      ["cookieStore, 4097 bytes", "lab={4097}", FAILS, { ...STORE, ...ARGUMENTS, ...RESOLVES }],
      ["cookieStore, no name and an equals sign in the value", "=lab=1", FAILS, { ...STORE, ...ARGUMENTS }],
      ["cookieStore, __Host- with a path", "__Host-lab=1; path=/api", FAILS, { ...STORE, ...SPECIAL }],
      ["cookieStore, __host- with a domain", "__host-lab=1; domain={host}", FAILS, { ...STORE, ...SPECIAL }],
      ["cookieStore, a prefix without a name", "=__Secure-lab", FAILS, { ...STORE, ...SPECIAL, ...RESOLVES }],
    ],
  },
  {
    source: "Cookie Store, cookieStore.delete",
    rule: "cookieStore.delete deletes the cookie of this name, path and domain.",
    cases: [
      ["cookieStore deletes a cookie", "lab=1", NOTHING, { by: "cookieStore.delete" }],
      ["cookieStore deletes a cookie with a path", `lab=1; path=${HOME}/a`, NOTHING, { by: "cookieStore.delete" }],
      ["cookieStore deletes one of two", ["laba=1", "labb=2"], "labb=2", { by: "cookieStore.delete" }],
    ],
  },
];
