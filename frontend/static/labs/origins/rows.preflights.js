/** What the browser asks first: preflights, what they need to pass, and for how long they count. */
import { ALLOWED, ANYONE, APART, FAILS, INCLUDE, READS, TRUSTED } from "./rules.js";

const PUT = { method: "PUT" };
const OWN = { headers: { "X-Lab": "1" } };
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
    rule: "What a form could send goes without a question: GET, HEAD and POST, with safelisted headers, among them the three encodings of forms.",
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
        "A POST of text that nobody allows",
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
    rule: "All else is asked for by OPTIONS first. What its answer does not allow is never sent.",
    cases: [
      ["A POST of JSON that nobody allows", { ask: JSON_TYPE }, REFUSED],
      ["A POST of JSON, whose type is not allowed", { ask: JSON_TYPE, answer: ALLOWED }, REFUSED, PREFLIGHT],
      [
        "A POST of JSON, whose type is allowed",
        { ask: JSON_TYPE, answer: { ...ALLOWED, headers: "Content-Type" } },
        `OPTIONS and POST arrived, ${READS}`,
        PREFLIGHT,
      ],
      ["A PUT that nobody allows", { ask: PUT }, REFUSED, PREFLIGHT],
      ["A PUT, whose method is not allowed", { ask: PUT, answer: ALLOWED }, REFUSED, PREFLIGHT],
      [
        "A PUT, whose method is allowed",
        { ask: PUT, answer: { ...ALLOWED, methods: "PUT" } },
        `OPTIONS and PUT arrived, ${READS}`,
        PREFLIGHT,
      ],
      [
        "A DELETE, where PUT is allowed",
        { ask: { method: "DELETE" }, answer: { ...ALLOWED, methods: "PUT" } },
        REFUSED,
      ],
      [
        "A DELETE, one of several allowed",
        { ask: { method: "DELETE" }, answer: { ...ALLOWED, methods: "PUT, DELETE" } },
        `OPTIONS and DELETE arrived, ${READS}`,
        PREFLIGHT,
      ],
      ["A PUT, where put is allowed", { ask: PUT, answer: { ...ALLOWED, methods: "put" } }, REFUSED, STAR],
      ["A patch in small letters", { ask: { method: "patch" }, answer: { ...ALLOWED, methods: "PATCH" } }, REFUSED],
      ["A header that is not allowed", { ask: OWN, answer: ALLOWED }, REFUSED, PREFLIGHT],
      [
        "A header that is allowed, in other letters",
        { ask: OWN, answer: { ...ALLOWED, headers: "x-LAB" } },
        `OPTIONS and GET arrived, ${READS}`,
        STAR,
      ],
    ],
  },
  {
    source: "Fetch, CORS-preflight fetch",
    rule: "A preflight names the method, and the unsafe headers in small letters, sorted.",
    cases: [
      [
        "What a preflight asks for",
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
    rule: "Without credentials, * stands for every method and every header, only Authorization must be named.",
    cases: [
      [
        "A PUT, where every method is allowed",
        { ask: PUT, answer: { ...ANYONE, methods: "*" } },
        `OPTIONS and PUT arrived, ${READS}`,
        STAR,
      ],
      [
        "A header, where every header is allowed",
        { ask: OWN, answer: { ...ANYONE, headers: "*" } },
        `OPTIONS and GET arrived, ${READS}`,
        STAR,
      ],
      [
        "Authorization, where every header is allowed",
        { ask: { headers: { Authorization: "Bearer lab" } }, answer: { ...ANYONE, headers: "*" } },
        REFUSED,
        {
          differs: {
            Chromium: "Chromium lets * stand for Authorization too.",
            Firefox: "Firefox lets * stand for Authorization too.",
          },
        },
      ],
      [
        "Authorization, which is allowed by name",
        { ask: { headers: { Authorization: "Bearer lab" } }, answer: { ...ANYONE, headers: "*, Authorization" } },
        `OPTIONS and GET arrived, ${READS}`,
      ],
    ],
  },
  {
    source: "Fetch, CORS protocol and credentials",
    rule: "With credentials, * is a name like any other.",
    cases: [
      [
        "A PUT with credentials, where * is allowed",
        { ask: { ...PUT, ...INCLUDE }, answer: { ...TRUSTED, methods: "*" } },
        REFUSED,
        STAR,
      ],
      [
        "A header with credentials, where * is allowed",
        { ask: { ...OWN, ...INCLUDE }, answer: { ...TRUSTED, headers: "*" } },
        REFUSED,
        STAR,
      ],
      [
        "A PUT with credentials, whose method is allowed",
        { ask: { ...PUT, ...INCLUDE }, answer: { ...TRUSTED, methods: "PUT" } },
        `OPTIONS and PUT arrived, ${READS}`,
        STAR,
      ],
      [
        "A PUT with credentials, and no word of them",
        { ask: { ...PUT, ...INCLUDE }, answer: { ...ALLOWED, methods: "PUT" } },
        REFUSED,
      ],
    ],
  },
  {
    source: "Fetch, CORS protocol and credentials",
    rule: "A preflight never carries credentials; the request after it does.",
    cases: [
      [
        "Cookies of a preflight",
        { ask: { ...PUT, ...INCLUDE }, answer: { ...TRUSTED, methods: "PUT" }, cookies: true, look: "cookies" },
        `OPTIONS with no cookie, PUT with the SameSite=None cookie, ${READS}`,
        { differs: APART },
      ],
    ],
  },
  {
    source: "Fetch, CORS-preflight fetch",
    rule: "Its answer must have a status of 200 to 299, and no redirect is followed.",
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
    rule: "For as long as Access-Control-Max-Age says, a browser may go by the answer it has; some ask once more at first.",
    cases: [
      [
        "A PUT again and again, Max-Age 60",
        { ask: PUT, answer: { ...ALLOWED, methods: "PUT", age: "60" }, times: 5, look: "last" },
        "the last PUT went without a preflight",
        { wpt: "fetch/api/cors/cors-preflight-cache.any.js" },
      ],
      [
        "A PUT again and again, Max-Age 0",
        { ask: PUT, answer: { ...ALLOWED, methods: "PUT", age: "0" }, times: 5, look: "last" },
        "the last PUT had a preflight",
        { wpt: "cors/preflight-cache.htm" },
      ],
    ],
  },
];
