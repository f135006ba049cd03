/** Which scripts may read an answer, and which of its headers: CORS without preflights, with and without credentials. */
import { ALLOWED, ANYONE, FAILS, INCLUDE, OPAQUE, READS, SENT_BY_FRAME, TRUSTED } from "./rules.js";

const BASIC = { wpt: "fetch/api/cors/cors-basic.any.js" };
const COOKIES = { wpt: "fetch/api/cors/cors-cookies.any.js" };
const FLAG = { wpt: "cors/credentials-flag.htm" };
const STAR = { wpt: "fetch/api/cors/cors-expose-star.sub.any.js" };
const CORP = { wpt: "fetch/cross-origin-resource-policy/fetch.any.js" };
const NONE_COOKIE = "the SameSite=None cookie";

/** @type {import("./rules.js").OriginsGroup[]} */
export const READ = [
  {
    source: "Fetch, CORS check",
    rule: "A script of another origin may read an answer only if Access-Control-Allow-Origin allows it. A request that needs no preflight arrives in any case.",
    cases: [
      ["A GET, not allowed", {}, `GET arrived, ${FAILS}`, BASIC],
      ["A GET, allowed for the other site", { answer: ALLOWED }, `GET arrived, ${READS}`, { wpt: "cors/origin.htm" }],
      ["A GET, allowed for any site", { answer: ANYONE }, `GET arrived, ${READS}`, BASIC],
      ["A GET by this page", { by: "own script" }, `GET arrived, ${READS}`],
    ],
  },
  {
    source: "Fetch, CORS check",
    rule: "The answer to a request with credentials may be read only if it names the origin and has Access-Control-Allow-Credentials: true.",
    cases: [
      [
        "With credentials, allowed for any site",
        { ask: INCLUDE, answer: { ...ANYONE, credentials: "true" } },
        `GET arrived, ${FAILS}`,
      ],
      ["With credentials, without Allow-Credentials", { ask: INCLUDE, answer: ALLOWED }, `GET arrived, ${FAILS}`],
      [
        "With credentials, allowed for the other site",
        { ask: INCLUDE, answer: TRUSTED },
        `GET arrived, ${READS}`,
        COOKIES,
      ],
      [
        "With credentials, Allow-Credentials: True",
        { ask: INCLUDE, answer: { ...ALLOWED, credentials: "True" } },
        `GET arrived, ${FAILS}`,
        FLAG,
      ],
      [
        "With credentials, Allow-Credentials: false",
        { ask: INCLUDE, answer: { ...ALLOWED, credentials: "false" } },
        `GET arrived, ${FAILS}`,
        FLAG,
      ],
    ],
  },
  {
    source: "Fetch, HTTP-network-or-cache fetch",
    rule: "A fetch sends cookies to another origin only with credentials: include. It sends them before it knows whether the script may read the answer.",
    cases: [
      [
        "Cookies, without credentials",
        { answer: TRUSTED, cookies: true, look: "cookies" },
        `GET with no cookie, ${READS}`,
        COOKIES,
      ],
      [
        "Cookies, with credentials",
        { ask: INCLUDE, answer: TRUSTED, cookies: true, look: "cookies" },
        `GET with ${NONE_COOKIE}, ${READS}`,
        { ...COOKIES, ...SENT_BY_FRAME },
      ],
      [
        "Cookies, with credentials, not allowed",
        { ask: INCLUDE, cookies: true, look: "cookies" },
        `GET with ${NONE_COOKIE}, ${FAILS}`,
        SENT_BY_FRAME,
      ],
      [
        "Cookies, with credentials and no-cors",
        { ask: { ...INCLUDE, mode: "no-cors" }, cookies: true, look: "cookies" },
        `GET with ${NONE_COOKIE}, ${OPAQUE}`,
        SENT_BY_FRAME,
      ],
    ],
  },
  {
    source: "Fetch, main fetch",
    rule: "The mode no-cors sends what a form or an image can send, and hides the answer. The mode same-origin sends nothing to another origin.",
    cases: [
      ["A GET, no-cors", { ask: { mode: "no-cors" } }, `GET arrived, ${OPAQUE}`, BASIC],
      [
        "A POST of text, no-cors",
        { ask: { mode: "no-cors", method: "POST", body: "text" } },
        `POST arrived, ${OPAQUE}`,
      ],
      [
        "A GET, same-origin",
        { ask: { mode: "same-origin" }, answer: ALLOWED },
        `nothing arrived, ${FAILS}`,
        { wpt: "fetch/api/basic/mode-same-origin.any.js" },
      ],
    ],
  },
  {
    source: "Fetch, Request class",
    rule: "In the mode no-cors a script can send only GET, HEAD and POST, and only safelisted headers. Other headers are left out, and other methods are an error.",
    cases: [
      ["A PUT, no-cors", { ask: { mode: "no-cors", method: "PUT" }, answer: ALLOWED }, `nothing arrived, ${FAILS}`],
      [
        "A custom header, no-cors",
        { ask: { mode: "no-cors", headers: { "X-Lab": "1" } }, look: "sent", header: "X-Lab" },
        `GET without X-Lab, ${OPAQUE}`,
      ],
    ],
  },
  {
    source: "Fetch, main fetch",
    rule: "A script can read the safelisted headers of the answer, and those that Access-Control-Expose-Headers lists. Without credentials, * means all headers.",
    cases: [
      [
        "A safelisted header",
        { answer: ALLOWED, look: "read", header: "Cache-Control" },
        `${READS}, and Cache-Control: no-store`,
        { wpt: "cors/response-headers.htm" },
      ],
      [
        "A header that is not exposed",
        { answer: ALLOWED, look: "read", header: "X-Lab" },
        `${READS}, and no X-Lab`,
        { wpt: "cors/response-headers.htm" },
      ],
      [
        "A header that is exposed",
        { answer: { ...ALLOWED, expose: "X-Lab" }, look: "read", header: "X-Lab" },
        `${READS}, and X-Lab: told`,
        { wpt: "cors/response-headers.htm" },
      ],
      [
        "All headers are exposed",
        { answer: { ...ALLOWED, expose: "*" }, look: "read", header: "X-Lab" },
        `${READS}, and X-Lab: told`,
        STAR,
      ],
      [
        "All headers are exposed, with credentials",
        { ask: INCLUDE, answer: { ...TRUSTED, expose: "*" }, look: "read", header: "X-Lab" },
        `${READS}, and no X-Lab`,
        STAR,
      ],
    ],
  },
  {
    source: "Fetch, Cross-Origin-Resource-Policy header",
    rule: "Cross-Origin-Resource-Policy withholds even an opaque answer from other sites. It does not affect an answer that CORS allows.",
    cases: [
      [
        "Policy same-origin, no-cors",
        { ask: { mode: "no-cors" }, answer: { shared: "same-origin" } },
        `GET arrived, ${FAILS}`,
        CORP,
      ],
      [
        "Policy same-site, no-cors",
        { ask: { mode: "no-cors" }, answer: { shared: "same-site" } },
        `GET arrived, ${FAILS}`,
        CORP,
      ],
      [
        "Policy cross-origin, no-cors",
        { ask: { mode: "no-cors" }, answer: { shared: "cross-origin" } },
        `GET arrived, ${OPAQUE}`,
      ],
      [
        "Policy same-origin, but CORS allows it",
        { answer: { ...ALLOWED, shared: "same-origin" } },
        `GET arrived, ${READS}`,
        CORP,
      ],
    ],
  },
];
