/** Which controls are sent, in which order, to which URL and in which encoding. */
import { NOTHING, WPT } from "./rules.js";

const ENTRIES = "HTML, Constructing the entry list";
const SUBMIT = "HTML, Form submission algorithm";
const RTL = "%D7%A9%D7%9C%D7%95%D7%9D";

/** @type {import("./rules.js").FormGroup[]} */
export const SENT = [
  {
    source: ENTRIES,
    rule: "The button that submits the form is sent, at its position among the fields.",
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
      ["no button pressed", '<input name="a" value="1"><button name="b" value="2">Go</button>', "a=1"],
    ],
  },
  {
    source: ENTRIES,
    rule: "A select sends each option that is selected and not disabled.",
    wpt: WPT.entries,
    cases: [
      ["select", '<select name="a"><option value="1">one<option value="2" selected>two</select>', "a=2"],
      [
        "select, without a selected option",
        '<select name="a"><option value="1">one<option value="2">two</select>',
        "a=1",
        { wpt: undefined },
      ],
      [
        "select, multiple",
        '<select name="a" multiple><option selected>1<option>2<option selected>3</select>',
        "a=1&a=3",
      ],
      [
        "select, multiple, without a selected option",
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
    rule: "A disabled field is not sent. A read-only field is sent.",
    wpt: WPT.entries,
    cases: [
      ["disabled", '<input name="a" value="1" disabled>', NOTHING],
      ["in a disabled fieldset", '<fieldset disabled><input name="a" value="1"></fieldset>', NOTHING],
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
    rule: "Only submittable elements with a name are sent.",
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
            Chromium: "Chromium skips such a field in form validation, but sends it.",
            Firefox: "Firefox skips such a field in form validation, but sends it.",
            WebKit: "WebKitGTK skips such a field in form validation, but sends it.",
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
    rule: "Fields are sent in the order of the page. A name can occur several times.",
    wpt: WPT.submitter,
    cases: [
      [
        "the same name twice",
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
    rule: "dirname adds the direction of the text, after the text.",
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
        "dirname, from the text itself",
        '<input name="a" value="שלום" dirname="d" dir="auto">',
        `a=${RTL}&d=rtl`,
        { wpt: "html/semantics/forms/attributes-common-to-form-controls/dirname-rtl-auto.html" },
      ],
      ["dirname of a telephone number", '<input type="tel" name="a" value="1" dirname="d">', "a=1&d=ltr"],
      [
        "dirname of a telephone number, inherited",
        '<input type="tel" name="a" value="1" dirname="d">',
        "a=1&d=ltr",
        {
          form: 'dir="rtl"',
          wpt: undefined,
          differs: { WebKit: "In WebKitGTK a telephone number inherits the direction of the form." },
        },
      ],
      [
        "dirname of a button",
        '<input type="submit" name="a" value="Go" dirname="d">',
        "a=Go&d=ltr",
        {
          press: "[name=a]",
          differs: { Chromium: "Chromium sends the direction of a button before its value." },
        },
      ],
      ["dirname of a number", '<input type="number" name="a" value="1" dirname="d">', "a=1"],
      [
        "dirname, empty",
        '<input name="a" value="x" dirname="">',
        "a=x",
        {
          wpt: undefined,
          differs: {
            Chromium: "Chromium sends the direction under an empty name.",
            WebKit: "WebKitGTK sends the direction under an empty name.",
          },
        },
      ],
    ],
  },
  {
    source: SUBMIT,
    rule: "The button that submits the form can set its action, method and encoding.",
    cases: [
      [
        "formaction",
        '<button formaction="/api/lab/form?other">Go</button>',
        "POST /api/lab/form?other",
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
    rule: "A GET replaces the query of the action with the fields. A POST keeps the query.",
    cases: [
      [
        "GET, and an action with a query",
        '<input name="a" value="1">',
        "GET /api/lab/form?a=1",
        { form: 'method="get" action="/api/lab/form?old=1"', look: "line" },
      ],
      [
        "GET without fields, and an action with a query",
        "",
        "GET /api/lab/form?",
        { form: 'method="get" action="/api/lab/form?old=1"', look: "line" },
      ],
      [
        "GET, and an action with a fragment",
        '<input name="a" value="1">',
        "GET /api/lab/form?a=1#end",
        { form: 'method="get" action="/api/lab/form#end"', look: "line" },
      ],
      [
        "POST, and an action with a query",
        '<input name="a" value="1">',
        "POST /api/lab/form?old=1",
        { form: 'action="/api/lab/form?old=1"', look: "line" },
      ],
      ["an unknown method", '<input name="a" value="1">', "?a=1", { form: 'method="put"' }],
      [
        "an unknown encoding",
        '<input name="a" value="1">',
        "application/x-www-form-urlencoded",
        { form: 'enctype="application/json"', look: "type" },
      ],
    ],
  },
];
