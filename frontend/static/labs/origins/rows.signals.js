/** The headers that tell a server where a request comes from, the requests that it can reject by them, and framing. */
import { ALLOWED, ANYONE, FAILS, READS, SENT_BY_FRAME } from "./rules.js";

const FETCH = { wpt: "fetch/metadata/generated/fetch.https.sub.html" };
const IFRAME = { wpt: "fetch/metadata/generated/element-iframe.https.sub.html" };
const ASSORTED = { wpt: "fetch/origin/assorted.window.js" };
const TAINT = { wpt: "cors/redirect-origin.htm" };
const DENY = { wpt: "x-frame-options/deny.html" };
const SAMEORIGIN = { wpt: "x-frame-options/sameorigin.sub.html" };
const POST = { method: "POST" };
const NO_METADATA = {
  differs: {
    WebKit:
      "WebKitGTK leaves all Fetch Metadata headers out when the request of a script is redirected to another origin.",
  },
};

/** @type {import("./rules.js").OriginsGroup[]} */
export const SIGNALS = [
  {
    source: "Fetch Metadata, Sec-Fetch-Site",
    rule: "Sec-Fetch-Site, Sec-Fetch-Mode and Sec-Fetch-Dest describe the site, the mode and the destination of a request. A script cannot forge them.",
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
        "An image in the other site's page",
        { by: "image", look: "metadata" },
        "cross-site, no-cors, image",
        { wpt: "fetch/metadata/generated/element-img.https.sub.html" },
      ],
      [
        "The other site's request, redirected back by this site",
        { over: ["this", "other"], answer: ANYONE, look: "metadata" },
        "cross-site, cors, empty, then cross-site, cors, empty",
        { ...FETCH, ...NO_METADATA },
      ],
      [
        "The other site's request to itself, redirected to this site",
        { over: ["other", "this"], answer: ALLOWED, look: "metadata" },
        "same-origin, cors, empty, then cross-site, cors, empty",
        { ...FETCH, ...NO_METADATA },
      ],
    ],
  },
  {
    source: "Fetch, Origin header",
    rule: "Every CORS request has an Origin header. Other requests have it unless they are GET or HEAD; it is null if the page sends no referrer.",
    cases: [
      ["Origin of a GET by this page", { by: "own script", look: "origin" }, "none"],
      ["Origin of a POST by this page", { by: "own script", ask: POST, look: "origin" }, "this site"],
      ["Origin of a GET by the other site", { answer: ALLOWED, look: "origin" }, "the other site"],
      ["Origin of a GET, no-cors", { ask: { mode: "no-cors" }, look: "origin" }, "none"],
      ["Origin of a POST, no-cors", { ask: { ...POST, mode: "no-cors" }, look: "origin" }, "the other site", ASSORTED],
      [
        "Origin of a POST, no-cors, without a referrer",
        { ask: { ...POST, mode: "no-cors", referrerPolicy: "no-referrer" }, look: "origin" },
        "null",
        {
          ...ASSORTED,
          differs: {
            Chromium:
              "Chromium sends the origin with the no-cors request of a script, whatever its referrer policy is.",
          },
        },
      ],
      [
        "Origin of a POST, without a referrer",
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
          may: [
            {
              got: "the other site",
              when: { framed: ["no"] },
              source: "Storage Access Headers, Origin header",
              why: "A frame that could get cookies by asking for them has Sec-Fetch-Storage-Access: inactive, and with it Origin.",
            },
          ],
        },
      ],
      ["Origin of a form", { by: "form", look: "origin" }, "the other site", ASSORTED],
    ],
  },
  {
    source: "Fetch, HTTP-redirect fetch",
    rule: "If an origin other than the sender's redirects the request to another origin, Origin becomes null. Then only * or null allows the request. Every answer of the chain must allow it.",
    cases: [
      [
        "Origin of the other site's request to itself, redirected to this site",
        { over: ["other", "this"], answer: ALLOWED, look: "origin" },
        "none, then the other site",
        { wpt: "fetch/api/cors/cors-redirect.any.js" },
      ],
      [
        "Origin of the other site's request, redirected back by this site",
        { over: ["this", "other"], answer: ANYONE, look: "origin" },
        "the other site, then null",
        { wpt: "fetch/api/cors/cors-redirect.any.js" },
      ],
      [
        "Redirected and back, allowed for any site",
        { over: ["this", "other"], answer: ANYONE },
        `GET and GET arrived, ${READS}`,
        TAINT,
      ],
      [
        "Redirected and back, allowed for the other site",
        { over: ["this", "other"], answer: ALLOWED },
        `GET and GET arrived, ${FAILS}`,
        TAINT,
      ],
      ["A redirect, not allowed", { over: ["this", "other"] }, `GET arrived, ${FAILS}`, TAINT],
      [
        "A PUT, redirected",
        { over: ["this", "other"], ask: { method: "PUT" }, answer: { ...ANYONE, methods: "PUT" } },
        `OPTIONS, PUT, OPTIONS and PUT arrived, ${READS}`,
        { wpt: "fetch/api/cors/cors-redirect-preflight.any.js" },
      ],
      [
        "Origin of a PUT, redirected",
        { over: ["this", "other"], ask: { method: "PUT" }, answer: { ...ANYONE, methods: "PUT" }, look: "origin" },
        "the other site, then the other site, then null, then null",
        {
          differs: {
            Firefox: "In Firefox the second preflight still has the origin; the request after it has null.",
          },
        },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.8.3 step 3",
    rule: "A form can post to any site, with the SameSite=None cookies of that site. The server must reject such a form: by Origin, by Sec-Fetch-Site, or because it lacks a token that only the server's own pages know.",
    cases: [
      [
        "A forged form, to a path that rejects it",
        { by: "form", path: "/origins", cookies: true, look: "status" },
        "POST with the SameSite=None cookie, answered with 403",
        SENT_BY_FRAME,
      ],
      [
        "A forged form, to a path that accepts it",
        { by: "form", cookies: true, look: "status" },
        "POST with the SameSite=None cookie, answered with 200",
        SENT_BY_FRAME,
      ],
    ],
  },
  {
    source: "CSP Level 3, frame-ancestors",
    rule: "frame-ancestors names the sites that may show the page in a frame.",
    cases: [
      [
        "The other site's page in a frame here, allowed for this site",
        { by: "framed", answer: { ancestors: "other" } },
        "GET arrived, shown",
      ],
      [
        "The other site's page in a frame here, allowed for no site",
        { by: "framed", answer: { ancestors: "none" } },
        "GET arrived, not shown",
      ],
      [
        "The other site's page in a frame here, allowed for itself",
        { by: "framed", answer: { ancestors: "self" } },
        "GET arrived, not shown",
      ],
      [
        "This site's page in a frame here, allowed for no site",
        { by: "own framed", answer: { ancestors: "none" } },
        "GET arrived, not shown",
      ],
      [
        "This site's page in a frame here, allowed for itself",
        { by: "own framed", answer: { ancestors: "self" } },
        "GET arrived, shown",
      ],
    ],
  },
  {
    source: "HTML, the X-Frame-Options header",
    rule: "X-Frame-Options: DENY and SAMEORIGIN have the same effect. Other values are ignored. With frame-ancestors, the whole header is ignored.",
    cases: [
      ["DENY, the other site's page", { by: "framed", answer: { framed: "DENY" } }, "GET arrived, not shown", DENY],
      ["DENY, this site's page", { by: "own framed", answer: { framed: "DENY" } }, "GET arrived, not shown", DENY],
      [
        "SAMEORIGIN, the other site's page",
        { by: "framed", answer: { framed: "SAMEORIGIN" } },
        "GET arrived, not shown",
        SAMEORIGIN,
      ],
      [
        "SAMEORIGIN, this site's page",
        { by: "own framed", answer: { framed: "SAMEORIGIN" } },
        "GET arrived, shown",
        SAMEORIGIN,
      ],
      [
        "ALLOWALL, an invalid value",
        { by: "framed", answer: { framed: "ALLOWALL" } },
        "GET arrived, shown",
        { wpt: "x-frame-options/invalid.html" },
      ],
      [
        "DENY with frame-ancestors",
        { by: "framed", answer: { framed: "DENY", ancestors: "other" } },
        "GET arrived, shown",
        DENY,
      ],
    ],
  },
];
