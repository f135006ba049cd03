/** Which requests get a cookie, and who may change it: Secure, HttpOnly, SameSite, prefixes, partitions, limits, order. */
import { HOME, NOTHING, ROOT } from "./rules.js";

const SCRIPT = /** @type {const} */ ({ by: "script" });
const FIFTY = Array.from({ length: 50 }, (_, number) => `lab${number}=1`);
const AS_NONE = { Firefox: "Firefox treats a missing or unknown SameSite as None." };

const STOPS = "In Firefox a redirect by another site makes the request cross-site.";

const STRICT = `lab=1; SameSite=Strict; ${ROOT}`;
const LAX = `lab=1; SameSite=Lax; ${ROOT}`;
const NONE = `lab=1; SameSite=None; Secure; ${ROOT}`;
const MISSING = `lab=1; ${ROOT}`;
const UNKNOWN = `lab=1; SameSite=Sometimes; ${ROOT}`;
const PARTITIONED = `lab=1; Secure; SameSite=None; Partitioned; ${ROOT}`;

/** Who sends the request after the cookie is set. */
const FRAME = /** @type {const} */ ({ from: "a frame" });
const LINK = /** @type {const} */ ({ from: "a link" });
const FORM = /** @type {const} */ ({ from: "a posted form" });
const OTHER_SCRIPT = /** @type {const} */ ({ from: "another site's script" });
const OTHER_FRAME = /** @type {const} */ ({ from: "another site's frame" });
const OTHER_LINK = /** @type {const} */ ({ from: "another site's link" });
const OTHER_FORM = /** @type {const} */ ({ from: "another site's posted form" });
const READ = /** @type {const} */ ({ from: "document.cookie" });
const CROSS_SITE = /** @type {const} */ ({ by: "cross-site" });

/** @type {import("./rules.js").CookieGroup[]} */
export const SENT = [
  {
    source: "RFC 6265bis, 5.8.3",
    rule: "Secure requires a secure connection. Plain HTTP to this machine counts as secure.",
    cases: [
      ["Secure, set by a response", "lab=1; Secure", "lab=1"],
      ["Secure with a value", "lab=1; Secure=no", "lab=1"],
      ["Secure, set by script", "lab=1; Secure", "lab=1", SCRIPT],
      ["A cookie without Secure replaces one with Secure", ["lab=1; Secure", "lab=2"], "lab=2"],
    ],
  },
  {
    source: "RFC 6265bis, 5.7",
    rule: "Scripts cannot read, create, change or delete an HttpOnly cookie.",
    cases: [
      ["HttpOnly, sent to the server", "lab=1; HttpOnly", "lab=1"],
      ["HttpOnly, read by script", "lab=1; HttpOnly; Path=/", NOTHING, READ],
      ["HttpOnly with a value, read by script", "lab=1; HttpOnly=no; Path=/", NOTHING, READ],
      ["Without HttpOnly, read by script", "lab=1; Path=/", "lab=1", READ],
      ["A script creates an HttpOnly cookie", "lab=1; HttpOnly; Path=/", NOTHING, SCRIPT],
      ["A script changes an HttpOnly cookie", "lab=1; HttpOnly; Path=/", "lab=1", { after: "lab=2; Path=/" }],
      ["A script deletes an HttpOnly cookie", "lab=1; HttpOnly; Path=/", "lab=1", { after: "lab=; Path=/; Max-Age=0" }],
      [
        "A script sets the same name with another path",
        "lab=1; HttpOnly; Path=/",
        "lab=2; lab=1",
        { after: "lab=2; Path=/api" },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.8.3",
    rule: "A SameSite=Strict cookie is sent only with requests from the same site.",
    cases: [
      ["Strict, a script of this site", STRICT, "lab=1"],
      ["Strict, a frame of this site", STRICT, "lab=1", FRAME],
      ["Strict, a link of this site", STRICT, "lab=1", LINK],
      ["Strict, a form of this site", STRICT, "lab=1", FORM],
      ["Strict, another site's script", STRICT, NOTHING, OTHER_SCRIPT],
      ["Strict, another site's frame", STRICT, NOTHING, OTHER_FRAME],
      ["Strict, another site's link", STRICT, NOTHING, OTHER_LINK],
      ["Strict, another site's form", STRICT, NOTHING, OTHER_FORM],
      [
        "Strict, this site's frame in another site's frame in this page",
        STRICT,
        NOTHING,
        { from: "a frame in another site's frame" },
      ],
      ["Strict, in uppercase", `lab=1; SAMESITE=STRICT; ${ROOT}`, NOTHING, OTHER_LINK],
    ],
  },
  {
    source: "RFC 6265bis, 5.2",
    rule: "Redirects before the last URL do not make a request cross-site.",
    cases: [
      [
        "Strict, this site's frame after a redirect by another site",
        STRICT,
        "lab=1",
        { from: "a frame after a redirect by another site", differs: { Firefox: STOPS } },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.6.7.1",
    rule: "From another site, a SameSite=Lax cookie is sent only with a top-level navigation by a safe method.",
    cases: [
      ["Lax, a form of this site", LAX, "lab=1", FORM],
      ["Lax, another site's script", LAX, NOTHING, OTHER_SCRIPT],
      ["Lax, another site's frame", LAX, NOTHING, OTHER_FRAME],
      ["Lax, another site's link", LAX, "lab=1", OTHER_LINK],
      ["Lax, another site's form", LAX, NOTHING, OTHER_FORM],
    ],
  },
  {
    source: "RFC 6265bis, 5.6.7",
    rule: "A missing or unknown SameSite works as Lax.",
    cases: [
      ["No SameSite, another site's script", MISSING, NOTHING, { ...OTHER_SCRIPT, differs: AS_NONE }],
      ["No SameSite, another site's frame", MISSING, NOTHING, { ...OTHER_FRAME, differs: AS_NONE }],
      ["No SameSite, another site's link", MISSING, "lab=1", OTHER_LINK],
      ["SameSite=Sometimes, another site's link", UNKNOWN, "lab=1", OTHER_LINK],
      ["SameSite=Sometimes, another site's script", UNKNOWN, NOTHING, { ...OTHER_SCRIPT, differs: AS_NONE }],
    ],
  },
  {
    source: "RFC 6265bis, 5.6.7.2",
    rule: "For its first two minutes, a cookie without SameSite may be sent with a form that another site posts.",
    cases: [["No SameSite, another site's form", MISSING, NOTHING, { ...OTHER_FORM, may: "lab=1" }]],
  },
  {
    source: "RFC 6265bis, 5.7",
    rule: "A SameSite=None cookie is sent with every request, and must be Secure. If SameSite occurs twice, the last one counts.",
    cases: [
      ["None without Secure", "lab=1; SameSite=None", NOTHING],
      ["None, another site's script", NONE, "lab=1", OTHER_SCRIPT],
      ["None, another site's frame", NONE, "lab=1", OTHER_FRAME],
      ["None, another site's link", NONE, "lab=1", OTHER_LINK],
      ["None, another site's form", NONE, "lab=1", OTHER_FORM],
      ["Strict, then None", `lab=1; SameSite=Strict; SameSite=None; Secure; ${ROOT}`, "lab=1", OTHER_SCRIPT],
    ],
  },
  {
    source: "RFC 6265bis, 5.7",
    rule: "The response to a request from another site can set only SameSite=None cookies.",
    cases: [
      ["Lax, in the response to another site's script", LAX, NOTHING, CROSS_SITE],
      ["None, in the response to another site's script", NONE, "lab=1", CROSS_SITE],
    ],
  },
  {
    source: "RFC 6265bis, 5.4",
    rule: "__Secure- requires Secure. __Host- requires Secure, Path=/ and no Domain. The prefixes are not case-sensitive.",
    cases: [
      ["__Secure- with Secure", "__Secure-lab=1; Secure", "__Secure-lab=1"],
      ["__Secure- without Secure", "__Secure-lab=1", NOTHING],
      ["__SECURE- without Secure", "__SECURE-lab=1", NOTHING],
      ["__Host- with Secure and Path=/", "__Host-lab=1; Secure; Path=/", "__Host-lab=1"],
      ["__Host- without Secure", "__Host-lab=1; Path=/", NOTHING],
      ["__Host- without Path", "__Host-lab=1; Secure", NOTHING],
      ["__Host- with another Path", "__Host-lab=1; Secure; Path=/api", NOTHING],
      ["__host- without Secure", "__host-lab=1; Path=/", NOTHING],
      ["__Host- set by script", "__Host-lab=1; Secure; Path=/", "__Host-lab=1", SCRIPT],
      ["A prefix in the value of a cookie without a name", "=__Secure-lab", NOTHING],
    ],
  },
  {
    source: "CHIPS",
    rule: "A Partitioned cookie is kept separately for each top-level site, and must be Secure.",
    cases: [
      ["Partitioned, set and sent under this top-level site", PARTITIONED, "lab=1"],
      ["Partitioned without Secure", "lab=1; Partitioned", NOTHING],
      ["Partitioned, set under this top-level site, sent under another", PARTITIONED, NOTHING, OTHER_FRAME],
      [
        "Partitioned, set and sent under another top-level site",
        PARTITIONED,
        "lab=1",
        { ...CROSS_SITE, ...OTHER_SCRIPT },
      ],
      ["Partitioned, set under another top-level site, sent under this", PARTITIONED, NOTHING, CROSS_SITE],
    ],
  },
  {
    source: "RFC 6265bis, 5.6",
    rule: "Name and value together have at most 4096 bytes. An attribute of more than 1024 bytes is ignored.",
    cases: [
      ["Name and value of 4096 bytes", "lab={4096}", "lab=xxx…"],
      ["Name and value of 4097 bytes", "lab={4097}", NOTHING],
      ["A Path of 1024 bytes, which does not match", "lab=1; Path=/{1023}", NOTHING],
      ["A Path of 1025 bytes", "lab=1; Path=/{1024}", "lab=1"],
      ["A Domain of 1025 bytes", "lab=1; Domain={1025}", "lab=1"],
    ],
  },
  {
    source: "RFC 6265bis, 6.1",
    rule: "A browser keeps at least 50 cookies for each host.",
    cases: [["Fifty cookies", FIFTY, "50 cookies"]],
  },
  {
    source: "RFC 6265bis, 5.7",
    rule: "Name, domain and path identify a cookie. A new cookie with the same three replaces the old one.",
    cases: [
      ["The same name twice", ["lab=1", "lab=2"], "lab=2"],
      ["Names that differ only in case", ["laba=1", "labA=2"], "laba=1; labA=2"],
      ["The same name with another Path", [`lab=1; Path=${HOME}/a`, "lab=2; Path=/"], "lab=1; lab=2"],
      ["A deletion with another Path", [`lab=1; Path=${HOME}`, "lab=; Path=/; Max-Age=0"], "lab=1"],
    ],
  },
  {
    source: "RFC 6265bis, 5.8.3",
    rule: "Cookies with longer paths come first, then older cookies. A new value does not change the age of a cookie.",
    cases: [
      ["The longer path first", ["lab=short; Path=/", `lab=long; Path=${HOME}`], "lab=long; lab=short"],
      ["The older cookie first", ["labz=1", "laba=2"], "labz=1; laba=2"],
      ["The same value set again", ["laba=1", "labb=2", "laba=1"], "laba=1; labb=2"],
      [
        "A new value",
        ["laba=1", "labb=2", "laba=3"],
        "laba=3; labb=2",
        {
          differs: {
            Chromium: "Chromium treats a cookie with a new value as a new cookie.",
          },
        },
      ],
    ],
  },
];
