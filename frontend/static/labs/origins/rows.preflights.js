/** Preflights: which requests need one, what its answer must allow, and how long a browser may reuse the answer. */
import { ALLOWED, ANYONE, FAILS, INCLUDE, READS, SENT_BY_FRAME, TRUSTED } from "./rules.js";

const PUT = { method: "PUT" };
const CUSTOM = { headers: { "X-Lab": "1" } };
const JSON_TYPE = { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" };
const REFUSED = `OPTIONS arrived, ${FAILS}`;
const PREFLIGHT = { wpt: "fetch/api/cors/cors-preflight.any.js" };
const SIMPLE = { wpt: "cors/simple-requests.htm" };
const STAR = { wpt: "fetch/api/cors/cors-preflight-star.any.js" };
const STATUS = { wpt: "fetch/api/cors/cors-preflight-status.any.js" };

/** @type {import("./rules.js").OriginsGroup[]} */
export const PREFLIGHTS = [
  {
    source: "Fetch, main fetch",
    rule: "A request that a form could send needs no preflight: GET, HEAD or POST, with safelisted headers, such as the three encodings of forms.",
    cases: [
      [
        "A POST of text",
        { ask: { method: "POST", headers: { "Content-Type": "text/plain" }, body: "text" }, answer: ALLOWED },
        `POST arrived, ${READS}`,
        SIMPLE,
      ],
      [
        "A POST in a form's encoding",
        {
          ask: { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: "a=b" },
          answer: ALLOWED,
        },
        `POST arrived, ${READS}`,
        SIMPLE,
      ],
      [
        "A POST of text, not allowed",
        { ask: { method: "POST", headers: { "Content-Type": "text/plain" }, body: "text" } },
        `POST arrived, ${FAILS}`,
      ],
      [
        "A GET with Accept-Language",
        { ask: { headers: { "Accept-Language": "fr" } }, answer: ALLOWED },
        `GET arrived, ${READS}`,
        { wpt: "fetch/api/cors/cors-no-preflight.any.js" },
      ],
    ],
  },
  {
    source: "Fetch, CORS-preflight fetch",
    rule: "For any other request, the browser sends a preflight (OPTIONS) first. It sends only a request that the answer allows.",
    cases: [
      ["A POST of JSON, not allowed", { ask: JSON_TYPE }, REFUSED],
      ["A POST of JSON, Content-Type not allowed", { ask: JSON_TYPE, answer: ALLOWED }, REFUSED, PREFLIGHT],
      [
        "A POST of JSON, Content-Type allowed",
        { ask: JSON_TYPE, answer: { ...ALLOWED, headers: "Content-Type" } },
        `OPTIONS and POST arrived, ${READS}`,
        PREFLIGHT,
      ],
      ["A PUT, origin not allowed", { ask: PUT }, REFUSED, PREFLIGHT],
      ["A PUT, method not allowed", { ask: PUT, answer: ALLOWED }, REFUSED, PREFLIGHT],
      [
        "A PUT, method allowed",
        { ask: PUT, answer: { ...ALLOWED, methods: "PUT" } },
        `OPTIONS and PUT arrived, ${READS}`,
        PREFLIGHT,
      ],
      ["A DELETE, only PUT allowed", { ask: { method: "DELETE" }, answer: { ...ALLOWED, methods: "PUT" } }, REFUSED],
      [
        "A DELETE, PUT and DELETE allowed",
        { ask: { method: "DELETE" }, answer: { ...ALLOWED, methods: "PUT, DELETE" } },
        `OPTIONS and DELETE arrived, ${READS}`,
        PREFLIGHT,
      ],
      ["A PUT, lowercase put allowed", { ask: PUT, answer: { ...ALLOWED, methods: "put" } }, REFUSED, STAR],
      ["A patch in lowercase", { ask: { method: "patch" }, answer: { ...ALLOWED, methods: "PATCH" } }, REFUSED],
      ["A custom header, not allowed", { ask: CUSTOM, answer: ALLOWED }, REFUSED, PREFLIGHT],
      [
        "A custom header, allowed in another letter case",
        { ask: CUSTOM, answer: { ...ALLOWED, headers: "x-LAB" } },
        `OPTIONS and GET arrived, ${READS}`,
        STAR,
      ],
    ],
  },
  {
    source: "Fetch, CORS-preflight fetch",
    rule: "A preflight names the method and the headers that are not safelisted. The header names are in lowercase and sorted.",
    cases: [
      [
        "The headers of a preflight",
        {
          ask: { ...PUT, headers: { "X-Lab": "1", Accept: "text/html", "Content-Type": "text/x" } },
          look: "announced",
        },
        "PUT; content-type,x-lab",
        { wpt: "cors/request-headers.htm" },
      ],
    ],
  },
  {
    source: "Fetch, CORS-preflight fetch",
    rule: "Without credentials, * allows every method and every header except Authorization, which must be named.",
    cases: [
      [
        "A PUT, every method allowed",
        { ask: PUT, answer: { ...ANYONE, methods: "*" } },
        `OPTIONS and PUT arrived, ${READS}`,
        STAR,
      ],
      [
        "A custom header, every header allowed",
        { ask: CUSTOM, answer: { ...ANYONE, headers: "*" } },
        `OPTIONS and GET arrived, ${READS}`,
        STAR,
      ],
      [
        "Authorization, every header allowed",
        { ask: { headers: { Authorization: "Bearer lab" } }, answer: { ...ANYONE, headers: "*" } },
        REFUSED,
        {
          differs: {
            Chromium: "Chromium accepts * for Authorization too.",
            Firefox: "Firefox accepts * for Authorization too.",
            WebKit: "WebKitGTK accepts * for Authorization too.",
          },
        },
      ],
      [
        "Authorization, allowed by name",
        { ask: { headers: { Authorization: "Bearer lab" } }, answer: { ...ANYONE, headers: "*, Authorization" } },
        `OPTIONS and GET arrived, ${READS}`,
      ],
    ],
  },
  {
    source: "Fetch, CORS protocol and credentials",
    rule: "With credentials, * is an ordinary name and allows nothing else.",
    cases: [
      [
        "A PUT with credentials, * allowed",
        { ask: { ...PUT, ...INCLUDE }, answer: { ...TRUSTED, methods: "*" } },
        REFUSED,
        STAR,
      ],
      [
        "A custom header with credentials, * allowed",
        { ask: { ...CUSTOM, ...INCLUDE }, answer: { ...TRUSTED, headers: "*" } },
        REFUSED,
        STAR,
      ],
      [
        "A PUT with credentials, method allowed",
        { ask: { ...PUT, ...INCLUDE }, answer: { ...TRUSTED, methods: "PUT" } },
        `OPTIONS and PUT arrived, ${READS}`,
        STAR,
      ],
      [
        "A PUT with credentials, without Allow-Credentials",
        { ask: { ...PUT, ...INCLUDE }, answer: { ...ALLOWED, methods: "PUT" } },
        REFUSED,
      ],
    ],
  },
  {
    source: "Fetch, CORS protocol and credentials",
    rule: "A preflight has no credentials. The request after it has them.",
    cases: [
      [
        "Cookies of a preflight",
        { ask: { ...PUT, ...INCLUDE }, answer: { ...TRUSTED, methods: "PUT" }, cookies: true, look: "cookies" },
        `OPTIONS with no cookie, PUT with the SameSite=None cookie, ${READS}`,
        SENT_BY_FRAME,
      ],
    ],
  },
  {
    source: "Fetch, CORS-preflight fetch",
    rule: "The answer to a preflight must have a status from 200 to 299. The browser follows no redirect.",
    cases: [
      [
        "A preflight answered with 204",
        { ask: PUT, answer: { ...ALLOWED, methods: "PUT", preflight: "204" } },
        `OPTIONS and PUT arrived, ${READS}`,
        STATUS,
      ],
      [
        "A preflight answered with 404",
        { ask: PUT, answer: { ...ALLOWED, methods: "PUT", preflight: "404" } },
        REFUSED,
        STATUS,
      ],
      [
        "A preflight answered with a redirect",
        { ask: PUT, answer: { ...ALLOWED, methods: "PUT", preflight: "307" } },
        REFUSED,
        { wpt: "fetch/api/cors/cors-preflight-redirect.any.js" },
      ],
    ],
  },
  {
    source: "Fetch, CORS-preflight cache",
    rule: "A browser may reuse the answer to a preflight for the seconds in Access-Control-Max-Age. Some browsers send a second preflight before they reuse the answer.",
    cases: [
      [
        "The same PUT five times, Max-Age 60",
        { ask: PUT, answer: { ...ALLOWED, methods: "PUT", age: "60" }, times: 5, look: "last" },
        "the last PUT went without a preflight",
        { wpt: "fetch/api/cors/cors-preflight-cache.any.js" },
      ],
      [
        "The same PUT five times, Max-Age 0",
        { ask: PUT, answer: { ...ALLOWED, methods: "PUT", age: "0" }, times: 5, look: "last" },
        "the last PUT had a preflight",
        { wpt: "cors/preflight-cache.htm" },
      ],
    ],
  },
];
