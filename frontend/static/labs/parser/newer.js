/**
 * The cases in which RFC 6265bis deliberately differs from the corpus, which was written for RFC 6265 in 2011, or in
 * which the lab's own conditions count.
 *
 * @typedef {import("./rules.js").Newer} Newer
 */

const NOTHING = "nothing";

const EMPTY_NAME =
  "Firefox takes text without an equals sign as a name with an empty value, and ignores a cookie with an empty name.";
const EQUALS = "Chromium ignores a cookie without a name if its value contains an equals sign.";

const EMPTY = {
  WebKit: "WebKitGTK stores a cookie without name and value. It replaces the cookie without a name.",
};
const ENDS = {
  differs: { WebKit: "WebKitGTK ends the header before the first non-ASCII character." },
};

/** @type {Partial<Newer>} */
const BY_DOMAIN = {
  may: [
    {
      got: "foo=bar; foo2=bar2",
      source: "RFC 6265bis, 5.8.3 step 4",
      why: "This browser puts the cookies of the longer domain first. The order of age is only recommended.",
    },
  ],
};

/** @param {string} expected @param {import("../rows.js").Row["differs"]} [differs] @returns {Newer} */
const nameless = (expected, differs) => ({
  expected,
  differs: { Firefox: EMPTY_NAME, ...differs },
  source: "RFC 6265bis, 5.6",
  rule: "A cookie may lack its name: its value is stored, and comes back alone. RFC 6265 and the corpus ignore such a cookie.",
});

/** @type {Newer} */
const TRUSTED = {
  expected: "foo=bar",
  may: [
    {
      got: NOTHING,
      source: "RFC 6265bis, 5.7 step 13",
      why: "The browser defines which connections are secure. This one does not count plain HTTP to its own machine.",
    },
  ],
  source: "RFC 6265bis, 5.7 step 13",
  rule: "The browser defines which connections are secure. Most trust this machine, so that plain HTTP to a host below localhost counts. In the corpus it does not.",
};

/** @type {Newer} */
const CONTROL = {
  expected: NOTHING,
  source: "RFC 6265bis, 5.6",
  rule: "A control character other than a tab makes the browser ignore the whole value. In the corpus it ends the value. HTTP allows no such character in a header, so a script sets the cookie.",
  by: "script",
};

/** @type {Record<string, Partial<Newer>>} */
export const NEWER = {
  "0004": nameless("foo"),
  "0021": nameless("a=b; x; c=d"),
  "0023": nameless("foo", EMPTY),
  "0024": nameless("foo", EMPTY),
  "0025": nameless("foo", EMPTY),
  "0026": nameless("foo", EMPTY),
  "0027": nameless("bar"),
  "0028": nameless("foo", EMPTY),
  chromium0009: nameless("BLAHHH"),
  chromium0010: nameless('"BLA\\"HHH"'),
  chromium0012: nameless("ABC"),
  mozilla0012: nameless('test="fubar! = foo; five'),
  mozilla0014: nameless("six"),
  mozilla0015: nameless("seven"),
  mozilla0016: nameless("eight"),
  mozilla0017: nameless("eight; test=six"),
  name0017: nameless("a=bar", { Chromium: EQUALS }),
  name0023: nameless("foo"),
  name0025: nameless("==a=bar", { Chromium: EQUALS }),
  name0028: nameless("a"),
  name0031: nameless('"foo'),
  name0032: nameless('"foo\\"bar'),
  name0033: nameless("aaa"),
  "0010": TRUSTED,
  ...Object.fromEntries(
    [1, 2, 4, 5, 7, 8, 9, 10, 11, 12, 13, 25, 26].map((number) => [
      `attribute${String(number).padStart(4, "0")}`,
      TRUSTED,
    ]),
  ),
  "disabled-chromium0022": CONTROL,
  "disabled-chromium0023": CONTROL,
  charset0001: ENDS,
  charset0002: ENDS,
  charset0003: ENDS,
  charset0004: ENDS,
  "disabled-chromium0020": { differs: { WebKit: "WebKitGTK has no limit of 4096 bytes." } },
  domain0023: BY_DOMAIN,
  path0029: {
    differs: { WebKit: "WebKitGTK does not remove the tabs around the name of an attribute, and ignores it." },
  },
  value0006: { differs: { WebKit: "WebKitGTK ends the name at the tab, and keeps it as a value without a name." } },
  "disabled-path0029": {
    expected: NOTHING,
    source: "RFC 6265bis, 5.1.4",
    rule: "Paths are compared byte by byte: %6F is not o. The corpus has this case, but does not use it.",
    differs: { WebKit: "WebKitGTK decodes the address: it requests /cookie-parser-result/foo/bar." },
  },
  "optional-domain0042": {
    expected: "foo=bar",
    source: "RFC 6265bis, 5.7 step 7",
    rule: "The last Domain counts, even if it is empty: the cookie belongs to this host only. By RFC 6265 a browser should ignore an empty Domain.",
  },
};
