/** What a browser makes of a Set-Cookie line: name and value, age, host, path. */
import { FUTURE, HOME, NOTHING, PAST } from "./rules.js";

const SCRIPT = /** @type {const} */ ({ by: "script" });
const SENSELESS = {
  Chromium: "Chromium lets the last Max-Age replace the one before it, even one that makes no sense.",
  Firefox: "Firefox lets the last Max-Age replace the one before it, even one that makes no sense.",
};
const ANCIENT = {
  Chromium: "Chromium takes a year before 1601 for the distant past.",
  Firefox: "Firefox takes a year before 1601 for the distant past.",
};

/** @type {import("./rules.js").CookieGroup[]} */
export const KEPT = [
  {
    source: "RFC 6265bis, 5.6",
    rule: "The name ends at the first =, the pair at the first ; and blanks around both are cut off.",
    cases: [
      ["A plain cookie", "lab=1", "lab=1"],
      ["An empty value", "lab=", "lab="],
      [
        "No = at all: a value without a name",
        "lab",
        "lab",
        { differs: { Firefox: "Firefox takes a line without = for a name without a value." } },
      ],
      ["A = first: no name either", "=lab", "lab", { differs: { Firefox: "Firefox keeps no cookie without a name." } }],
      ["A second = is part of the value", "lab=a=b", "lab=a=b"],
      ["Blanks around name and value", " lab \t=  1 ", "lab=1"],
      ["A blank inside the value", "lab=a b", "lab=a b"],
      ["A blank inside the name", "lab x=1", "lab x=1"],
      ["Brackets in the name", "lab[a]=1", "lab[a]=1"],
      ["Quotes are part of the value", 'lab="a b"', 'lab="a b"'],
      ["Quotes do not protect a semicolon", 'lab="a;b"', 'lab="a'],
      ["A comma does not begin another cookie", "lab=1, lab2=2", "lab=1, lab2=2"],
      ["Percent signs are not decoded", "lab=%41%3B", "lab=%41%3B"],
      ["Semicolons with nothing between", "lab=1;;; ;", "lab=1"],
      ["Attributes that nobody knows", "lab=1; Flavour; Colour=red", "lab=1"],
      ["A letter beyond ASCII, by script", "lab=ü", "lab=ü", { by: "a frame's script", from: "that frame's script" }],
    ],
  },
  {
    source: "RFC 6265bis, 5.6",
    rule: "A control character, other than the tab, makes a browser ignore the whole line.",
    cases: [
      [
        "A tab in the value, which is none of them",
        "lab=a\tb",
        "lab=a\tb",
        { differs: { Chromium: "Chromium counts the tab among the control characters, and drops the whole cookie." } },
      ],
      ["U+0001 in the value", "lab=a\u0001b", NOTHING, SCRIPT],
      ["A line feed in the value", "lab=a\nb", NOTHING, SCRIPT],
      ["A null in the value", "lab=a\0b", NOTHING, SCRIPT],
      ["DEL in the value", "lab=a\u007fb", NOTHING, SCRIPT],
      ["U+0001 in the name", "lab\u0001=1", NOTHING, SCRIPT],
      ["A carriage return in an attribute", "lab=1; Path=/\r", NOTHING, SCRIPT],
    ],
  },
  {
    source: "RFC 6265bis, 5.6.2",
    rule: "Max-Age is digits, perhaps after a minus, and zero or less is the past; any other is ignored.",
    cases: [
      ["Max-Age of a minute", "lab=1; Max-Age=60", "lab=1"],
      ["Max-Age of a second, a second and a half later", "lab=1; Max-Age=1", NOTHING, { wait: 1500 }],
      ["Max-Age of zero", "lab=1; Max-Age=0", NOTHING],
      ["A negative Max-Age", "lab=1; Max-Age=-1", NOTHING],
      ["Max-Age of minus zero", "lab=1; Max-Age=-0", NOTHING],
      ["Max-Age far beyond any number", `lab=1; Max-Age=${"9".repeat(30)}`, "lab=1"],
      ["An empty Max-Age", "lab=1; Max-Age=", "lab=1"],
      ["Max-Age in words", "lab=1; Max-Age=never", "lab=1"],
      ["Max-Age with a unit", "lab=1; Max-Age=0s", "lab=1"],
      ["Max-Age with a fraction", "lab=1; Max-Age=0.0", "lab=1"],
      [
        "Max-Age with a plus",
        "lab=1; Max-Age=+0",
        "lab=1",
        { differs: { Chromium: "Chromium reads the number with its sign, so +0 is zero." } },
      ],
      ["Max-Age in quotes", 'lab=1; Max-Age="0"', "lab=1"],
      ["Blanks around Max-Age", "lab=1 ;  Max-Age =  0 ", NOTHING],
      ["max-age in small letters", "lab=1;max-age=0", NOTHING],
    ],
  },
  {
    source: "RFC 6265bis, 5.7",
    rule: "Max-Age beats Expires; of two of a kind the last one counts.",
    cases: [
      ["Max-Age of a minute, Expires past", `lab=1; Max-Age=60; Expires=${PAST}`, "lab=1"],
      ["Max-Age of zero, Expires to come", `lab=1; Max-Age=0; Expires=${FUTURE}`, NOTHING],
      ["Max-Age twice", "lab=1; Max-Age=0; Max-Age=60", "lab=1"],
      ["Max-Age twice, the second senseless", "lab=1; Max-Age=0; Max-Age=soon", NOTHING, { differs: SENSELESS }],
      ["Expires twice", `lab=1; Expires=${FUTURE}; Expires=${PAST}`, NOTHING],
    ],
  },
  {
    source: "RFC 6265bis, 5.1.1",
    rule: "A date is read loosely: a time, a day, a month, a year, in any order; weekday and zone do not matter.",
    cases: [
      ["Expires to come", `lab=1; Expires=${FUTURE}`, "lab=1"],
      ["Expires past", `lab=1; Expires=${PAST}`, NOTHING],
      ["Expires as RFC 850 has it, year 70", "lab=1; Expires=Thursday, 01-Jan-70 00:00:01 GMT", NOTHING],
      ["Expires in the year 69, which is 2069", "lab=1; Expires=Tuesday, 01-Jan-69 00:00:01 GMT", "lab=1"],
      ["Expires as asctime() has it", "lab=1; Expires=Thu Jan  1 00:00:01 1970", NOTHING],
      ["Expires without weekday and zone", "lab=1; Expires=1 Jan 1970 0:0:1", NOTHING],
      ["Expires with the time first", "lab=1; Expires=00:00:01 1970 January 1", NOTHING],
      ["Expires with the wrong weekday", "lab=1; Expires=Mon, 01 Jan 1970 00:00:01 GMT", NOTHING],
    ],
  },
  {
    source: "RFC 6265bis, 5.1.1",
    rule: "What does not make a date, or one before 1601, is ignored: the cookie lives as long as the browser's session.",
    cases: [
      ["An empty Expires", "lab=1; Expires=", "lab=1"],
      ["Expires=0, as many servers send it", "lab=1; Expires=0", "lab=1"],
      [
        "Expires without a time",
        "lab=1; Expires=Thu, 01 Jan 1970",
        "lab=1",
        { differs: { Firefox: "Firefox takes a date without a time for midnight." } },
      ],
      ["Expires on a 32nd", "lab=1; Expires=Thu, 32 Jan 1970 00:00:01 GMT", "lab=1"],
      [
        "Expires at 24 o'clock",
        "lab=1; Expires=Thu, 01 Jan 1970 24:00:01 GMT",
        "lab=1",
        { differs: { Firefox: "Firefox takes 24 o'clock for the end of that day." } },
      ],
      ["Expires in a month of another language", "lab=1; Expires=Thu, 01 Gen 1970 00:00:01 GMT", "lab=1"],
      ["Expires in 1600", "lab=1; Expires=Sat, 01 Jan 1600 00:00:01 GMT", "lab=1", { differs: ANCIENT }],
    ],
  },
  {
    source: "RFC 6265bis, 5.6.3",
    rule: "A Domain is this host or one above it; a leading dot is cut off; an empty one is none; the last one counts.",
    cases: [
      ["Domain is this host", "lab=1; Domain={host}", "lab=1"],
      ["Domain with a leading dot", "lab=1; Domain=.{host}", "lab=1"],
      ["An empty Domain", "lab=1; Domain=", "lab=1"],
      ["Domain is the other host", "lab=1; Domain={other}", NOTHING],
      ["Domain is a stranger's", "lab=1; Domain=example.org", NOTHING],
      ["Domain is below this host", "lab=1; Domain=below.{host}", NOTHING],
      ["Domain twice, the second one right", "lab=1; Domain=example.org; Domain={host}", "lab=1"],
    ],
  },
  {
    source: "RFC 6265bis, 5.1.4",
    rule: "Without a Path it is the folder of the page that set it; it matches itself, and what is below it.",
    cases: [
      ["No Path, asked from a neighbour", "lab=1", "lab=1", { ask: `${HOME}/a/c` }],
      ["No Path, asked from below", "lab=1", "lab=1", { ask: `${HOME}/a/b/c` }],
      ["No Path, asked from another folder", "lab=1", NOTHING, { ask: `${HOME}/b` }],
      ["No Path, asked from the folder itself", "lab=1", "lab=1", { ask: `${HOME}/a` }],
      ["A name that begins alike is not below", "lab=1", NOTHING, { ask: `${HOME}/ab` }],
      ["Path with a slash at the end, asked below", `lab=1; Path=${HOME}/a/`, "lab=1"],
      ["Path with a slash at the end, asked without", `lab=1; Path=${HOME}/a/`, NOTHING, { ask: `${HOME}/a` }],
      ["The root", "lab=1; Path=/", "lab=1", { ask: `${HOME}/b` }],
      ["Path somewhere else: kept, not sent", "lab=1; Path=/elsewhere", NOTHING],
      ["Path in other letters", "lab=1; Path=/API/LAB", NOTHING],
      ["Path with a percent sign is not decoded", `lab=1; Path=${HOME}/%61`, NOTHING],
    ],
  },
  {
    source: "RFC 6265bis, 5.6.4",
    rule: "A Path that does not begin with a slash is none; the last one counts.",
    cases: [
      ["An empty Path", "lab=1; Path=", NOTHING, { ask: `${HOME}/b` }],
      ["A Path without its slash", "lab=1; Path=api", "lab=1"],
      ["A Path in quotes", 'lab=1; Path="/"', NOTHING, { ask: `${HOME}/b` }],
      ["Path twice", "lab=1; Path=/elsewhere; Path=/", "lab=1"],
    ],
  },
];
