/** Redirects to another site, which is the server's other name, and back. */

const SOURCE = "Fetch, HTTP-redirect fetch";
const ORIGIN = "fetch/api/redirect/redirect-origin.any.js";
const FORM = "fetch/metadata/generated/form-submission.https.sub.html";
const FRAME = "fetch/metadata/generated/element-iframe.https.sub.html";
const ASSORTED = "fetch/origin/assorted.window.js";

/** A redirect to a page of the other site, which belongs to another lab. Its JSON twin allows this origin to read it. */
const THERE = `/lab/away?to=${encodeURIComponent("/lab/cookies?lab=redirects")}&code=`;
/** A redirect from the other site to a page of this one. */
const BACK = `http://other${THERE}`;
const CROSS_SITE = "Sec-Fetch-Site: cross-site";
const FORM_ENCODED = "POST, body, application/x-www-form-urlencoded";

const PREFLIGHT_FIRST = {
  Firefox:
    "Firefox removes the header too, but sends a preflight for it first, as if the header were still there. The other site does not allow it.",
  WebKit: "WebKitGTK sends a preflight for the header, as if it were still there. The other site does not allow it.",
};
const NULL_TOO_EARLY = {
  Chromium:
    "Chromium sends null with the POST of a page after any redirect to another origin, even if this origin redirected. By fetch it does as the standard says.",
  WebKit:
    "WebKitGTK sends null with the POST of a page after any redirect to another origin, even if this origin redirected. By fetch it does as the standard says.",
};
const NO_METADATA = {
  WebKit:
    "WebKitGTK leaves all Fetch Metadata headers out when the request of a script is redirected to another origin.",
};

/** @type {import("./rules.js").RedirectGroup[]} */
export const ACROSS = [
  {
    source: SOURCE,
    rule: "A status code means the same across sites. The other site must allow this origin to read the answer (CORS).",
    cases: [
      [
        "By fetch to the other site: method and body",
        "fetch",
        `POST ${THERE}307`,
        "arrival",
        "POST, body, text/plain;charset=UTF-8",
      ],
    ],
  },
  {
    source: "Fetch, Origin header",
    rule: "The request to the other origin has an Origin header, although the GET to this origin had none.",
    wpt: ORIGIN,
    cases: [["By fetch to the other site: Origin", "fetch", `GET ${THERE}302`, "origin", "Origin: this origin"]],
  },
  {
    source: "Fetch Metadata, Sec-Fetch-Site",
    rule: "All URLs of the redirect chain count: a single one on another site makes the request cross-site.",
    wpt: "fetch/metadata/generated/fetch.https.sub.html",
    cases: [
      [
        "By fetch to the other site: Sec-Fetch-Site",
        "fetch",
        `GET ${THERE}302`,
        "site",
        CROSS_SITE,
        { differs: NO_METADATA },
      ],
    ],
  },
  {
    source: "Referrer Policy, strict-origin-when-cross-origin",
    rule: "Under the default policy, strict-origin-when-cross-origin, another site receives only the origin.",
    wpt: "fetch/api/redirect/redirect-referrer.any.js",
    cases: [["By fetch to the other site: Referer", "fetch", `GET ${THERE}302`, "referer", "Referer: this origin/"]],
  },
  {
    source: SOURCE,
    rule: "A redirect to another origin removes the Authorization header.",
    wpt: "fetch/api/credentials/authentication-redirection.any.js",
    cases: [
      [
        "By fetch to the other site: Authorization",
        "fetch",
        `GET ${THERE}302`,
        "headers",
        "none",
        { headers: { Authorization: "Bearer lab" }, differs: PREFLIGHT_FIRST },
      ],
    ],
  },
  {
    source: "Fetch, HTTP fetch",
    rule: "The header is kept, so the other site must allow it in a preflight. This one does not.",
    wpt: "fetch/api/cors/cors-redirect-preflight.any.js",
    cases: [
      [
        "By fetch to the other site: a custom header",
        "fetch",
        `GET ${THERE}302`,
        "headers",
        "TypeError",
        { headers: { "X-Lab": "1" } },
      ],
    ],
  },
  {
    source: "Fetch, CORS check",
    rule: "The request is sent, but without Access-Control-Allow-Origin the script may not read the answer.",
    cases: [
      [
        "By fetch to the other site: an answer without CORS headers",
        "fetch",
        "GET /lab/away?to=/lab/landing&code=302",
        "arrival",
        "TypeError",
      ],
    ],
  },
  {
    source: "Fetch, CORS check",
    rule: "After a redirect on another origin the request has Origin: null, and even this origin must allow it. /api/lab/landing allows no origin.",
    cases: [
      [
        "By fetch to the other site and back",
        "fetch",
        "GET http://other/lab/away?to=/lab/landing&code=302",
        "arrival",
        "TypeError",
      ],
    ],
  },
  {
    source: SOURCE,
    rule: "A page can be redirected to any site. It keeps the fragment, which tells the page there where to report.",
    wpt: "fetch/redirect-navigate/preserve-fragment.html",
    cases: [["A page of the other site: method and body", "link", `GET ${THERE}302`, "arrival", "GET, no body"]],
  },
  {
    source: "Fetch Metadata, Sec-Fetch-Site",
    rule: "This page started the navigation, and for the other host this page is another site.",
    wpt: FRAME,
    cases: [["A page of the other site: Sec-Fetch-Site", "link", `GET ${THERE}302`, "site", CROSS_SITE]],
  },
  {
    source: "Referrer Policy, strict-origin-when-cross-origin",
    rule: "Referer names the page that started the navigation, not the URL that redirected. Another site receives only its origin.",
    cases: [["A page of the other site: Referer", "link", `GET ${THERE}302`, "referer", "Referer: this origin/"]],
  },
  {
    source: "Fetch Metadata, Sec-Fetch-Site",
    rule: "All URLs of the redirect chain count: after a redirect on another site, the request back is cross-site.",
    wpt: FRAME,
    cases: [
      [
        "A page by the other site and back: Sec-Fetch-Site",
        "link",
        `GET /lab/away?to=${encodeURIComponent(`${THERE}307`)}&code=302`,
        "site",
        CROSS_SITE,
      ],
    ],
  },
  {
    source: SOURCE,
    rule: "Across sites too, a 302 changes POST to GET, and a 307 sends the fields of the form again, without asking the user.",
    cases: [
      ["By a form to the other site, over a 302", "form", `POST ${THERE}302`, "arrival", "GET, no body"],
      ["By a form to the other site, over a 307", "form", `POST ${THERE}307`, "arrival", FORM_ENCODED],
    ],
  },
  {
    source: "Fetch Metadata, Sec-Fetch-Site",
    rule: "Sec-Fetch-Site tells the other site that the form is on a page of another site.",
    wpt: FORM,
    cases: [
      ["By a form to the other site, over a 307: Sec-Fetch-Site", "form", `POST ${THERE}307`, "site", CROSS_SITE],
    ],
  },
  {
    source: "Fetch, Origin header",
    rule: "Only this origin redirected the request, so Origin still names this origin.",
    cases: [
      [
        "By a form to the other site, over a 307: Origin",
        "form",
        `POST ${THERE}307`,
        "origin",
        "Origin: this origin",
        { differs: NULL_TOO_EARLY },
      ],
    ],
  },
  {
    source: SOURCE,
    rule: "A 307 on the other site sends all fields of the form back to this site.",
    cases: [["By a form from the other site back, over a 307", "form", `POST ${BACK}307`, "arrival", FORM_ENCODED]],
  },
  {
    source: "Fetch, Origin header",
    rule: "Another origin redirected the request, so the origin of the request is no longer certain: Origin is null.",
    wpt: ASSORTED,
    cases: [
      ["By a form from the other site back, over a 307: Origin", "form", `POST ${BACK}307`, "origin", "Origin: null"],
    ],
  },
  {
    source: "Fetch Metadata, Sec-Fetch-Site",
    rule: "All URLs of the redirect chain count, and the first one is on another site.",
    wpt: FORM,
    cases: [
      ["By a form from the other site back, over a 307: Sec-Fetch-Site", "form", `POST ${BACK}307`, "site", CROSS_SITE],
    ],
  },
];
