/** Redirects within this site: what the next request keeps, how many redirects are followed, and what a script sees. */

const SOURCE = "Fetch, HTTP-redirect fetch";
const METHOD = "fetch/api/redirect/redirect-method.any.js";
const LOCATION = "fetch/api/redirect/redirect-location.any.js";
const MODE = "fetch/api/redirect/redirect-mode.any.js";
const COUNT = "fetch/api/redirect/redirect-count.any.js";
const FRAGMENT = "fetch/redirect-navigate/preserve-fragment.html";
const AUTHORIZATION = "fetch/api/credentials/authentication-redirection.any.js";

const CONTENT = {
  headers: { "Content-Language": "en", "Content-Location": "/here", "Content-Type": "text/plain" },
};
const CHAIN = "GET /lab/redirect/chain/20";
const LONGER = "GET /lab/redirect/302?to=/lab/redirect/chain/20";
const LOOP = "GET /lab/redirect/loop";
const ERROR_PAGE = "an error page of the browser";
const TWENTIETH = {
  Chromium:
    "Chromium shows an error page (ERR_TOO_MANY_REDIRECTS) instead of following the 20th redirect of a page. A fetch follows 20.",
};
const SILENT = {
  WebKit:
    "WebKitGTK stops after the 20th redirect too, but shows no error page and fires no event: the frame stays empty.",
};

/** @type {import("./rules.js").RedirectGroup[]} */
export const WITHIN = [
  {
    source: SOURCE,
    rule: "A redirect that drops the body also drops the headers that describe it: Content-Encoding, Content-Language, Content-Location and Content-Type.",
    wpt: METHOD,
    cases: [
      ["Headers that describe the body, over a 302", "fetch", "POST /lab/redirect/302", "headers", "none", CONTENT],
      [
        "Headers that describe the body, over a 307",
        "fetch",
        "POST /lab/redirect/307",
        "headers",
        "Content-Language, Content-Location, Content-Type",
        CONTENT,
      ],
    ],
  },
  {
    source: SOURCE,
    rule: "A redirect within the origin keeps the headers that a script set.",
    cases: [
      ["A custom header", "fetch", "GET /lab/redirect/302", "headers", "X-Lab", { headers: { "X-Lab": "1" } }],
      [
        "Authorization",
        "fetch",
        "GET /lab/redirect/302",
        "headers",
        "Authorization",
        { headers: { Authorization: "Bearer lab" }, wpt: AUTHORIZATION },
      ],
    ],
  },
  {
    source: SOURCE,
    rule: "A 307 or 308 sends the same body again, with its files and its boundary.",
    cases: [
      [
        "A multipart body by fetch, over a 307",
        "fetch",
        "POST /lab/redirect/307",
        "parts",
        "POST, multipart/form-data, note=hello, a.txt of 5 bytes",
        { body: "multipart", wpt: "beacon/beacon-redirect.https.window.js" },
      ],
      [
        "A multipart body by a form, over a 308",
        "form",
        "POST /lab/redirect/308",
        "parts",
        "POST, multipart/form-data, note=hello",
        { body: "multipart" },
      ],
    ],
  },
  {
    source: SOURCE,
    rule: "A 303 changes every method except GET and HEAD to GET.",
    wpt: METHOD,
    cases: [["HEAD, over a 303", "fetch", "HEAD /lab/redirect/303", "head", "HEAD"]],
  },
  {
    source: "Fetch, location URL",
    rule: "The Location is the whole next URL. It can inherit only the fragment of the previous URL.",
    cases: [["The query of the first URL", "fetch", "GET /lab/redirect/302?a=1", "query", "no query"]],
  },
  {
    source: "Fetch, location URL",
    rule: "A Location without a fragment inherits the fragment of the previous URL. No request contains a fragment.",
    wpt: FRAGMENT,
    cases: [
      ["A fragment in the first URL", "link", "GET /lab/redirect/302?to=/lab/landing#top", "url", "/lab/landing#top"],
      ["A fragment in both URLs", "link", "GET /lab/redirect/302?to=/lab/landing%23own#top", "url", "/lab/landing#own"],
      [
        "A fragment in the first two of three URLs",
        "link",
        "GET /lab/redirect/302?to=/lab/redirect/302%3Fto=/lab/landing%23own#top",
        "url",
        "/lab/landing#own",
      ],
    ],
  },
  {
    source: "Fetch, Response class",
    rule: "response.url is the last URL, without its fragment.",
    wpt: "fetch/api/basic/response-url.sub.any.js",
    cases: [["A fragment in response.url", "fetch", "GET /lab/redirect/302#top", "url", "/api/lab/landing"]],
  },
  {
    source: "Fetch, Response class",
    rule: "A script sees the last response, and that there was a redirect. It sees no response before the last one.",
    wpt: METHOD,
    cases: [["The response of a fetch", "fetch", "GET /lab/redirect/302", "response", "basic, status 200, redirected"]],
  },
  {
    source: "Fetch, HTTP fetch",
    rule: 'With redirect: "manual" the browser does not follow the redirect, and hides its target. With "error" a redirect is a network error, and the script gets a TypeError.',
    wpt: MODE,
    cases: [
      [
        'redirect: "manual"',
        "fetch",
        "GET /lab/redirect/302",
        "response",
        "opaqueredirect, status 0",
        { redirect: "manual" },
      ],
      ['redirect: "error"', "fetch", "GET /lab/redirect/302", "arrival", "TypeError", { redirect: "error" }],
    ],
  },
  {
    source: SOURCE,
    rule: "A redirect status without a Location is not followed: the script gets that response.",
    wpt: LOCATION,
    cases: [["A 302 without a Location, by fetch", "fetch", "GET /lab/nowhere", "response", "basic, status 302"]],
  },
  {
    source: "HTML, creating navigation params by fetching",
    rule: "A redirect status without a Location is not followed: the browser shows the body of that response.",
    cases: [
      ["A 302 without a Location, as a page", "link", "GET /lab/nowhere", "words", "A redirect without a Location."],
    ],
  },
  {
    source: "Fetch, HTTP fetch",
    rule: 'For redirect: "manual" only the status counts. The script cannot see whether there is a Location.',
    wpt: LOCATION,
    cases: [
      [
        'A 302 without a Location, and redirect: "manual"',
        "fetch",
        "GET /lab/nowhere",
        "response",
        "opaqueredirect, status 0",
        { redirect: "manual" },
      ],
    ],
  },
  {
    source: SOURCE,
    rule: "A browser follows 20 redirects, for a script and for a page. The 21st is a network error, in a loop too.",
    cases: [
      ["20 redirects by fetch", "fetch", CHAIN, "end", "it arrives", { wpt: COUNT }],
      ["21 redirects by fetch", "fetch", LONGER, "end", "TypeError", { wpt: COUNT }],
      ["A loop by fetch", "fetch", LOOP, "end", "TypeError"],
      ["20 redirects of a page", "link", CHAIN, "end", "it arrives", { differs: TWENTIETH }],
      ["21 redirects of a page", "link", LONGER, "end", ERROR_PAGE, { differs: SILENT }],
      ["A loop of a page", "link", LOOP, "end", ERROR_PAGE, { differs: SILENT }],
    ],
  },
];
