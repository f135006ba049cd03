/** The three encodings of names and values: escapes, line breaks and character encodings. */
import { field, MULTIPART, NOTHING, PLAIN, parts, WPT } from "./rules.js";

const TWO = '<input name="a" value="é &amp; +"><input name="b" value="2">';
const LATIN = 'accept-charset="windows-1252"';
const breaks = (/** @type {string} */ value) => `<input type="hidden" name="a" value="${value}">`;

/** @type {import("./rules.js").FormGroup[]} */
export const ENCODED = [
  {
    source: "HTML, URL-encoded form data",
    rule: "Each field is a pair name=value. The pairs are separated by &.",
    cases: [
      ["urlencoded, POST", TWO, "a=%C3%A9+%26+%2B&b=2"],
      ["urlencoded, GET", TWO, "?a=%C3%A9+%26+%2B&b=2", { form: 'method="get"' }],
      ["urlencoded, no fields", "", NOTHING],
      ["urlencoded, its media type", TWO, "application/x-www-form-urlencoded", { look: "type" }],
      [
        "urlencoded, characters that are not escaped",
        '<input name="a" value="Az09*-._">',
        "a=Az09*-._",
        { wpt: "url/urlsearchparams-stringifier.any.js" },
      ],
      ["urlencoded, characters that are escaped", `<input name="a" value="~!'()/:%">`, "a=%7E%21%27%28%29%2F%3A%25"],
      ["urlencoded, a name to escape", '<input name="a&amp;b=c d" value="1">', "a%26b%3Dc+d=1"],
      [
        "urlencoded, an emoji",
        '<input name="a" value="💩">',
        "a=%F0%9F%92%A9",
        { wpt: "url/urlsearchparams-stringifier.any.js" },
      ],
    ],
  },
  {
    source: "HTML, Multipart form data",
    rule: "Each field is a part without a Content-Type. Quotes and line breaks are escaped in names. Nothing is escaped in values.",
    wpt: WPT.parts,
    cases: [
      ["multipart, POST", TWO, parts(field("a", "é & +"), field("b", "2")), { form: MULTIPART }],
      ["multipart, GET", TWO, "?a=%C3%A9+%26+%2B&b=2", { form: `method="get" ${MULTIPART}`, wpt: undefined }],
      [
        "multipart, its media type",
        TWO,
        "multipart/form-data; boundary=B",
        { form: MULTIPART, look: "type", wpt: undefined },
      ],
      [
        "multipart, a quote in the name",
        '<input name="a&quot;b" value="c">',
        parts(field("a%22b", "c")),
        { form: MULTIPART },
      ],
      [
        "multipart, %22 in the name",
        '<input name="a%22b" value="c">',
        parts(field("a%22b", "c")),
        { form: MULTIPART, wpt: undefined },
      ],
      ["multipart, non-ASCII letters", '<input name="áb" value="ç">', parts(field("áb", "ç")), { form: MULTIPART }],
    ],
  },
  {
    source: "HTML, Plain text form data",
    rule: "Each field is a line, and nothing is escaped. A program cannot parse it reliably.",
    cases: [
      ["text/plain, POST", TWO, "a=é & +\r\nb=2\r\n", { form: PLAIN }],
      ["text/plain, GET", TWO, "?a=%C3%A9+%26+%2B&b=2", { form: `method="get" ${PLAIN}` }],
      ["text/plain, its media type", TWO, "text/plain", { form: PLAIN, look: "type" }],
      ["text/plain, a name to escape", '<input name="a=b" value="c=d">', "a=b=c=d\r\n", { form: PLAIN }],
    ],
  },
  {
    source: "HTML, Converting an entry list to a list of name-value pairs",
    rule: "Every kind of line break is sent as \\r\\n.",
    wpt: WPT.pairs,
    cases: [
      ["a line break in a textarea", '<textarea name="a">b&#10;c</textarea>', "a=b%0D%0Ac", { wpt: undefined }],
      ["\\n in a value", breaks("b&#10;c"), "a=b%0D%0Ac"],
      ["\\r in a value", breaks("b&#13;c"), "a=b%0D%0Ac"],
      ["\\r\\n in a value", breaks("b&#13;&#10;c"), "a=b%0D%0Ac"],
      ["\\n\\r in a value", breaks("b&#10;&#13;c"), "a=b%0D%0A%0D%0Ac"],
      ["\\n in a name", '<input name="a&#10;b" value="c">', "a%0D%0Ab=c"],
      [
        "\\n in a name, multipart",
        '<input name="a&#10;b" value="c">',
        parts(field("a%0D%0Ab", "c")),
        { form: MULTIPART, wpt: WPT.parts },
      ],
      [
        "\\n in a value, multipart",
        breaks("b&#10;c"),
        parts(field("a", "b\r\nc")),
        { form: MULTIPART, wpt: WPT.parts },
      ],
      ["\\n in a value, text/plain", breaks("b&#10;c"), "a=b\r\nc\r\n", { form: PLAIN, wpt: undefined }],
    ],
  },
  {
    source: "HTML, Constructing the entry list",
    rule: "A lone surrogate is not a character, and is replaced by U+FFFD.",
    wpt: "html/semantics/forms/form-submission-0/form-data-set-usv.html",
    cases: [
      ["a lone surrogate", '<input name="a">', "a=%EF%BF%BD", { value: "\ud800" }],
      ["a null character", '<input type="hidden" name="a">', "a=b%00c", { value: "b\0c", wpt: WPT.pairs }],
    ],
  },
  {
    source: "HTML, Constructing the entry list",
    rule: "A hidden field named _charset_ sends the name of the encoding.",
    wpt: WPT.charset,
    cases: [
      ["_charset_", '<input type="hidden" name="_charset_">', "_charset_=UTF-8"],
      [
        "_charset_, in another encoding",
        '<input type="hidden" name="_charset_">',
        "_charset_=windows-1252",
        { form: 'accept-charset="iso-8859-1"' },
      ],
      [
        "_charset_, in uppercase",
        '<input type="hidden" name="_CHARSET_">',
        "_CHARSET_=UTF-8",
        { wpt: "html/semantics/forms/the-input-element/hidden-charset-case-sensitive.html" },
      ],
      [
        "_charset_, with a value",
        '<input type="hidden" name="_charset_" value="x">',
        "_charset_=UTF-8",
        { wpt: undefined },
      ],
    ],
  },
  {
    source: "HTML, Selecting a form submission encoding",
    rule: "accept-charset chooses the encoding. A character that the encoding lacks is sent as &#…;.",
    wpt: WPT.pairs,
    cases: [
      ["accept-charset", '<input name="á" value="1">', "%E1=1", { form: LATIN }],
      [
        "accept-charset, a character that it lacks",
        '<input name="aəb" value="c�d">',
        "a%26%23601%3Bb=c%26%2365533%3Bd",
        { form: LATIN },
      ],
      [
        "accept-charset, multipart",
        '<input name="aəb" value="c�d">',
        parts(field("a&#601;b", "c&#65533;d")),
        { form: `${LATIN} ${MULTIPART}`, wpt: WPT.parts },
      ],
      [
        "accept-charset, text/plain",
        '<input name="a" value="☺">',
        "a=&#9786;\r\n",
        { form: `${LATIN} ${PLAIN}`, wpt: WPT.plain },
      ],
      [
        "accept-charset, unknown",
        '<input name="á" value="1">',
        "%C3%A1=1",
        { form: 'accept-charset="nonsense"', wpt: undefined },
      ],
      [
        "accept-charset, UTF-16",
        '<input name="á" value="1">',
        "%C3%A1=1",
        { form: 'accept-charset="utf-16"', wpt: undefined },
      ],
    ],
  },
];
