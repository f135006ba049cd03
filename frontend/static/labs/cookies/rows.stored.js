/** Which cookies a browser stores, and in which order it sends them: prefixes, partitions, limits, identity. */
import { HOME, NOTHING, ROOT, WPT } from "./rules.js";

const SCRIPT = /** @type {const} */ ({ by: "script" });
const FIFTY = Array.from({ length: 50 }, (_, number) => `lab${number}=1`);
const PARTITIONED = `lab=1; Secure; SameSite=None; Partitioned; ${ROOT}`;
const OTHER_SCRIPT = /** @type {const} */ ({ from: "another site's script" });
const OTHER_FRAME = /** @type {const} */ ({ from: "another site's frame" });
const CROSS_SITE = /** @type {const} */ ({ by: "cross-site" });

const SECURE_PREFIX = "cookies/prefix/__secure.header.https.html";
const HOST_PREFIX = "cookies/prefix/__host.header.https.html";
const HTTP_PREFIX = "cookies/prefix/__Http.https.html";
const HOST_HTTP_PREFIX = "cookies/prefix/__Host-Http.https.html";
const PARTITIONED_TEST = "cookies/partitioned-cookies/partitioned-cookies.tentative.https.html";
const NO_PREFIX = { WebKit: "WebKitGTK gives a prefix no meaning." };
const NO_LIMIT = { WebKit: "WebKitGTK has no limit for an attribute, and uses this one." };

/** The order of cookies is recommended, not required. @param {string} got @param {string} why */
const order = (got, why) => ({ may: [{ got, source: "RFC 6265bis, 5.8.3 step 4", why }] });
const ANY_ORDER = "The standard only recommends an order.";

/** @type {import("./rules.js").CookieGroup[]} */
export const STORED = [
  {
    source: "RFC 6265bis, 5.7 step 20",
    rule: "__Secure- requires Secure. The prefix is not case-sensitive (5.4).",
    wpt: SECURE_PREFIX,
    cases: [
      ["__Secure- with Secure", "__Secure-lab=1; Secure", "__Secure-lab=1"],
      ["__Secure- without Secure", "__Secure-lab=1", NOTHING, { differs: NO_PREFIX }],
      ["__SECURE- without Secure", "__SECURE-lab=1", NOTHING, { differs: NO_PREFIX }],
    ],
  },
  {
    source: "RFC 6265bis, 5.7 step 21",
    rule: "__Host- requires Secure, an explicit Path=/ and no Domain. The prefix is not case-sensitive (5.4).",
    wpt: HOST_PREFIX,
    cases: [
      ["__Host- with Secure and Path=/", "__Host-lab=1; Secure; Path=/", "__Host-lab=1"],
      ["__Host- without Secure", "__Host-lab=1; Path=/", NOTHING, { differs: NO_PREFIX }],
      [
        "__Host- without Path",
        "__Host-lab=1; Secure",
        NOTHING,
        { wpt: "cookies/prefix/__host.explicit-path.https.window.js" },
      ],
      ["__Host- with another Path", "__Host-lab=1; Secure; Path=/api", NOTHING],
      ["__host- without Secure", "__host-lab=1; Path=/", NOTHING, { differs: NO_PREFIX }],
      [
        "__Host- set by script",
        "__Host-lab=1; Secure; Path=/",
        "__Host-lab=1",
        { ...SCRIPT, wpt: "cookies/prefix/__host.document-cookie.https.html" },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.7 step 22",
    rule: "The value of a cookie without a name cannot begin with a prefix: a server would read it as a name.",
    cases: [["A prefix in the value of a cookie without a name", "=__Secure-lab", NOTHING, { differs: NO_PREFIX }]],
  },
  {
    source: "Layered Cookies, 5.4.3",
    rule: "__Http- requires Secure and HttpOnly, so that no script can set such a cookie. The prefix is not case-sensitive.",
    wpt: HTTP_PREFIX,
    cases: [
      ["__Http- with Secure and HttpOnly", "__Http-lab=1; Secure; HttpOnly", "__Http-lab=1"],
      ["__Http- without HttpOnly", "__Http-lab=1; Secure", NOTHING],
      ["__Http- without Secure", "__Http-lab=1; HttpOnly", NOTHING, { differs: NO_PREFIX }],
      ["__http- without HttpOnly", "__http-lab=1; Secure", NOTHING, { wpt: undefined }],
      ["__Http- set by script", "__Http-lab=1; Secure; Path=/", NOTHING, SCRIPT],
    ],
  },
  {
    source: "Layered Cookies, 5.4.3",
    rule: "__Host-Http- requires the attributes of __Host- and of __Http-.",
    wpt: HOST_HTTP_PREFIX,
    cases: [
      [
        "__Host-Http- with Secure, HttpOnly and Path=/",
        "__Host-Http-lab=1; Secure; HttpOnly; Path=/",
        "__Host-Http-lab=1",
      ],
      ["__Host-Http- without HttpOnly", "__Host-Http-lab=1; Secure; Path=/", NOTHING],
      ["__Host-Http- with another Path", "__Host-Http-lab=1; Secure; HttpOnly; Path=/api", NOTHING],
      ["__Host-Http- without Secure", "__Host-Http-lab=1; HttpOnly; Path=/", NOTHING, { differs: NO_PREFIX }],
      ["__Host-Http- set by script", "__Host-Http-lab=1; Secure; Path=/", NOTHING, SCRIPT],
    ],
  },
  {
    source: "CHIPS, 2.1",
    rule: "A Partitioned cookie is kept separately for each top-level site.",
    wpt: PARTITIONED_TEST,
    cases: [
      ["Partitioned, set and sent under this top-level site", PARTITIONED, "lab=1"],
      ["Partitioned, set under this top-level site, sent under another", PARTITIONED, NOTHING, OTHER_FRAME],
      [
        "Partitioned, set and sent under another top-level site",
        PARTITIONED,
        "lab=1",
        { ...CROSS_SITE, ...OTHER_SCRIPT, wpt: undefined },
      ],
      [
        "Partitioned, set under another top-level site, sent under this",
        PARTITIONED,
        NOTHING,
        { ...CROSS_SITE, wpt: undefined },
      ],
    ],
  },
  {
    source: "CHIPS, 3.1",
    rule: "A Partitioned cookie must be Secure.",
    cases: [
      [
        "Partitioned without Secure",
        "lab=1; Partitioned",
        NOTHING,
        { differs: { WebKit: "WebKitGTK ignores the attribute Partitioned." } },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.6",
    rule: "Name and value together have at most 4096 bytes. An attribute of more than 1024 bytes is ignored.",
    wpt: "cookies/size/name-and-value.html",
    cases: [
      ["Name and value of 4096 bytes", "lab={4096}", "lab=xxx…"],
      [
        "Name and value of 4097 bytes",
        "lab={4097}",
        NOTHING,
        { differs: { WebKit: "WebKitGTK has no limit of 4096 bytes." } },
      ],
      ["A Path of 1024 bytes, which does not match", "lab=1; Path=/{1023}", NOTHING, { wpt: undefined }],
      [
        "A Path of 1025 bytes",
        "lab=1; Path=/{1024}",
        "lab=1",
        { wpt: "cookies/size/attributes.www.sub.html", differs: NO_LIMIT },
      ],
      [
        "A Domain of 1025 bytes",
        "lab=1; Domain={1025}",
        "lab=1",
        { wpt: "cookies/size/attributes.www.sub.html", differs: NO_LIMIT },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 6.1",
    rule: "A browser should keep at least 50 cookies for each host.",
    cases: [
      [
        "Fifty cookies",
        FIFTY,
        "50 cookies",
        {
          may: [
            {
              got: /^\d+ cookies$/,
              source: "RFC 6265bis, 6.1",
              why: "This browser keeps fewer cookies for a host. The standard only recommends fifty.",
            },
          ],
        },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.7 step 23",
    rule: "Name, domain and path identify a cookie. A new cookie with the same three replaces the old one.",
    cases: [
      ["The same name twice", ["lab=1", "lab=2"], "lab=2", { wpt: WPT.name }],
      ["Names that differ only in case", ["laba=1", "labA=2"], "laba=1; labA=2"],
      ["The same name with another Path", [`lab=1; Path=${HOME}/a`, "lab=2; Path=/"], "lab=1; lab=2"],
      ["A deletion with another Path", [`lab=1; Path=${HOME}`, "lab=; Path=/; Max-Age=0"], "lab=1"],
    ],
  },
  {
    source: "RFC 6265bis, 5.8.3 step 4",
    rule: "Cookies with longer paths should come first, then older cookies. A new value does not change the age of a cookie (5.7 step 23).",
    cases: [
      [
        "The longer path first",
        ["lab=short; Path=/", `lab=long; Path=${HOME}`],
        "lab=long; lab=short",
        { wpt: "cookies/ordering/ordering.sub.html", ...order("lab=short; lab=long", ANY_ORDER) },
      ],
      [
        "The older cookie first",
        ["labz=1", "laba=2"],
        "labz=1; laba=2",
        { wpt: "cookies/ordering/ordering.sub.html", ...order("laba=2; labz=1", ANY_ORDER) },
      ],
      [
        "The same value set again",
        ["laba=1", "labb=2", "laba=1"],
        "laba=1; labb=2",
        order("labb=2; laba=1", ANY_ORDER),
      ],
      [
        "A new value",
        ["laba=1", "labb=2", "laba=3"],
        "laba=3; labb=2",
        order("labb=2; laba=3", `${ANY_ORDER} This browser treats a cookie with a new value as a new cookie.`),
      ],
    ],
  },
];
