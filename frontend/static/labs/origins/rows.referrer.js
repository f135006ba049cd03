/** Referrer policies: eight policies, four ways to give them, and requests to the same origin and to another site. */
import { loadRow } from "./loads.js";

const FULL = "the full URL";
const ORIGIN = "the origin";
const NONE = "no Referer";

/**
 * What a request to the same origin and one to another site carry. The strict policies and no-referrer-when-downgrade
 * differ only on the way from HTTPS to HTTP, which a server without TLS cannot show.
 * @type {[policy: ReferrerPolicy, same: string, cross: string][]}
 */
const POLICIES = [
  ["no-referrer", NONE, NONE],
  ["no-referrer-when-downgrade", FULL, FULL],
  ["origin", ORIGIN, ORIGIN],
  ["origin-when-cross-origin", FULL, ORIGIN],
  ["same-origin", FULL, NONE],
  ["strict-origin", ORIGIN, ORIGIN],
  ["strict-origin-when-cross-origin", FULL, ORIGIN],
  ["unsafe-url", FULL, FULL],
];

/** The standard lets a browser send less than the policy says, as Firefox does for another site. */
const LESS = {
  may: [
    {
      got: `${ORIGIN} of the other site`,
      source: "Referrer Policy, Determine request’s Referrer",
      why: "A browser may send less than the policy permits. This one sends no path to another site.",
    },
  ],
};

/** @typedef {import("./loads.js").Load} Load */

/** The ways to give a policy. @type {[words: string, load: (policy: ReferrerPolicy) => Load, wpt: string][]} */
const WAYS = [
  ["by header", (policy) => ({ kind: "fetch", header: policy }), "top.http-rp/*/fetch.http.html"],
  ["by meta", (policy) => ({ kind: "fetch", meta: policy }), "top.meta/*/fetch.http.html"],
  ["by option", (policy) => ({ kind: "fetch", ask: { referrerPolicy: policy } }), ""],
  [
    "by attribute",
    (policy) => ({ kind: "img", attributes: { referrerpolicy: policy } }),
    "req.attr/*/img-tag.http.html",
  ],
  ["of a link", (policy) => ({ kind: "a", attributes: { referrerpolicy: policy } }), "req.attr/*/a-tag.http.html"],
];

/** @param {string} words @param {string} site */
const named = (words, site) => (words === NONE ? NONE : `${words} of ${site}`);

/** @type {import("./loads.js").LoadGroup[]} */
const GROUPS = [
  ...WAYS.map(([words, load, wpt]) => ({
    source: "Referrer Policy, Determine request’s Referrer",
    rule: "The policy decides whether Referer has the whole URL of the page, only its origin, or nothing. An element and a fetch can have a policy of their own. A browser may send less.",
    cases: POLICIES.flatMap(([policy, same, cross]) => {
      const file = { wpt: wpt ? `referrer-policy/gen/${wpt.replace("*", policy)}` : undefined };
      const less = cross === FULL ? LESS : {};
      return /** @type {import("./loads.js").LoadGroup["cases"]} */ ([
        [`${policy} ${words}, same origin`, { ...load(policy), site: "this" }, named(same, "this site"), file],
        [`${policy} ${words}, another site`, load(policy), named(cross, "the other site"), { ...file, ...less }],
      ]);
    }),
  })),
  {
    source: "Referrer Policy, Determine request’s Referrer",
    rule: "Without a policy, strict-origin-when-cross-origin counts. A script can choose another URL of its origin as the referrer, or none.",
    cases: [
      ["No policy, same origin", { kind: "fetch", site: "this" }, `${FULL} of this site`],
      ["No policy, another site", { kind: "fetch" }, `${ORIGIN} of the other site`],
      ["No policy, an image of another site", { kind: "img" }, `${ORIGIN} of the other site`],
      ["An empty referrer", { kind: "fetch", site: "this", ask: { referrer: "" } }, NONE],
      ["The root as the referrer", { kind: "fetch", site: "this", ask: { referrer: "/" } }, `${ORIGIN} of this site`],
      [
        "A page of another site as the referrer",
        { kind: "fetch", site: "this", ask: { referrer: "https://example.org/page" } },
        `${FULL} of this site`,
      ],
      [
        "An option beats the page's header",
        { kind: "fetch", site: "this", header: "no-referrer", ask: { referrerPolicy: "unsafe-url" } },
        `${FULL} of this site`,
      ],
      [
        "An attribute beats the page's header",
        { kind: "img", header: "no-referrer", attributes: { referrerpolicy: "unsafe-url" } },
        `${FULL} of the other site`,
        LESS,
      ],
      [
        "An unknown policy in an attribute",
        { kind: "img", header: "no-referrer", attributes: { referrerpolicy: "always" } },
        NONE,
        {
          differs: {
            Chromium: "Chromium reads the old word always as unsafe-url, which only a meta element may have.",
          },
        },
      ],
      ["A meta element beats the page's header", { kind: "fetch", header: "unsafe-url", meta: "no-referrer" }, NONE],
      ["An unknown policy in a meta element", { kind: "fetch", header: "no-referrer", meta: "sometimes" }, NONE],
      ["The old word never in a meta element", { kind: "fetch", meta: "never" }, NONE],
      ["The old word always in a meta element", { kind: "fetch", meta: "always" }, `${FULL} of the other site`, LESS],
      [
        "A link with rel=noreferrer",
        { kind: "a", attributes: { rel: "noreferrer", referrerpolicy: "unsafe-url" } },
        NONE,
      ],
    ],
  },
];

export const REFERRER = GROUPS.flatMap(({ cases, ...rule }) =>
  cases.map((values) => ({ ...rule, ...loadRow("referrer")(...values) })),
);
