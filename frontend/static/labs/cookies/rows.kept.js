/** How a browser parses a Set-Cookie line: name, value and lifetime. */
import { FUTURE, NOTHING, PAST, WPT } from "./rules.js";

/** A script in a folder sets the cookie and reads it there: no other request sends its bytes. */
const SCRIPT = /** @type {const} */ ({ by: "a frame's script", from: "that frame's script" });
const INVALID = {
  Chromium: "Chromium uses the last Max-Age even if it is invalid.",
  Firefox: "Firefox uses the last Max-Age even if it is invalid.",
};
const ANCIENT = {
  Chromium: "Chromium accepts a year before 1601, as a date in the past.",
  Firefox: "Firefox accepts a year before 1601, as a date in the past.",
  WebKit: "WebKitGTK accepts a year before 1601, as a date in the past.",
};
const CUT = {
  WebKit: "WebKitGTK ends the name or value at the first control character, and keeps the part before it.",
};
const SPLIT = { WebKit: "WebKitGTK ends the value at the line feed, and makes a second cookie of the next line." };
const LAST = { WebKit: "WebKitGTK lets the last one of Max-Age and Expires decide." };

/** @type {import("./rules.js").CookieGroup[]} */
export const KEPT = [
  {
    source: "RFC 6265bis, 5.6",
    rule: "The first = ends the name, and the first ; ends the value. Spaces and tabs around both are removed.",
    wpt: WPT.value,
    cases: [
      ["A plain cookie", "lab=1", "lab=1", { wpt: WPT.name }],
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
      [
        "Spaces around name and value",
        " lab \t=  1 ",
        "lab=1",
        { differs: { WebKit: "WebKitGTK ends the name at the tab, and keeps it as a value without a name." } },
      ],
      ["A space inside the value", "lab=a b", "lab=a b"],
      ["A space inside the name", "lab x=1", "lab x=1", { wpt: WPT.name }],
      ["Brackets in the name", "lab[a]=1", "lab[a]=1", { wpt: undefined }],
      ["Quotes around the value", 'lab="a b"', 'lab="a b"'],
      ["A semicolon inside quotes", 'lab="a;b"', 'lab="a'],
      ["A comma in the value", "lab=1, lab2=2", "lab=1, lab2=2"],
      ["Percent-encoding in the value", "lab=%41%3B", "lab=%41%3B"],
      ["Empty attributes", "lab=1;;; ;", "lab=1", { wpt: WPT.invalid }],
      ["Unknown attributes", "lab=1; Flavour; Colour=red", "lab=1", { wpt: WPT.invalid }],
    ],
  },
  {
    source: "HTML, document.cookie",
    rule: "document.cookie writes and reads cookies as UTF-8.",
    cases: [
      [
        "A non-ASCII letter, set by script",
        "lab=ü",
        "lab=ü",
        { ...SCRIPT, differs: { WebKit: "WebKitGTK ends the value before the first non-ASCII character." } },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.6 step 1",
    rule: "A control character, except the tab, makes the whole Set-Cookie line invalid.",
    wpt: "cookies/value/value-ctl.html",
    cases: [
      [
        "A tab in the value",
        "lab=a\tb",
        "lab=a\tb",
        {
          differs: {
            Chromium: "Chromium treats the tab as a control character too, and rejects the cookie.",
            ...CUT,
          },
        },
      ],
      ["U+0001 in the value", "lab=a\u0001b", NOTHING, { ...SCRIPT, differs: CUT }],
      ["A line feed in the value", "lab=a\nlabb", NOTHING, { ...SCRIPT, differs: SPLIT }],
      ["A null character in the value", "lab=a\0b", NOTHING, { ...SCRIPT, differs: CUT }],
      [
        "DEL in the value",
        "lab=a\u007fb",
        NOTHING,
        { ...SCRIPT, differs: { WebKit: "WebKitGTK keeps the character and sends it." } },
      ],
      ["U+0001 in the name", "lab\u0001=1", NOTHING, { ...SCRIPT, wpt: "cookies/name/name-ctl.html", differs: CUT }],
      [
        "A carriage return in an attribute",
        "lab=1; Max-Age=60\r",
        NOTHING,
        {
          ...SCRIPT,
          wpt: "cookies/attributes/attributes-ctl.sub.html",
          differs: { WebKit: "WebKitGTK ignores control characters in attributes." },
        },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.6.2",
    rule: "Max-Age has only digits, with an optional minus sign before them. Zero and less mean the past. Any other Max-Age is ignored.",
    cases: [
      ["Max-Age of 60 seconds", "lab=1; Max-Age=60", "lab=1", { wpt: "cookies/attributes/max-age.html" }],
      ["Max-Age of 1 second, after 2.5 seconds", "lab=1; Max-Age=1", NOTHING, { wait: 2500 }],
      ["Max-Age of zero", "lab=1; Max-Age=0", NOTHING, { wpt: "cookies/attributes/max-age.html" }],
      ["A negative Max-Age", "lab=1; Max-Age=-1", NOTHING, { wpt: "cookies/attributes/max-age.html" }],
      ["Max-Age of minus zero", "lab=1; Max-Age=-0", NOTHING],
      ["A Max-Age of 30 digits", `lab=1; Max-Age=${"9".repeat(30)}`, "lab=1"],
      [
        "An empty Max-Age",
        "lab=1; Max-Age=",
        "lab=1",
        { differs: { WebKit: "WebKitGTK reads an empty Max-Age as zero." } },
      ],
      ["Max-Age in words", "lab=1; Max-Age=never", "lab=1"],
      ["Max-Age with a unit", "lab=1; Max-Age=0s", "lab=1"],
      ["Max-Age with a fraction", "lab=1; Max-Age=0.0", "lab=1"],
      [
        "Max-Age with a plus sign",
        "lab=1; Max-Age=+0",
        "lab=1",
        {
          differs: {
            Chromium: "Chromium accepts the plus sign, and reads +0 as zero.",
            WebKit: "WebKitGTK accepts the plus sign, and reads +0 as zero.",
          },
        },
      ],
      ["Max-Age in quotes", 'lab=1; Max-Age="0"', "lab=1"],
      ["Spaces around Max-Age", "lab=1 ;  Max-Age =  0 ", NOTHING],
      ["max-age in lowercase", "lab=1;max-age=0", NOTHING, { wpt: "cookies/attributes/max-age.html" }],
    ],
  },
  {
    source: "RFC 6265bis, 5.7 step 6",
    rule: "Max-Age overrides Expires. If an attribute occurs twice, the last one counts.",
    cases: [
      ["Max-Age of 60 seconds, Expires in the past", `lab=1; Max-Age=60; Expires=${PAST}`, "lab=1", { differs: LAST }],
      ["Max-Age of zero, Expires in the future", `lab=1; Max-Age=0; Expires=${FUTURE}`, NOTHING, { differs: LAST }],
      ["Max-Age twice", "lab=1; Max-Age=0; Max-Age=60", "lab=1"],
      ["Max-Age twice, the second invalid", "lab=1; Max-Age=0; Max-Age=soon", NOTHING, { differs: INVALID }],
      ["Expires twice", `lab=1; Expires=${FUTURE}; Expires=${PAST}`, NOTHING],
    ],
  },
  {
    source: "RFC 6265bis, 5.1.1",
    rule: "A date needs a time, a day, a month and a year, in any order. The weekday and the time zone are ignored.",
    cases: [
      ["Expires in the future", `lab=1; Expires=${FUTURE}`, "lab=1", { wpt: "cookies/attributes/expires.html" }],
      ["Expires in the past", `lab=1; Expires=${PAST}`, NOTHING, { wpt: "cookies/attributes/expires.html" }],
      ["Expires in the format of RFC 850, year 70", "lab=1; Expires=Thursday, 01-Jan-70 00:00:01 GMT", NOTHING],
      ["Expires in the year 69, which means 2069", "lab=1; Expires=Tuesday, 01-Jan-69 00:00:01 GMT", "lab=1"],
      ["Expires in the format of asctime()", "lab=1; Expires=Thu Jan  1 00:00:01 1970", NOTHING],
      ["Expires without weekday and time zone", "lab=1; Expires=1 Jan 1970 0:0:1", NOTHING],
      [
        "Expires with the time first",
        "lab=1; Expires=00:00:01 1970 January 1",
        NOTHING,
        { differs: { WebKit: "WebKitGTK does not understand a date that begins with the time, and ignores it." } },
      ],
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
];
