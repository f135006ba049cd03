/** How a browser parses a Set-Cookie line: name and value, lifetime, domain, path. */
import { FUTURE, HOME, NOTHING, PAST } from "./rules.js";

const SCRIPT = /** @type {const} */ ({ by: "script" });
const INVALID = {
  Chromium: "Chromium uses the last Max-Age even if it is invalid.",
  Firefox: "Firefox uses the last Max-Age even if it is invalid.",
};
const ANCIENT = {
  Chromium: "Chromium accepts a year before 1601, as a date in the past.",
  Firefox: "Firefox accepts a year before 1601, as a date in the past.",
};

/** @type {import("./rules.js").CookieGroup[]} */
export const KEPT = [
  {
    source: "RFC 6265bis, 5.6",
    rule: "The first = ends the name, and the first ; ends the value. Spaces and tabs around both are removed.",
    cases: [
      ["A plain cookie", "lab=1", "lab=1"],
      ["An empty value", "lab=", "lab="],
      [
        "A value without =",
        "lab",
        "lab",
        { differs: { Firefox: "Firefox treats text without = as a name with an empty value." } },
      ],
      [
        "A value after =, without a name",
        "=lab",
        "lab",
        { differs: { Firefox: "Firefox rejects a cookie without a name." } },
      ],
      ["A second = in the value", "lab=a=b", "lab=a=b"],
      ["Spaces around name and value", " lab \t=  1 ", "lab=1"],
      ["A space inside the value", "lab=a b", "lab=a b"],
      ["A space inside the name", "lab x=1", "lab x=1"],
      ["Brackets in the name", "lab[a]=1", "lab[a]=1"],
      ["Quotes around the value", 'lab="a b"', 'lab="a b"'],
      ["A semicolon inside quotes", 'lab="a;b"', 'lab="a'],
      ["A comma in the value", "lab=1, lab2=2", "lab=1, lab2=2"],
      ["Percent-encoding in the value", "lab=%41%3B", "lab=%41%3B"],
      ["Empty attributes", "lab=1;;; ;", "lab=1"],
      ["Unknown attributes", "lab=1; Flavour; Colour=red", "lab=1"],
      ["A non-ASCII letter, set by script", "lab=ü", "lab=ü", { by: "a frame's script", from: "that frame's script" }],
    ],
  },
  {
    source: "RFC 6265bis, 5.6",
    rule: "A control character, except the tab, makes the whole Set-Cookie line invalid.",
    cases: [
      [
        "A tab in the value",
        "lab=a\tb",
        "lab=a\tb",
        { differs: { Chromium: "Chromium treats the tab as a control character too, and rejects the cookie." } },
      ],
      ["U+0001 in the value", "lab=a\u0001b", NOTHING, SCRIPT],
      ["A line feed in the value", "lab=a\nb", NOTHING, SCRIPT],
      ["A null character in the value", "lab=a\0b", NOTHING, SCRIPT],
      ["DEL in the value", "lab=a\u007fb", NOTHING, SCRIPT],
      ["U+0001 in the name", "lab\u0001=1", NOTHING, SCRIPT],
      ["A carriage return in an attribute", "lab=1; Path=/\r", NOTHING, SCRIPT],
    ],
  },
  {
    source: "RFC 6265bis, 5.6.2",
    rule: "Max-Age has only digits, with an optional minus sign before them. Zero and less mean the past. Any other Max-Age is ignored.",
    cases: [
      ["Max-Age of 60 seconds", "lab=1; Max-Age=60", "lab=1"],
      ["Max-Age of 1 second, after 1.5 seconds", "lab=1; Max-Age=1", NOTHING, { wait: 1500 }],
      ["Max-Age of zero", "lab=1; Max-Age=0", NOTHING],
      ["A negative Max-Age", "lab=1; Max-Age=-1", NOTHING],
      ["Max-Age of minus zero", "lab=1; Max-Age=-0", NOTHING],
      ["A Max-Age of 30 digits", `lab=1; Max-Age=${"9".repeat(30)}`, "lab=1"],
      ["An empty Max-Age", "lab=1; Max-Age=", "lab=1"],
      ["Max-Age in words", "lab=1; Max-Age=never", "lab=1"],
      ["Max-Age with a unit", "lab=1; Max-Age=0s", "lab=1"],
      ["Max-Age with a fraction", "lab=1; Max-Age=0.0", "lab=1"],
      [
        "Max-Age with a plus sign",
        "lab=1; Max-Age=+0",
        "lab=1",
        { differs: { Chromium: "Chromium accepts the plus sign, and reads +0 as zero." } },
      ],
      ["Max-Age in quotes", 'lab=1; Max-Age="0"', "lab=1"],
      ["Spaces around Max-Age", "lab=1 ;  Max-Age =  0 ", NOTHING],
      ["max-age in lowercase", "lab=1;max-age=0", NOTHING],
    ],
  },
  {
    source: "RFC 6265bis, 5.7",
    rule: "Max-Age overrides Expires. If an attribute occurs twice, the last one counts.",
    cases: [
      ["Max-Age of 60 seconds, Expires in the past", `lab=1; Max-Age=60; Expires=${PAST}`, "lab=1"],
      ["Max-Age of zero, Expires in the future", `lab=1; Max-Age=0; Expires=${FUTURE}`, NOTHING],
      ["Max-Age twice", "lab=1; Max-Age=0; Max-Age=60", "lab=1"],
      ["Max-Age twice, the second invalid", "lab=1; Max-Age=0; Max-Age=soon", NOTHING, { differs: INVALID }],
      ["Expires twice", `lab=1; Expires=${FUTURE}; Expires=${PAST}`, NOTHING],
    ],
  },
  {
    source: "RFC 6265bis, 5.1.1",
    rule: "A date needs a time, a day, a month and a year, in any order. The weekday and the time zone are ignored.",
    cases: [
      ["Expires in the future", `lab=1; Expires=${FUTURE}`, "lab=1"],
      ["Expires in the past", `lab=1; Expires=${PAST}`, NOTHING],
      ["Expires in the format of RFC 850, year 70", "lab=1; Expires=Thursday, 01-Jan-70 00:00:01 GMT", NOTHING],
      ["Expires in the year 69, which means 2069", "lab=1; Expires=Tuesday, 01-Jan-69 00:00:01 GMT", "lab=1"],
      ["Expires in the format of asctime()", "lab=1; Expires=Thu Jan  1 00:00:01 1970", NOTHING],
      ["Expires without weekday and time zone", "lab=1; Expires=1 Jan 1970 0:0:1", NOTHING],
      ["Expires with the time first", "lab=1; Expires=00:00:01 1970 January 1", NOTHING],
      ["Expires with the wrong weekday", "lab=1; Expires=Mon, 01 Jan 1970 00:00:01 GMT", NOTHING],
    ],
  },
  {
    source: "RFC 6265bis, 5.1.1",
    rule: "An invalid date, or a date before 1601, is ignored: the cookie is kept until the browser's session ends.",
    cases: [
      ["An empty Expires", "lab=1; Expires=", "lab=1"],
      ["Expires=0", "lab=1; Expires=0", "lab=1"],
      [
        "Expires without a time",
        "lab=1; Expires=Thu, 01 Jan 1970",
        "lab=1",
        { differs: { Firefox: "Firefox reads a date without a time as midnight." } },
      ],
      ["Expires on the 32nd of a month", "lab=1; Expires=Thu, 32 Jan 1970 00:00:01 GMT", "lab=1"],
      [
        "Expires at 24:00",
        "lab=1; Expires=Thu, 01 Jan 1970 24:00:01 GMT",
        "lab=1",
        { differs: { Firefox: "Firefox reads 24:00 as the end of the day." } },
      ],
      ["Expires with a month name in Italian", "lab=1; Expires=Thu, 01 Gen 1970 00:00:01 GMT", "lab=1"],
      ["Expires in 1600", "lab=1; Expires=Sat, 01 Jan 1600 00:00:01 GMT", "lab=1", { differs: ANCIENT }],
    ],
  },
  {
    source: "RFC 6265bis, 5.6.3",
    rule: "Domain must be this host or a parent domain of it. A leading dot is removed, an empty Domain is ignored, and the last Domain counts.",
    cases: [
      ["Domain is this host", "lab=1; Domain={host}", "lab=1"],
      ["Domain with a leading dot", "lab=1; Domain=.{host}", "lab=1"],
      ["An empty Domain", "lab=1; Domain=", "lab=1"],
      ["Domain is the other host", "lab=1; Domain={other}", NOTHING],
      ["Domain is an unrelated host", "lab=1; Domain=example.org", NOTHING],
      ["Domain is a subdomain of this host", "lab=1; Domain=below.{host}", NOTHING],
      ["Domain twice, the second one valid", "lab=1; Domain=example.org; Domain={host}", "lab=1"],
    ],
  },
  {
    source: "RFC 6265bis, 5.1.4",
    rule: "Without Path, the path is the directory of the URL that set the cookie. A path matches itself and everything below it.",
    cases: [
      ["No Path, a request in the same directory", "lab=1", "lab=1", { ask: `${HOME}/a/c` }],
      ["No Path, a request below the directory", "lab=1", "lab=1", { ask: `${HOME}/a/b/c` }],
      ["No Path, a request in another directory", "lab=1", NOTHING, { ask: `${HOME}/b` }],
      ["No Path, a request for the directory itself", "lab=1", "lab=1", { ask: `${HOME}/a` }],
      ["No Path, a directory whose name starts the same", "lab=1", NOTHING, { ask: `${HOME}/ab` }],
      ["Path with a final slash, a request below", `lab=1; Path=${HOME}/a/`, "lab=1"],
      ["Path with a final slash, a request without it", `lab=1; Path=${HOME}/a/`, NOTHING, { ask: `${HOME}/a` }],
      ["Path is the root", "lab=1; Path=/", "lab=1", { ask: `${HOME}/b` }],
      ["A Path that does not match", "lab=1; Path=/elsewhere", NOTHING],
      ["Path in uppercase", "lab=1; Path=/API/LAB", NOTHING],
      ["Path with percent-encoding", `lab=1; Path=${HOME}/%61`, NOTHING],
    ],
  },
  {
    source: "RFC 6265bis, 5.6.4",
    rule: "A Path that does not begin with a slash is ignored. If Path occurs twice, the last one counts.",
    cases: [
      ["An empty Path", "lab=1; Path=", NOTHING, { ask: `${HOME}/b` }],
      ["A Path without a slash", "lab=1; Path=api", "lab=1"],
      ["A Path in quotes", 'lab=1; Path="/"', NOTHING, { ask: `${HOME}/b` }],
      ["Path twice", "lab=1; Path=/elsewhere; Path=/", "lab=1"],
    ],
  },
];
