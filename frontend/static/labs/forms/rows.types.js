/** What each type of input makes of its value, before anything is encoded. */
import { NOTHING, typeTest, WPT } from "./rules.js";

const MONTHLESS = {
  differs: { Firefox: "Firefox has no control for months, and takes the field for plain text." },
};
const WEEKLESS = { differs: { Firefox: "Firefox has no control for weeks, and takes the field for plain text." } };
const LABELLED = {
  differs: {
    Chromium: "Chromium sends the label that it gives such a button, in the person's language: Submit.",
    Firefox: "Firefox sends the label that it gives such a button, in the person's language: Submit Query.",
  },
};

/** @type {import("./rules.js").FormGroup[]} */
export const TYPES = [
  {
    source: "HTML, Text state and Search state",
    rule: "Line breaks are taken out; all else stays as it is.",
    wpt: typeTest("text"),
    cases: [
      ["text", '<input name="a" value="Zoë">', "a=Zo%C3%AB"],
      ["text that is empty", '<input name="a">', "a=", { wpt: WPT.entries }],
      ["text with a line break", '<input name="a" value="one&#13;&#10;two">', "a=onetwo"],
      ["search", '<input type="search" name="a" value=" b ">', "a=+b+", { wpt: WPT.entries }],
    ],
  },
  {
    source: "HTML, The input element",
    rule: "These, and a type that nobody knows, send what stands in them.",
    wpt: WPT.entries,
    cases: [
      ["tel", '<input type="tel" name="a" value="+49 30">', "a=%2B49+30", { wpt: undefined }],
      ["password", '<input type="password" name="a" value="p=1;2">', "a=p%3D1%3B2"],
      ["hidden", '<input type="hidden" name="a" value="1">', "a=1"],
      ["a type that nobody knows", '<input type="toggle" name="a" value="1">', "a=1", { wpt: undefined }],
    ],
  },
  {
    source: "HTML, URL state and Email state",
    rule: "Blanks around an address are cut off.",
    cases: [
      ["url", '<input type="url" name="a" value=" http://b.c/ ">', "a=http%3A%2F%2Fb.c%2F", { wpt: typeTest("url") }],
      ["email", '<input type="email" name="a" value=" b@c.d ">', "a=b%40c.d", { wpt: typeTest("email") }],
      [
        "email, several",
        '<input type="email" multiple name="a" value=" b@c.d , e@f.g ">',
        "a=b%40c.d%2Ce%40f.g",
        { wpt: typeTest("email") },
      ],
    ],
  },
  {
    source: "HTML, Date state",
    rule: "A date that there is not is no date: the value is empty.",
    wpt: typeTest("date"),
    cases: [
      ["date", '<input type="date" name="a" value="2016-02-29">', "a=2016-02-29"],
      ["date that is empty", '<input type="date" name="a">', "a=", { wpt: undefined }],
      ["date that there is not", '<input type="date" name="a" value="2014-02-29">', "a="],
    ],
  },
  {
    source: "HTML, Month state",
    rule: "A month that there is not is no month: the value is empty.",
    wpt: typeTest("month"),
    cases: [
      ["month", '<input type="month" name="a" value="2011-11">', "a=2011-11"],
      ["month that there is not", '<input type="month" name="a" value="2013-13">', "a=", MONTHLESS],
    ],
  },
  {
    source: "HTML, Week state",
    rule: "A week that there is not is no week: the value is empty.",
    wpt: typeTest("week"),
    cases: [
      ["week", '<input type="week" name="a" value="2015-W53">', "a=2015-W53"],
      ["week that there is not", '<input type="week" name="a" value="2014-W53">', "a=", WEEKLESS],
    ],
  },
  {
    source: "HTML, Time state",
    rule: "A time that there is not is no time: the value is empty.",
    wpt: typeTest("time"),
    cases: [
      ["time", '<input type="time" name="a" value="12:00:00.000">', "a=12%3A00%3A00.000"],
      ["time that there is not", '<input type="time" name="a" value="24:00">', "a=", { wpt: undefined }],
    ],
  },
  {
    source: "HTML, Local Date and Time state",
    rule: "The value is written in one way: a T in the middle, and no seconds where there are none.",
    wpt: typeTest("datetime-local"),
    cases: [
      [
        "datetime-local",
        '<input type="datetime-local" name="a" value="2014-01-01T11:11:11.111">',
        "a=2014-01-01T11%3A11%3A11.111",
      ],
      [
        "datetime-local with a blank",
        '<input type="datetime-local" name="a" value="2014-01-01 00:00:00.000">',
        "a=2014-01-01T00%3A00",
      ],
      ["datetime-local that is none", '<input type="datetime-local" name="a" value="2014-01-01H11:11">', "a="],
    ],
  },
  {
    source: "HTML, Number state",
    rule: "What is a number stays as it was written; all else is empty.",
    wpt: typeTest("number"),
    cases: [
      ["number", '<input type="number" name="a" value="11.12">', "a=11.12"],
      ["number with an exponent", '<input type="number" name="a" value="1E2">', "a=1E2"],
      ["number that is none", '<input type="number" name="a" value="1d+2">', "a="],
    ],
  },
  {
    source: "HTML, Range state",
    rule: "There is always a value, within the range and on a step: the nearest one, or the middle.",
    wpt: typeTest("range"),
    cases: [
      ["range", '<input type="range" name="a" value="11">', "a=11", { wpt: WPT.entries }],
      ["range without a value", '<input type="range" name="a" min="2" max="6">', "a=4"],
      ["range, too high", '<input type="range" name="a" min="0" max="5" value="7">', "a=5"],
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
    rule: "There is always a value: any CSS colour, sent as #rrggbb, or black.",
    wpt: typeTest("color"),
    cases: [
      ["color", '<input type="color" name="a" value="#0F0F0F">', "a=%230f0f0f"],
      ["color without a value", '<input type="color" name="a">', "a=%23000000"],
      ["color by its name", '<input type="color" name="a" value="crimson">', "a=%23dc143c"],
    ],
  },
  {
    source: "HTML, Constructing the entry list",
    rule: "A checkbox or radio button is sent if it is checked, with its value, or with on.",
    wpt: WPT.entries,
    cases: [
      ["checkbox", '<input type="checkbox" name="a" value="1" checked>', "a=1"],
      ["checkbox without a value", '<input type="checkbox" name="a" checked>', "a=on"],
      ["checkbox with an empty value", '<input type="checkbox" name="a" value="" checked>', "a=", { wpt: undefined }],
      ["checkbox that is not checked", '<input type="checkbox" name="a" value="1">', NOTHING],
      ["radio", '<input type="radio" name="a" value="1"><input type="radio" name="a" value="2" checked>', "a=2"],
      ["radio that is not checked", '<input type="radio" name="a" value="1">', NOTHING],
    ],
  },
  {
    source: "HTML, Constructing the entry list",
    rule: "A button is sent if it is the one that submits the form, and no other.",
    wpt: WPT.submitter,
    cases: [
      ["submit", '<input type="submit" name="a" value="Go">', "a=Go", { press: "[name=a]" }],
      [
        "submit without a value",
        '<input type="submit" name="a">',
        "a=",
        { press: "[name=a]", wpt: undefined, ...LABELLED },
      ],
      ["image", '<input type="image" name="a" alt="Go">', "a.x=0&a.y=0", { press: "[name=a]" }],
      ["image without a name", '<input type="image" alt="Go">', "x=0&y=0", { press: "[type=image]" }],
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
