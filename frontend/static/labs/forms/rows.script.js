/** Forms and scripts: `FormData`, the events of a submission, two submissions in one event, and the bytes of iso-2022-jp. */
import { NOTHING } from "./rules.js";
import { again, detached, entries, events, nested, onFormData, twice } from "./scripts.js";

const FORM_DATA = "XHR, new FormData(form, submitter)";
const SUBMIT = "HTML, Form submission algorithm";
const ENTRIES = "HTML, Constructing the entry list";
const FORMS = "html/semantics/forms/";
const SUBMITTER = { wpt: "xhr/formdata/constructor-submitter.html" };
const ELEMENT = { wpt: "xhr/formdata/constructor-formelement.html" };
const EVENT = { wpt: `${FORMS}form-submission-0/FormDataEvent.window.js` };
const SUBMIT_EVENT = { wpt: `${FORMS}form-submission-0/SubmitEvent.window.js` };
const REQUEST = { wpt: `${FORMS}the-form-element/form-requestsubmit.html` };
const TWICE = { wpt: `${FORMS}form-submission-0/form-double-submit.html` };
const JP = 'accept-charset="iso-2022-jp"';
const GO = '<button name="go" value="1">Go</button>';
const TEXT = '<input name="a" value="1">';
const INVALID = '<input name="a" required>';

/** @typedef {import("./rules.js").How} How */

/** The entries of `new FormData`. @type {How} */
const DATA = { run: entries, words: "new FormData(form)" };
/** The entries with the button that `press` selects. @type {How} */
const WITH_BUTTON = { run: entries, words: "new FormData(form, button)" };
/** The events of a submission by `requestSubmit`. @type {How} */
const EVENTS = { run: events, words: "form.requestSubmit()", form: "novalidate" };
/** @type {How} */
const SUBMITS = {
  run: (form, submitter) => events(form, submitter, () => form.submit()),
  words: "form.submit()",
};

/** @type {import("./rules.js").FormGroup[]} */
export const SCRIPT = [
  {
    source: FORM_DATA,
    rule: "new FormData(form) has the entries that a submission would send. Line breaks are not normalized yet.",
    cases: [
      ["FormData, text", TEXT, "a=1", { ...DATA, ...ELEMENT }],
      ["FormData, a disabled control", '<input name="a" value="1" disabled>', NOTHING, { ...DATA, ...ELEMENT }],
      ["FormData, a control without a name", '<input value="1">', NOTHING, { ...DATA, ...ELEMENT }],
      [
        "FormData, a checkbox",
        '<input type="checkbox" name="a" checked><input type="checkbox" name="b">',
        "a=on",
        { ...DATA, ...ELEMENT },
      ],
      [
        "FormData, a select with two options",
        '<select name="a" multiple><option selected>1<option selected>2</select>',
        "a=1&a=2",
        { ...DATA, ...ELEMENT },
      ],
      [
        "FormData, no file",
        '<input type="file" name="a">',
        "a=(a file without a name, 0 bytes)",
        { ...DATA, ...ELEMENT },
      ],
      ["FormData, a file", '<input type="file" name="a">', "a=(b.txt, 5 bytes)", { ...DATA, files: [["b.txt"]] }],
      ["FormData, a line break", '<textarea name="a">b\nc</textarea>', "a=b\nc", DATA],
      ["FormData, dirname", '<input name="a" value="1" dirname="d" dir="rtl">', "a=1&d=rtl", DATA],
      ["FormData, the button is left out", TEXT + GO, "a=1", { ...DATA, ...ELEMENT }],
      ["FormData, with the button", TEXT + GO, "a=1&go=1", { ...WITH_BUTTON, press: "button", ...SUBMITTER }],
      [
        "FormData, with a disabled button",
        TEXT + GO.replace("<button", "<button disabled"),
        "a=1",
        { ...WITH_BUTTON, press: "button", ...SUBMITTER },
      ],
      [
        "FormData, with an image button",
        '<input type="image" name="i">',
        "i.x=0&i.y=0",
        { ...WITH_BUTTON, press: "input", ...SUBMITTER },
      ],
      [
        "FormData, with a text control as the button",
        TEXT,
        "TypeError",
        { ...WITH_BUTTON, press: "input", ...SUBMITTER },
      ],
      [
        "FormData, with a reset button",
        '<button type="reset">Go</button>',
        "TypeError",
        { ...WITH_BUTTON, press: "button", ...SUBMITTER },
      ],
      [
        "FormData, with a button outside of the form",
        `${TEXT}</form><button>Go</button><form>`,
        "NotFoundError",
        { ...WITH_BUTTON, press: "button", ...SUBMITTER },
      ],
    ],
  },
  {
    source: ENTRIES,
    rule: "The formdata event lets a script change the entries before they are sent, also by form.submit() and in new FormData.",
    cases: [
      [
        "formdata adds an entry",
        TEXT,
        "a=1&b=2",
        {
          prepare: (form) => onFormData(form, (data) => data.append("b", "2")),
          words: 'formdata: append("b", "2")',
          ...EVENT,
        },
      ],
      [
        "formdata deletes an entry",
        TEXT,
        NOTHING,
        { prepare: (form) => onFormData(form, (data) => data.delete("a")), words: 'formdata: delete("a")' },
      ],
      [
        "formdata changes an entry",
        TEXT,
        "a=3",
        { prepare: (form) => onFormData(form, (data) => data.set("a", "3")), words: 'formdata: set("a", "3")' },
      ],
      [
        "formdata in new FormData",
        TEXT,
        "a=1&b=2",
        {
          ...DATA,
          prepare: (form) => onFormData(form, (data) => data.append("b", "2")),
          words: 'formdata: append("b", "2"), new FormData(form)',
          ...EVENT,
        },
      ],
      [
        "new FormData in the formdata event",
        TEXT,
        "InvalidStateError",
        { run: nested, words: "formdata: new FormData(form)", ...EVENT },
      ],
    ],
  },
  {
    source: SUBMIT,
    rule: "requestSubmit validates the form and fires submit, then formdata. form.submit() does neither: it fires only formdata.",
    cases: [
      ["Events of requestSubmit", TEXT, "submit, formdata", { ...EVENTS, ...REQUEST }],
      ["Events of form.submit()", TEXT, "formdata", SUBMITS],
      [
        "Events of a click on the button",
        TEXT + GO,
        "click, submit by button, formdata",
        {
          ...EVENTS,
          run: (form, button) => events(form, button, () => button?.click()),
          words: "button.click()",
          press: "button",
          ...SUBMIT_EVENT,
        },
      ],
      [
        "The button of a submit event",
        TEXT + GO,
        "submit by button, formdata",
        { ...EVENTS, press: "button", ...SUBMIT_EVENT },
      ],
      [
        "The submit event is cancelled",
        TEXT,
        "submit",
        {
          ...EVENTS,
          prepare: (form) => form.addEventListener("submit", (event) => event.preventDefault()),
          words: "submit: preventDefault()",
        },
      ],
      [
        "An invalid control and requestSubmit",
        INVALID,
        "invalid",
        { ...EVENTS, form: "data-validates", wpt: `${FORMS}form-submission-0/form-submit-invalid.html` },
      ],
      ["An invalid control and form.submit()", INVALID, "formdata", { ...SUBMITS, form: "data-validates" }],
      [
        "An invalid control and formnovalidate",
        `${INVALID}<button formnovalidate>Go</button>`,
        "submit by button, formdata",
        { ...EVENTS, form: "data-validates", press: "button" },
      ],
      ["requestSubmit with a text control", TEXT, "TypeError", { ...EVENTS, press: "input", ...REQUEST }],
      [
        "requestSubmit with another form's button",
        `${TEXT}</form><button>Go</button><form>`,
        "NotFoundError",
        { ...EVENTS, press: "button", ...REQUEST },
      ],
      [
        "A click on a disabled button",
        TEXT + GO.replace("<button", "<button disabled"),
        NOTHING,
        {
          ...EVENTS,
          run: (form, button) => events(form, button, () => button?.click()),
          words: "button.click()",
          press: "button",
        },
      ],
      [
        "A click on a reset button",
        `${TEXT}<button type="reset">Go</button>`,
        "click, reset",
        {
          ...EVENTS,
          run: (form, button) => events(form, button, () => button?.click()),
          words: "button.click()",
          press: "button",
        },
      ],
      [
        "A form outside of the document",
        TEXT,
        NOTHING,
        { run: detached, words: "form.remove(), form.requestSubmit()" },
      ],
      [
        "requestSubmit in the submit event",
        TEXT,
        "submit, formdata",
        {
          ...EVENTS,
          prepare: (form) => form.addEventListener("submit", () => form.requestSubmit()),
          words: "submit: form.requestSubmit()",
        },
      ],
    ],
  },
  {
    source: "HTML, Planned navigation",
    rule: "A second submission replaces the first one if no navigation has begun yet. One request arrives.",
    ...TWICE,
    cases: [
      [
        "form.submit() in the submit event",
        TEXT,
        "POST /api/lab/form?n=2",
        {
          look: "line",
          prepare: (form) => again(form, false),
          words: "submit: form.submit() to ?n=1, then the default to ?n=2",
        },
      ],
      [
        "form.submit() in a cancelled submit event",
        TEXT,
        "POST /api/lab/form?n=1",
        {
          look: "line",
          prepare: (form) => again(form, true),
          words: "submit: form.submit() to ?n=1, preventDefault()",
          wpt: `${FORMS}form-submission-0/form-double-submit-preventdefault.html`,
        },
      ],
      [
        "form.submit() twice in the submit event",
        TEXT,
        "POST /api/lab/form?n=1",
        {
          look: "line",
          prepare: (form) => twice(form),
          words: "submit: form.submit() to ?n=0 and to ?n=1, preventDefault()",
        },
      ],
    ],
  },
  {
    source: "Encoding, ISO-2022-JP encoder",
    rule: "The encoder switches its character set with escape sequences, and back to ASCII at the end of each name and of each value. A character that it lacks becomes a numeric character reference.",
    wpt: "encoding/legacy-mb-japanese/iso-2022-jp/iso2022jp-encode-form-errors-misc.html",
    cases: [
      [
        "iso-2022-jp, a name and a value",
        '<input name="あ" value="い">',
        "%1B%24B%24%22%1B%28B=%1B%24B%24%24%1B%28B",
        { form: JP },
      ],
      ["iso-2022-jp, ASCII", '<input name="a" value="b">', "a=b", { form: JP, wpt: undefined }],
      ["iso-2022-jp, ASCII after Japanese", '<input name="a" value="いb">', "a=%1B%24B%24%24%1B%28Bb", { form: JP }],
      ["iso-2022-jp, a yen sign", '<input name="a" value="¥">', "a=%1B%28J%5C%1B%28B", { form: JP }],
      ["iso-2022-jp, an overline", '<input name="a" value="‾">', "a=%1B%28J%7E%1B%28B", { form: JP }],
      ["iso-2022-jp, katakana of half width", '<input name="a" value="ｱ">', "a=%1B%24B%25%22%1B%28B", { form: JP }],
      ["iso-2022-jp, a minus sign", '<input name="a" value="−">', "a=%1B%24B%21%5D%1B%28B", { form: JP }],
      ["iso-2022-jp, a character that it lacks", '<input name="a" value="ü">', "a=%26%23252%3B", { form: JP }],
      [
        "iso-2022-jp, a character that it lacks after Japanese",
        '<input name="a" value="いü">',
        "a=%1B%24B%24%24%1B%28B%26%23252%3B",
        { form: JP },
      ],
      ["iso-2022-jp, an escape character", '<input name="a">', "a=%26%2365533%3B", { form: JP, value: "\u001b" }],
      [
        "iso-2022-jp, _charset_",
        '<input type="hidden" name="_charset_">',
        "_charset_=ISO-2022-JP",
        { form: JP, wpt: undefined },
      ],
    ],
  },
];
