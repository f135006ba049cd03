/** Cases beyond the corpus: hosts and the hosts above and below them, public suffixes, and names beyond ASCII. */
import { NOTHING, RESULT, sent } from "./rules.js";

const IDN = "http://xn--bcher-kva.example.org";
const SIBLING = `http://sibling.example.org${RESULT}`;
const PARENT = `http://example.org${RESULT}`;
const BELOW = `http://deep.below.home.example.org${RESULT}`;
const DOMAIN_HOST = "cookies/domain/domain-attribute-idn-host.sub.https.html";

const CONVERTED = {
  differs: { Chromium: "Chromium converts a Domain in UTF-8 to its form in ASCII, and accepts it." },
};

const INSECURE = {
  may: [
    {
      got: NOTHING,
      when: { secure: ["no"] },
      source: "RFC 6265bis, 5.7 step 13",
      why: "This browser does not treat plain HTTP to this machine as a secure connection, and refuses the Secure cookie. The standard leaves that to the browser.",
    },
  ],
};
const MOOT = { moot: [{ secure: ["no"] }] };
const BY_DOMAIN = {
  may: [
    {
      got: "a=2; a=1",
      source: "RFC 6265bis, 5.8.3 step 4",
      why: "This browser puts the cookies of the longer domain first. The order of age is only recommended.",
    },
  ],
};

/**
 * @typedef {object} How
 * @property {string} [home] the host that sets the cookies
 * @property {string} [address]
 * @property {string} [wpt]
 * @property {import("../rows.js").Permitted[]} [may]
 * @property {import("../rows.js").Condition[]} [moot]
 * @property {import("../rows.js").Row["differs"]} [differs]
 */

/** @type {import("../rows.js").Group<[title: string, headers: string[], expected: string, how?: How]>[]} */
const GROUPS = [
  {
    source: "RFC 6265bis, 5.7 step 10",
    rule: "A cookie with Domain belongs to that domain and all hosts below it. A host cannot set one for a host below or beside it.",
    cases: [
      ["Domain is the parent, sent to the parent", ["a=1; Domain=example.org"], "a=1", { address: PARENT }],
      ["Domain is the parent, sent to a sibling", ["a=1; Domain=example.org"], "a=1", { address: SIBLING }],
      ["Domain is this host, sent two levels below", ["a=1; Domain=home.example.org"], "a=1", { address: BELOW }],
      ["No Domain, sent two levels below", ["a=1"], NOTHING, { address: BELOW }],
      ["No Domain, sent to the parent", ["a=1"], NOTHING, { address: PARENT }],
      [
        "The parent has no Domain, sent to a host below",
        ["a=1"],
        NOTHING,
        { home: "http://example.org", address: SIBLING },
      ],
      ["Domain is the end of this host's name", ["a=1; Domain=me.example.org"], NOTHING],
      ["Domain is a host below", ["a=1; Domain=below.home.example.org"], NOTHING, { address: BELOW }],
      ["Domain with a slash", ["a=1; Domain=home.example.org/"], NOTHING],
      ["Domain with a scheme", ["a=1; Domain=http://home.example.org"], NOTHING],
      ["Domain with a star", ["a=1; Domain=*.example.org"], NOTHING],
      ["Domain is an address", ["a=1; Domain=127.0.0.1"], NOTHING],
    ],
  },
  {
    source: "RFC 6265bis, 5.7 step 23",
    rule: "A cookie for this host only and one for its domain are two cookies, even if name, path and domain are equal.",
    cases: [
      ["With Domain, then without", ["a=1; Domain=home.example.org", "a=2"], "a=1; a=2"],
      ["Without Domain, then with", ["a=1", "a=2; Domain=home.example.org"], "a=1; a=2", BY_DOMAIN],
      ["A deletion without Domain", ["a=1; Domain=home.example.org", "a=; Max-Age=0"], "a=1"],
      ["A deletion with Domain", ["a=1", "a=; Domain=home.example.org; Max-Age=0"], "a=1"],
      [
        "A deletion with the same Domain",
        ["a=1; Domain=.home.example.org", "a=; Domain=home.example.org; Max-Age=0"],
        NOTHING,
      ],
      ["This host's and the parent's cookie", ["a=1; Domain=example.org", "a=2"], "a=1; a=2", BY_DOMAIN],
    ],
  },
  {
    source: "RFC 6265bis, 5.7 step 9",
    rule: "A cookie for a public suffix is ignored: it would reach the sites of other people. Every name without a dot is a public suffix, unless the list of public suffixes has another rule for it.",
    cases: [
      ["Domain is the public suffix", ["a=1; Domain=org"], NOTHING],
      ["Domain is another public suffix", ["a=1; Domain=co.uk"], NOTHING],
      ["Domain is the public suffix with a dot at its end", ["a=1; Domain=org."], NOTHING],
    ],
  },
  {
    source: "RFC 6265bis, 5.7 step 8",
    rule: "Domain must be ASCII. A host beyond ASCII has its form in ASCII (xn--).",
    wpt: DOMAIN_HOST,
    cases: [
      [
        "Domain in the ASCII form",
        ["a=1; Domain=xn--bcher-kva.example.org"],
        "a=1",
        { home: IDN, address: `${IDN}${RESULT}` },
      ],
      [
        "Domain in UTF-8",
        ["a=1; Domain=bücher.example.org"],
        NOTHING,
        { home: IDN, address: `${IDN}${RESULT}`, ...CONVERTED },
      ],
      ["No Domain on such a host", ["a=1"], "a=1", { home: IDN, address: `${IDN}${RESULT}` }],
    ],
  },
  {
    source: "RFC 6265bis, 5.7 step 21",
    rule: "__Host- excludes Domain. __Secure- does not.",
    wpt: "cookies/prefix/__host.header.https.html",
    cases: [
      ["__Host- with Domain", ["__Host-a=1; Secure; Path=/; Domain=home.example.org"], NOTHING, MOOT],
      ["__Host- with an empty Domain", ["__Host-a=1; Secure; Path=/; Domain="], "__Host-a=1", INSECURE],
      [
        "__Secure- with Domain, sent to a sibling",
        ["__Secure-a=1; Secure; Domain=example.org"],
        "__Secure-a=1",
        { address: SIBLING, wpt: undefined, ...INSECURE },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.2",
    rule: "Hosts below the same registrable domain are one site: requests between them carry SameSite=Strict cookies.",
    cases: [
      [
        "Strict, sent to a sibling by a script",
        ["a=1; SameSite=Strict; Domain=example.org"],
        "a=1",
        { address: SIBLING },
      ],
      [
        "Strict, sent to the parent by a script",
        ["a=1; SameSite=Strict; Domain=example.org"],
        "a=1",
        { address: PARENT },
      ],
    ],
  },
];

/** @type {import("./rules.js").ParserRow[]} */
export const HOSTS = GROUPS.flatMap(({ cases, ...rule }) =>
  cases.map(([title, headers, expected, { address = RESULT, ...how } = {}]) => ({
    ...rule,
    title,
    headers,
    address,
    by: "response",
    expected,
    ...how,
    sent: sent(headers, address, "response", how.home),
  })),
);
