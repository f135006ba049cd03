/** Who may read an answer: the CORS protocol without preflights, with credentials and without, and what it shows. */
import { ALLOWED, ANYONE, APART, FAILS, INCLUDE, OPAQUE, READS, TRUSTED } from "./rules.js";

const BASIC = { wpt: "fetch/api/cors/cors-basic.any.js" };
const COOKIES = { wpt: "fetch/api/cors/cors-cookies.any.js" };
const FLAG = { wpt: "cors/credentials-flag.htm" };
const STAR = { wpt: "fetch/api/cors/cors-expose-star.js" };
const CORP = { wpt: "fetch/cross-origin-resource-policy/fetch.any.js" };
const FREE = "the SameSite=None cookie";

/** @type {import("./rules.js").OriginsGroup[]} */
export const READ = [
  {
    source: "Fetch, CORS check",
    rule: "Another origin's script may read an answer only where Access-Control-Allow-Origin says so. A request that needs no preflight arrives in any case.",
    cases: [
      ["A GET that nobody allows", {}, `GET arrived, ${FAILS}`, BASIC],
      [
        "A GET, and the other site is allowed",
        { answer: ALLOWED },
        `GET arrived, ${READS}`,
        { wpt: "cors/origin.htm" },
      ],
      ["A GET, and anyone is allowed", { answer: ANYONE }, `GET arrived, ${READS}`, BASIC],
      ["A GET of this page's own", { by: "own script" }, `GET arrived, ${READS}`],
    ],
  },
  {
    source: "Fetch, CORS check",
    rule: "An answer to a request with credentials may be read only if it names the very origin, and Access-Control-Allow-Credentials is true.",
    cases: [
      [
        "With credentials, and anyone is allowed",
        { ask: INCLUDE, answer: { ...ANYONE, credentials: "true" } },
        `GET arrived, ${FAILS}`,
      ],
      ["With credentials, and no word of them", { ask: INCLUDE, answer: ALLOWED }, `GET arrived, ${FAILS}`],
      ["With credentials, and both", { ask: INCLUDE, answer: TRUSTED }, `GET arrived, ${READS}`, COOKIES],
      [
        "With credentials, and True with a capital",
        { ask: INCLUDE, answer: { ...ALLOWED, credentials: "True" } },
        `GET arrived, ${FAILS}`,
        FLAG,
      ],
      [
        "With credentials, and false",
        { ask: INCLUDE, answer: { ...ALLOWED, credentials: "false" } },
        `GET arrived, ${FAILS}`,
        FLAG,
      ],
    ],
  },
  {
    source: "Fetch, HTTP-network-or-cache fetch",
    rule: "A fetch sends cookies to another origin only with credentials: include. Whether the answer may be read is found out too late to hold them back.",
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
        `GET with ${FREE}, ${READS}`,
        { ...COOKIES, differs: APART },
      ],
      [
        "Cookies, with credentials that are not allowed",
        { ask: INCLUDE, cookies: true, look: "cookies" },
        `GET with ${FREE}, ${FAILS}`,
        { differs: APART },
      ],
      [
        "Cookies, no-cors and with credentials",
        { ask: { ...INCLUDE, mode: "no-cors" }, cookies: true, look: "cookies" },
        `GET with ${FREE}, ${OPAQUE}`,
        { differs: APART },
      ],
    ],
  },
  {
    source: "Fetch, main fetch",
    rule: "no-cors sends what a form or a picture could, and hides the answer; same-origin sends nothing to another origin.",
    cases: [
      ["A GET, no-cors", { ask: { mode: "no-cors" } }, `GET arrived, ${OPAQUE}`, BASIC],
      [
        "A POST of text, no-cors",
        { ask: { mode: "no-cors", method: "POST", body: "text" } },
        `POST arrived, ${OPAQUE}`,
      ],
      [
        "A GET for the same origin only",
        { ask: { mode: "same-origin" }, answer: ALLOWED },
        `nothing arrived, ${FAILS}`,
        { wpt: "fetch/api/basic/mode-same-origin.any.js" },
      ],
    ],
  },
  {
    source: "Fetch, Request class",
    rule: "A script may ask by no-cors only with GET, HEAD and POST, and only with headers that are safelisted: others are left out.",
    cases: [
      ["A PUT, no-cors", { ask: { mode: "no-cors", method: "PUT" }, answer: ALLOWED }, `nothing arrived, ${FAILS}`],
      [
        "A header of one's own, no-cors",
        { ask: { mode: "no-cors", headers: { "X-Lab": "1" } }, look: "sent", header: "X-Lab" },
        `GET without X-Lab, ${OPAQUE}`,
      ],
    ],
  },
  {
    source: "Fetch, main fetch",
    rule: "Of the answer's headers a script reads the safelisted ones, and what Access-Control-Expose-Headers lists; * is all of them, but not with credentials.",
    cases: [
      [
        "Cache-Control, which is safelisted",
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
        "All headers exposed",
        { answer: { ...ALLOWED, expose: "*" }, look: "read", header: "X-Lab" },
        `${READS}, and X-Lab: told`,
        STAR,
      ],
      [
        "All headers exposed, with credentials",
        { ask: INCLUDE, answer: { ...TRUSTED, expose: "*" }, look: "read", header: "X-Lab" },
        `${READS}, and no X-Lab`,
        STAR,
      ],
    ],
  },
  {
    source: "Fetch, Cross-Origin-Resource-Policy header",
    rule: "Cross-Origin-Resource-Policy keeps even an answer that no script can read from other sites. What CORS allows, it does not touch.",
    cases: [
      [
        "For its own origin only, no-cors",
        { ask: { mode: "no-cors" }, answer: { shared: "same-origin" } },
        `GET arrived, ${FAILS}`,
        CORP,
      ],
      [
        "For its own site only, no-cors",
        { ask: { mode: "no-cors" }, answer: { shared: "same-site" } },
        `GET arrived, ${FAILS}`,
        CORP,
      ],
      ["For all, no-cors", { ask: { mode: "no-cors" }, answer: { shared: "cross-origin" } }, `GET arrived, ${OPAQUE}`],
      [
        "For its own origin only, but CORS allows it",
        { answer: { ...ALLOWED, shared: "same-origin" } },
        `GET arrived, ${READS}`,
        CORP,
      ],
    ],
  },
];
