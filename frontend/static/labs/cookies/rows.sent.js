/** Which requests get a cookie, and who may change it: Secure, HttpOnly, SameSite. */
import { NOTHING, ROOT, WPT } from "./rules.js";

const SCRIPT = /** @type {const} */ ({ by: "script" });
const AS_NONE = {
  Firefox: "Firefox treats a missing or unknown SameSite as None.",
  WebKit: "WebKitGTK treats a missing or unknown SameSite as None.",
};
const STOPS = "In Firefox a redirect by another site makes the request cross-site.";

const STRICT = `lab=1; SameSite=Strict; ${ROOT}`;
const LAX = `lab=1; SameSite=Lax; ${ROOT}`;
const NONE = `lab=1; SameSite=None; Secure; ${ROOT}`;
const MISSING = `lab=1; ${ROOT}`;
const UNKNOWN = `lab=1; SameSite=Sometimes; ${ROOT}`;

/** Who sends the request after the cookie is set, and the test of web-platform-tests with such requests. */
const FRAME = /** @type {const} */ ({ from: "a frame", wpt: WPT.frame });
const LINK = /** @type {const} */ ({ from: "a link", wpt: WPT.navigation });
const FORM = /** @type {const} */ ({ from: "a posted form", wpt: WPT.form });
const OTHER_SCRIPT = /** @type {const} */ ({ from: "another site's script", wpt: WPT.fetch });
const OTHER_FRAME = /** @type {const} */ ({ from: "another site's frame", wpt: WPT.frame });
const OTHER_LINK = /** @type {const} */ ({ from: "another site's link", wpt: WPT.navigation });
const OTHER_FORM = /** @type {const} */ ({ from: "another site's posted form", wpt: WPT.form });
const READ = /** @type {const} */ ({ from: "document.cookie" });
const CROSS_SITE = /** @type {const} */ ({ by: "cross-site" });

const SECURE_TEST = "cookies/attributes/secure.https.html";
const HTTP_ONLY_TEST = "cookies/attributes/httponly-overwrite.https.window.js";
const SEVERAL_TEST = "cookies/samesite/multiple-samesite-attributes.https.html";

/** @type {import("./rules.js").CookieGroup[]} */
export const SENT = [
  {
    source: "RFC 6265bis, 5.8.3 step 3",
    rule: "Secure requires a secure connection. Plain HTTP to this machine may count as secure.",
    cases: [
      ["Secure, set by a response", "lab=1; Secure", "lab=1", { wpt: SECURE_TEST }],
      ["Secure, set by script", "lab=1; Secure", "lab=1", SCRIPT],
    ],
  },
  {
    source: "RFC 6265bis, 5.6.5",
    rule: "Secure needs no value, and its value is ignored.",
    wpt: SECURE_TEST,
    cases: [["Secure with a value", "lab=1; Secure=no", "lab=1"]],
  },
  {
    source: "RFC 6265bis, 5.7 step 16",
    rule: "A cookie without Secure cannot replace one with Secure if the connection is not secure. On a secure connection it can.",
    cases: [["A cookie without Secure replaces one with Secure", ["lab=1; Secure", "lab=2"], "lab=2"]],
  },
  {
    source: "RFC 6265bis, 5.8.3 step 3",
    rule: "An HttpOnly cookie is sent to the server. Scripts cannot read it.",
    cases: [
      ["HttpOnly, sent to the server", "lab=1; HttpOnly", "lab=1"],
      ["HttpOnly, read by script", "lab=1; HttpOnly; Path=/", NOTHING, { ...READ, wpt: HTTP_ONLY_TEST }],
      ["Without HttpOnly, read by script", "lab=1; Path=/", "lab=1", { ...READ, wpt: HTTP_ONLY_TEST }],
    ],
  },
  {
    source: "RFC 6265bis, 5.6.6",
    rule: "HttpOnly needs no value, and its value is ignored.",
    cases: [["HttpOnly with a value, read by script", "lab=1; HttpOnly=no; Path=/", NOTHING, READ]],
  },
  {
    source: "RFC 6265bis, 5.7 step 15",
    rule: "A script cannot create an HttpOnly cookie.",
    cases: [["A script creates an HttpOnly cookie", "lab=1; HttpOnly; Path=/", NOTHING, SCRIPT]],
  },
  {
    source: "RFC 6265bis, 5.7 step 23",
    rule: "A script cannot change or delete an HttpOnly cookie. A cookie with another path is another cookie.",
    cases: [
      [
        "A script changes an HttpOnly cookie",
        "lab=1; HttpOnly; Path=/",
        "lab=1",
        { after: "lab=2; Path=/", wpt: HTTP_ONLY_TEST },
      ],
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
    source: "RFC 6265bis, 5.8.3 step 3",
    rule: "A SameSite=Strict cookie is sent only with requests from the same site.",
    cases: [
      ["Strict, a script of this site", STRICT, "lab=1", { wpt: WPT.fetch }],
      ["Strict, a frame of this site", STRICT, "lab=1", FRAME],
      ["Strict, a link of this site", STRICT, "lab=1", LINK],
      ["Strict, a form of this site", STRICT, "lab=1", FORM],
      ["Strict, another site's script", STRICT, NOTHING, OTHER_SCRIPT],
      ["Strict, another site's frame", STRICT, NOTHING, OTHER_FRAME],
      ["Strict, another site's link", STRICT, NOTHING, OTHER_LINK],
      ["Strict, another site's form", STRICT, NOTHING, OTHER_FORM],
      ["Strict, in uppercase", `lab=1; SAMESITE=STRICT; ${ROOT}`, NOTHING, { ...OTHER_LINK, wpt: undefined }],
    ],
  },
  {
    source: "RFC 6265bis, 5.2.1",
    rule: "A frame is of the same site only if all frames around it are, too.",
    cases: [
      [
        "Strict, this site's frame in another site's frame in this page",
        STRICT,
        NOTHING,
        {
          from: "a frame in another site's frame",
          differs: { WebKit: "WebKitGTK compares the request only with the top-level page." },
        },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.2",
    rule: "Redirects before the last URL do not make a request cross-site.",
    wpt: WPT.frame,
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
    source: "RFC 6265bis, 5.8.3 step 3",
    rule: "A missing or unknown SameSite is the default (5.7 step 17), which works as Lax.",
    cases: [
      ["No SameSite, another site's script", MISSING, NOTHING, { ...OTHER_SCRIPT, differs: AS_NONE }],
      ["No SameSite, another site's frame", MISSING, NOTHING, { ...OTHER_FRAME, differs: AS_NONE }],
      ["No SameSite, another site's link", MISSING, "lab=1", OTHER_LINK],
      ["SameSite=Sometimes, another site's link", UNKNOWN, "lab=1", { ...OTHER_LINK, wpt: undefined }],
      [
        "SameSite=Sometimes, another site's script",
        UNKNOWN,
        NOTHING,
        { ...OTHER_SCRIPT, wpt: SEVERAL_TEST, differs: AS_NONE },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.6.7.2",
    rule: "For its first two minutes, a cookie without SameSite may be sent with a form that another site posts.",
    cases: [
      [
        "No SameSite, another site's form",
        MISSING,
        NOTHING,
        {
          ...OTHER_FORM,
          wpt: undefined,
          may: [
            {
              got: "lab=1",
              source: "RFC 6265bis, 5.6.7.2",
              why: "This browser sends a new cookie without SameSite with a form that another site posts.",
            },
          ],
        },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.7 step 19",
    rule: "A SameSite=None cookie must be Secure.",
    wpt: "cookies/samesite-none-secure/cookies-without-samesite-must-be-secure.https.html",
    cases: [
      [
        "None without Secure",
        "lab=1; SameSite=None",
        NOTHING,
        { differs: { WebKit: "WebKitGTK accepts SameSite=None without Secure." } },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.8.3 step 3",
    rule: "A SameSite=None cookie is sent with every request. If SameSite occurs twice, the last one counts (5.7 step 17).",
    cases: [
      ["None, another site's script", NONE, "lab=1", OTHER_SCRIPT],
      ["None, another site's frame", NONE, "lab=1", OTHER_FRAME],
      ["None, another site's link", NONE, "lab=1", OTHER_LINK],
      ["None, another site's form", NONE, "lab=1", OTHER_FORM],
      [
        "Strict, then None",
        `lab=1; SameSite=Strict; SameSite=None; Secure; ${ROOT}`,
        "lab=1",
        { ...OTHER_SCRIPT, wpt: SEVERAL_TEST },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.7 step 18",
    rule: "The response to a request from another site can set only SameSite=None cookies.",
    cases: [
      [
        "Lax, in the response to another site's script",
        LAX,
        NOTHING,
        { ...CROSS_SITE, wpt: "cookies/samesite/setcookie-lax.https.html" },
      ],
      ["None, in the response to another site's script", NONE, "lab=1", CROSS_SITE],
    ],
  },
];
