/** Input types: the value that each one sends. */
import { NOTHING, typeTest, WPT } from "./rules.js";

const MONTHLESS = {
  differs: { Firefox: "Firefox has no control for months, and treats the field as text." },
};
const WEEKLESS = { differs: { Firefox: "Firefox has no control for weeks, and treats the field as text." } };
const LABELLED = {
  differs: {
    Chromium: "Chromium sends its label for such a button, in the user's language: Submit.",
    Firefox: "Firefox sends its label for such a button, in the user's language: Submit Query.",
    WebKit: "WebKitGTK sends its label for such a button, in the user's language: Submit.",
  },
};

/** @type {import("./rules.js").FormGroup[]} */
export const TYPES = [
  {
    source: "HTML, Text state and Search state",
    rule: "Line breaks are removed. Nothing else changes.",
    wpt: typeTest("text"),
    cases: [
      ["text", '<input name="a" value="Zoë">', "a=Zo%C3%AB"],
      ["text, empty", '<input name="a">', "a=", { wpt: WPT.entries }],
      ["text with a line break", '<input name="a" value="one&#13;&#10;two">', "a=onetwo"],
      ["search", '<input type="search" name="a" value=" b ">', "a=+b+", { wpt: WPT.entries }],
    ],
  },
  {
    source: "HTML, The input element",
    rule: "These types and unknown types send the value as it is.",
    wpt: WPT.entries,
    cases: [
      ["tel", '<input type="tel" name="a" value="+49 30">', "a=%2B49+30", { wpt: undefined }],
      // A longer value makes Chromium ask "Save password?".
      ["password", '<input type="password" name="a" value=";">', "a=%3B"],
      ["hidden", '<input type="hidden" name="a" value="1">', "a=1"],
      ["an unknown type", '<input type="toggle" name="a" value="1">', "a=1", { wpt: undefined }],
    ],
  },
  {
    source: "HTML, URL state",
    rule: "Spaces around a URL are removed.",
    wpt: typeTest("url"),
    cases: [["url", '<input type="url" name="a" value=" http://b.c/ ">', "a=http%3A%2F%2Fb.c%2F"]],
  },
  {
    source: "HTML, Email state",
    rule: "Spaces around an email address are removed.",
    wpt: typeTest("email"),
    cases: [
      ["email", '<input type="email" name="a" value=" b@c.d ">', "a=b%40c.d"],
      [
        "email, with several addresses",
        '<input type="email" multiple name="a" value=" b@c.d , e@f.g ">',
        "a=b%40c.d%2Ce%40f.g",
      ],
    ],
  },
  {
    source: "HTML, Date state",
    rule: "An impossible date becomes an empty value.",
    wpt: typeTest("date"),
    cases: [
      ["date", '<input type="date" name="a" value="2016-02-29">', "a=2016-02-29"],
      ["date, empty", '<input type="date" name="a">', "a=", { wpt: undefined }],
      ["date, impossible", '<input type="date" name="a" value="2014-02-29">', "a="],
    ],
  },
  {
    source: "HTML, Month state",
    rule: "An impossible month becomes an empty value.",
    wpt: typeTest("month"),
    cases: [
      ["month", '<input type="month" name="a" value="2011-11">', "a=2011-11"],
      ["month, impossible", '<input type="month" name="a" value="2013-13">', "a=", MONTHLESS],
    ],
  },
  {
    source: "HTML, Week state",
    rule: "An impossible week becomes an empty value.",
    wpt: typeTest("week"),
    cases: [
      ["week", '<input type="week" name="a" value="2015-W53">', "a=2015-W53"],
      ["week, impossible", '<input type="week" name="a" value="2014-W53">', "a=", WEEKLESS],
    ],
  },
  {
    source: "HTML, Time state",
    rule: "An impossible time becomes an empty value.",
    wpt: typeTest("time"),
    cases: [
      ["time", '<input type="time" name="a" value="12:00:00.000">', "a=12%3A00%3A00.000"],
      ["time, impossible", '<input type="time" name="a" value="24:00">', "a=", { wpt: undefined }],
    ],
  },
  {
    source: "HTML, Local Date and Time state",
    rule: "A valid value is sent in one format: with a T between date and time, and without seconds if they are zero.",
    wpt: typeTest("datetime-local"),
    cases: [
      [
        "datetime-local",
        '<input type="datetime-local" name="a" value="2014-01-01T11:11:11.111">',
        "a=2014-01-01T11%3A11%3A11.111",
      ],
      [
        "datetime-local, with a space",
        '<input type="datetime-local" name="a" value="2014-01-01 00:00:00.000">',
        "a=2014-01-01T00%3A00",
      ],
      ["datetime-local, invalid", '<input type="datetime-local" name="a" value="2014-01-01H11:11">', "a="],
    ],
  },
  {
    source: "HTML, Number state",
    rule: "A valid number is sent as it is written. Anything else becomes an empty value.",
    wpt: typeTest("number"),
    cases: [
      ["number", '<input type="number" name="a" value="11.12">', "a=11.12"],
      ["number, with an exponent", '<input type="number" name="a" value="1E2">', "a=1E2"],
      ["number, invalid", '<input type="number" name="a" value="1d+2">', "a="],
    ],
  },
  {
    source: "HTML, Range state",
    rule: "There is always a value, within the range and on a step: the nearest one, or the middle of the range.",
    wpt: typeTest("range"),
    cases: [
      ["range", '<input type="range" name="a" value="11">', "a=11", { wpt: WPT.entries }],
      ["range, without a value", '<input type="range" name="a" min="2" max="6">', "a=4"],
      ["range, above the maximum", '<input type="range" name="a" min="0" max="5" value="7">', "a=5"],
      [
        "range, between two steps",
        '<input type="range" name="a" min="0" max="100" step="20" value="50">',
        "a=60",
        { wpt: undefined },
      ],
    ],
  },
  {
    source: "HTML, Color state",
    rule: "There is always a value: a CSS color in the form #rrggbb. Without a valid color it is black.",
    wpt: typeTest("color"),
    cases: [
      ["color", '<input type="color" name="a" value="#0F0F0F">', "a=%230f0f0f"],
      ["color, without a value", '<input type="color" name="a">', "a=%23000000"],
      [
        "color, by its name",
        '<input type="color" name="a" value="crimson">',
        "a=%23dc143c",
        {
          differs: {
            WebKit: "WebKitGTK understands only colors such as #dc143c here, and takes any other text for black.",
          },
        },
      ],
    ],
  },
  {
    source: "HTML, Constructing the entry list",
    rule: "A checkbox or radio button is sent if it is checked. Without a value, it sends on.",
    wpt: WPT.entries,
    cases: [
      ["checkbox", '<input type="checkbox" name="a" value="1" checked>', "a=1"],
      ["checkbox, without a value", '<input type="checkbox" name="a" checked>', "a=on"],
      ["checkbox, with an empty value", '<input type="checkbox" name="a" value="" checked>', "a=", { wpt: undefined }],
      ["checkbox, not checked", '<input type="checkbox" name="a" value="1">', NOTHING],
      ["radio", '<input type="radio" name="a" value="1"><input type="radio" name="a" value="2" checked>', "a=2"],
      ["radio, not checked", '<input type="radio" name="a" value="1">', NOTHING],
    ],
  },
  {
    source: "HTML, Constructing the entry list",
    rule: "Of all buttons, only the one that submits the form is sent.",
    wpt: WPT.submitter,
    cases: [
      ["submit", '<input type="submit" name="a" value="Go">', "a=Go", { press: "[name=a]" }],
      [
        "submit, without a value",
        '<input type="submit" name="a">',
        "a=",
        { press: "[name=a]", wpt: undefined, ...LABELLED },
      ],
      ["image", '<input type="image" name="a" alt="Go">', "a.x=0&a.y=0", { press: "[name=a]" }],
      ["image, without a name", '<input type="image" alt="Go">', "x=0&y=0", { press: "[type=image]" }],
      [
        "reset",
        '<input type="reset" name="a" value="1"><button type="reset" name="b" value="2"></button>',
        NOTHING,
        { wpt: WPT.charset },
      ],
      [
        "button",
        '<input type="button" name="a" value="1"><button type="button" name="b" value="2"></button>',
        NOTHING,
        { wpt: WPT.charset },
      ],
    ],
  },
];
