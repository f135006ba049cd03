/** Which controls are sent, in which order, where to, and how. */
import { NOTHING, WPT } from "./rules.js";

const ENTRIES = "HTML, Constructing the entry list";
const SUBMIT = "HTML, Form submission algorithm";
const RTL = "%D7%A9%D7%9C%D7%95%D7%9D";

/** @type {import("./rules.js").FormGroup[]} */
export const SENT = [
  {
    source: ENTRIES,
    rule: "Several buttons: the one that was pressed comes along, where it stands.",
    wpt: WPT.submitter,
    cases: [
      [
        "the second of two buttons",
        '<button name="a" value="draft">Save</button><button name="a" value="publish">Publish</button>',
        "a=publish",
        { press: "[value=publish]" },
      ],
      [
        "a button between two fields",
        '<input name="a" value="1"><button name="b" value="2">Go</button><input name="c" value="3">',
        "a=1&b=2&c=3",
        { press: "button" },
      ],
      ["a button without a name", '<button value="1">Go</button>', NOTHING, { press: "button" }],
      ["a button without a value", '<button name="a">Go</button>', "a=", { press: "button", wpt: undefined }],
      ["no button at all", '<input name="a" value="1"><button name="b" value="2">Go</button>', "a=1"],
    ],
  },
  {
    source: ENTRIES,
    rule: "A select sends each option that is selected and not disabled.",
    wpt: WPT.entries,
    cases: [
      ["select", '<select name="a"><option value="1">one<option value="2" selected>two</select>', "a=2"],
      [
        "select without a choice",
        '<select name="a"><option value="1">one<option value="2">two</select>',
        "a=1",
        { wpt: undefined },
      ],
      [
        "select, several",
        '<select name="a" multiple><option selected>1<option>2<option selected>3</select>',
        "a=1&a=3",
      ],
      [
        "select, several, none chosen",
        '<select name="a" multiple><option>1<option>2</select>',
        NOTHING,
        { wpt: undefined },
      ],
      ["a disabled option", '<select name="a"><option value="1" disabled selected>one</select>', NOTHING],
      ["an option with an empty value", '<select name="a"><option value="">(none)</select>', "a=", { wpt: undefined }],
      [
        "an option without a value",
        '<select name="a"><option>  two   words  </select>',
        "a=two+words",
        { wpt: "html/semantics/forms/the-option-element/option-text-spaces.html" },
      ],
    ],
  },
  {
    source: ENTRIES,
    rule: "What is disabled is not sent; what is only read-only is.",
    wpt: WPT.entries,
    cases: [
      ["disabled", '<input name="a" value="1" disabled>', NOTHING],
      ["disabled by a fieldset", '<fieldset disabled><input name="a" value="1"></fieldset>', NOTHING],
      [
        "in the legend of a disabled fieldset",
        '<fieldset disabled><legend><input name="a" value="1"></legend><input name="b" value="2"></fieldset>',
        "a=1",
        { wpt: undefined },
      ],
      ["readonly", '<input name="a" value="1" readonly>', "a=1", { wpt: undefined }],
    ],
  },
  {
    source: ENTRIES,
    rule: "Only what can be submitted and has a name is sent.",
    wpt: WPT.entries,
    cases: [
      ["no name", '<input value="1">', NOTHING],
      ["an empty name", '<input name="" value="1">', NOTHING],
      ["output", '<output name="a">1</output>', NOTHING],
      ["object", '<object name="a"></object>', NOTHING],
      [
        "a field inside a datalist",
        '<datalist><input name="a" value="1"></datalist>',
        NOTHING,
        {
          differs: {
            Chromium: "Chromium leaves such a field out when it checks the form, but not when it sends it.",
            Firefox: "Firefox leaves such a field out when it checks the form, but not when it sends it.",
          },
        },
      ],
      [
        "a field with a datalist",
        '<input name="a" value="1" list="l"><datalist id="l"><option value="2"></datalist>',
        "a=1",
        { wpt: undefined },
      ],
      ["the name isindex", '<input name="isindex" value="1">', "isindex=1", { wpt: undefined }],
    ],
  },
  {
    source: ENTRIES,
    rule: "Entries stand in the order of the page, and a name may come again.",
    wpt: WPT.submitter,
    cases: [
      [
        "one name twice",
        '<input name="a" value="2"><input name="b"><input name="a" value="1">',
        "a=2&b=&a=1",
        { wpt: WPT.entries },
      ],
      [
        "a field outside the form",
        '<input name="a" value="1"></form><input name="b" value="2" form="it">',
        "a=1&b=2",
        { wpt: undefined },
      ],
      [
        "a button outside the form",
        '<input name="a" value="1"></form><button name="b" value="2" form="it">Go</button>',
        "a=1&b=2",
        { press: "button" },
      ],
    ],
  },
  {
    source: ENTRIES,
    rule: "dirname sends which way the text runs, after the text.",
    wpt: WPT.dirname,
    cases: [
      ["dirname", '<input name="a" value="x" dirname="d">', "a=x&d=ltr"],
      ["dirname, rtl", '<input name="a" value="x" dirname="d" dir="rtl">', "a=x&d=rtl", { wpt: undefined }],
      [
        "dirname, inherited",
        '<textarea name="a" dirname="d">x</textarea>',
        "a=x&d=rtl",
        {
          form: 'dir="rtl"',
          wpt: "html/semantics/forms/attributes-common-to-form-controls/dirname-rtl-inherited.html",
        },
      ],
      [
        "dirname, by the text itself",
        '<input name="a" value="שלום" dirname="d" dir="auto">',
        `a=${RTL}&d=rtl`,
        { wpt: "html/semantics/forms/attributes-common-to-form-controls/dirname-rtl-auto.html" },
      ],
      ["dirname of a telephone number", '<input type="tel" name="a" value="1" dirname="d">', "a=1&d=ltr"],
      [
        "dirname of a telephone number, inherited",
        '<input type="tel" name="a" value="1" dirname="d">',
        "a=1&d=ltr",
        { form: 'dir="rtl"', wpt: undefined },
      ],
      [
        "dirname of a button",
        '<input type="submit" name="a" value="Go" dirname="d">',
        "a=Go&d=ltr",
        {
          press: "[name=a]",
          differs: { Chromium: "Chromium sends the direction of a button before the button itself." },
        },
      ],
      ["dirname of a number", '<input type="number" name="a" value="1" dirname="d">', "a=1"],
      [
        "dirname that is empty",
        '<input name="a" value="x" dirname="">',
        "a=x",
        { wpt: undefined, differs: { Chromium: "Chromium sends the direction all the same, under an empty name." } },
      ],
    ],
  },
  {
    source: SUBMIT,
    rule: "The button that is pressed may say where the form goes, and how.",
    cases: [
      [
        "formaction",
        '<button formaction="/api/landing">Go</button>',
        "POST /api/landing",
        { press: "button", look: "line", wpt: "html/semantics/forms/form-submission-0/form-submit-action.html" },
      ],
      ["formmethod", '<input name="a" value="1"><button formmethod="get">Go</button>', "?a=1", { press: "button" }],
      [
        "formenctype",
        '<input name="a" value="1"><button formenctype="text/plain">Go</button>',
        "a=1\r\n",
        { press: "button" },
      ],
    ],
  },
  {
    source: SUBMIT,
    rule: "A GET puts the fields in place of the action's query; a POST leaves it there.",
    cases: [
      [
        "GET, and an action with a query",
        '<input name="a" value="1">',
        "GET /api/form?a=1",
        { form: 'method="get" action="/api/form?old=1"', look: "line" },
      ],
      [
        "GET of nothing, and an action with a query",
        "",
        "GET /api/landing?",
        { form: 'method="get" action="/api/landing?old=1"', look: "line" },
      ],
      [
        "GET, and an action with a fragment",
        '<input name="a" value="1">',
        "GET /api/form?a=1#end",
        { form: 'method="get" action="/api/form#end"', look: "line" },
      ],
      [
        "POST, and an action with a query",
        '<input name="a" value="1">',
        "POST /api/form?old=1",
        { form: 'action="/api/form?old=1"', look: "line" },
      ],
      ["a method that HTML does not know", '<input name="a" value="1">', "?a=1", { form: 'method="put"' }],
      [
        "an encoding that HTML does not know",
        '<input name="a" value="1">',
        "application/x-www-form-urlencoded",
        { form: 'enctype="application/json"', look: "type" },
      ],
    ],
  },
];
