/** What the server is told of who asks, what it can refuse by that, and who may put a page into a frame. */
import { ALLOWED, ANYONE, APART, FAILS, READS } from "./rules.js";

const FETCH = { wpt: "fetch/metadata/generated/fetch.https.sub.html" };
const IFRAME = { wpt: "fetch/metadata/generated/element-iframe.https.sub.html" };
const ASSORTED = { wpt: "fetch/origin/assorted.window.js" };
const TAINT = { wpt: "cors/redirect-origin.htm" };
const DENY = { wpt: "x-frame-options/deny.sub.html" };
const SAMEORIGIN = { wpt: "x-frame-options/sameorigin.sub.html" };
const POST = { method: "POST" };

/** @type {import("./rules.js").OriginsGroup[]} */
export const SIGNALS = [
  {
    source: "Fetch Metadata, Sec-Fetch-Site",
    rule: "Sec-Fetch-Site, -Mode and -Dest say whose page asks, in which way, and what for. No script can forge them.",
    cases: [
      ["This page's script", { by: "own script", look: "metadata" }, "same-origin, cors, empty", FETCH],
      ["The other site's script", { answer: ALLOWED, look: "metadata" }, "cross-site, cors, empty", FETCH],
      [
        "The other site's script, no-cors",
        { ask: { mode: "no-cors" }, look: "metadata" },
        "cross-site, no-cors, empty",
        FETCH,
      ],
      [
        "A preflight",
        { ask: { method: "DELETE" }, look: "metadata" },
        "cross-site, cors, empty",
        { wpt: "fetch/metadata/generated/cors-preflight.https.sub.html" },
      ],
      ["A frame in this page", { by: "own frame", look: "metadata" }, "same-origin, navigate, iframe", IFRAME],
      ["A frame in the other site's page", { by: "frame", look: "metadata" }, "cross-site, navigate, iframe", IFRAME],
      ["A link in the other site's frame", { by: "link", look: "metadata" }, "cross-site, navigate, iframe"],
      [
        "A form in the other site's page",
        { by: "form", look: "metadata" },
        "cross-site, navigate, iframe",
        { wpt: "fetch/metadata/generated/form-submission.https.sub.html" },
      ],
      [
        "A picture in the other site's page",
        { by: "image", look: "metadata" },
        "cross-site, no-cors, image",
        { wpt: "fetch/metadata/generated/element-img.https.sub.html" },
      ],
      [
        "Home again by way of this site",
        { over: ["this", "other"], answer: ANYONE, look: "metadata" },
        "cross-site, cors, empty, then cross-site, cors, empty",
        FETCH,
      ],
      [
        "From the other site's own to this one",
        { over: ["other", "this"], answer: ALLOWED, look: "metadata" },
        "same-origin, cors, empty, then cross-site, cors, empty",
        FETCH,
      ],
    ],
  },
  {
    source: "Fetch, Origin header",
    rule: "Origin is in every request that CORS rules, and else in all but GET and HEAD; there it is null if the page tells no referrer.",
    cases: [
      ["Origin of this page's GET", { by: "own script", look: "origin" }, "none"],
      ["Origin of this page's POST", { by: "own script", ask: POST, look: "origin" }, "this site"],
      ["Origin of the other site's GET", { answer: ALLOWED, look: "origin" }, "the other site"],
      ["Origin of a GET, no-cors", { ask: { mode: "no-cors" }, look: "origin" }, "none"],
      ["Origin of a POST, no-cors", { ask: { ...POST, mode: "no-cors" }, look: "origin" }, "the other site", ASSORTED],
      [
        "Origin of a POST, no-cors, that tells no referrer",
        { ask: { ...POST, mode: "no-cors", referrerPolicy: "no-referrer" }, look: "origin" },
        "null",
        {
          ...ASSORTED,
          differs: {
            Chromium: "Chromium names the origin of a script's no-cors request whatever the referrer policy says.",
          },
        },
      ],
      [
        "Origin of a POST that tells no referrer",
        { ask: { ...POST, referrerPolicy: "no-referrer" }, answer: ALLOWED, look: "origin" },
        "the other site",
        ASSORTED,
      ],
      [
        "Origin of a frame",
        { by: "frame", look: "origin" },
        "none",
        {
          ...ASSORTED,
          differs: {
            Firefox:
              "Firefox adds Origin wherever it says Sec-Fetch-Storage-Access: inactive, which it does of a frame that gets no cookies.",
          },
        },
      ],
      ["Origin of a form", { by: "form", look: "origin" }, "the other site", ASSORTED],
    ],
  },
  {
    source: "Fetch, HTTP-redirect fetch",
    rule: "Origin is null once an origin other than the asker's has sent a request on to yet another; only * or null lets that in. Each answer on the way must allow it.",
    cases: [
      [
        "From the other site's own to this one, Origin",
        { over: ["other", "this"], answer: ALLOWED, look: "origin" },
        "none, then the other site",
        { wpt: "fetch/api/cors/cors-redirect.any.js" },
      ],
      [
        "Home again by way of this site, Origin",
        { over: ["this", "other"], answer: ANYONE, look: "origin" },
        "the other site, then null",
        { wpt: "fetch/api/cors/cors-redirect.any.js" },
      ],
      [
        "Home again, anyone is allowed",
        { over: ["this", "other"], answer: ANYONE },
        `GET and GET arrived, ${READS}`,
        TAINT,
      ],
      [
        "Home again, the other site is allowed",
        { over: ["this", "other"], answer: ALLOWED },
        `GET and GET arrived, ${FAILS}`,
        TAINT,
      ],
      ["A redirect that nobody allows", { over: ["this", "other"] }, `GET arrived, ${FAILS}`, TAINT],
      [
        "A PUT, redirected",
        { over: ["this", "other"], ask: { method: "PUT" }, answer: { ...ANYONE, methods: "PUT" } },
        `OPTIONS, PUT, OPTIONS and PUT arrived, ${READS}`,
        { wpt: "fetch/api/cors/cors-redirect-preflight.any.js" },
      ],
      [
        "A PUT, redirected, Origin",
        { over: ["this", "other"], ask: { method: "PUT" }, answer: { ...ANYONE, methods: "PUT" }, look: "origin" },
        "the other site, then the other site, then null, then null",
        {
          differs: {
            Firefox: "Firefox's second preflight names the origin that the request after it no longer does.",
          },
        },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.8.3",
    rule: "A form may post to any site, and takes SameSite=None cookies along. The server has to refuse it: by Origin, by Sec-Fetch-Site, or for want of a token that only its own pages know.",
    cases: [
      [
        "A forged form, and a guard",
        { by: "form", path: "/origins", cookies: true, look: "status" },
        "POST with the SameSite=None cookie, answered with 403",
        { differs: APART },
      ],
      [
        "A forged form, and no guard",
        { by: "form", cookies: true, look: "status" },
        "POST with the SameSite=None cookie, answered with 200",
        { differs: APART },
      ],
    ],
  },
  {
    source: "CSP Level 3, frame-ancestors",
    rule: "frame-ancestors says which pages may frame the one that it comes with.",
    cases: [
      [
        "The other site's page framed here, and it allows this site",
        { by: "framed", answer: { ancestors: "other" } },
        "GET arrived, shown",
      ],
      [
        "The other site's page framed here, and it allows nobody",
        { by: "framed", answer: { ancestors: "none" } },
        "GET arrived, not shown",
      ],
      [
        "The other site's page framed here, and it allows itself alone",
        { by: "framed", answer: { ancestors: "self" } },
        "GET arrived, not shown",
      ],
      [
        "This site's page framed here, and it allows nobody",
        { by: "own framed", answer: { ancestors: "none" } },
        "GET arrived, not shown",
      ],
      [
        "This site's page framed here, and it allows itself alone",
        { by: "own framed", answer: { ancestors: "self" } },
        "GET arrived, shown",
      ],
    ],
  },
  {
    source: "HTML, the X-Frame-Options header",
    rule: "DENY and SAMEORIGIN say so too. Any other value is ignored, and so is all of it where frame-ancestors stands.",
    cases: [
      ["X-Frame-Options: DENY", { by: "framed", answer: { framed: "DENY" } }, "GET arrived, not shown", DENY],
      ["DENY, one's own", { by: "own framed", answer: { framed: "DENY" } }, "GET arrived, not shown", DENY],
      ["SAMEORIGIN", { by: "framed", answer: { framed: "SAMEORIGIN" } }, "GET arrived, not shown", SAMEORIGIN],
      [
        "SAMEORIGIN, one's own",
        { by: "own framed", answer: { framed: "SAMEORIGIN" } },
        "GET arrived, shown",
        SAMEORIGIN,
      ],
      [
        "ALLOWALL, which means nothing",
        { by: "framed", answer: { framed: "ALLOWALL" } },
        "GET arrived, shown",
        { wpt: "x-frame-options/invalid.sub.html" },
      ],
      [
        "DENY beside frame-ancestors",
        { by: "framed", answer: { framed: "DENY", ancestors: "other" } },
        "GET arrived, shown",
        DENY,
      ],
    ],
  },
];
