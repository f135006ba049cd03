/** File controls, with a file and without one. */
import { file, MULTIPART, PLAIN, parts, WPT } from "./rules.js";

const CHOICE = '<input type="file" name="a">';
const EMPTY = "html/semantics/forms/form-submission-0/form-data-set-empty-file.window.js";
const note = (/** @type {string} */ name) => /** @type {[string, string][]} */ ([[name, "text/plain"]]);

/** @type {import("./rules.js").FormGroup[]} */
export const FILES = [
  {
    source: "HTML, Constructing the entry list",
    rule: "A file control without a file is sent too, as an empty file without a name.",
    wpt: EMPTY,
    cases: [
      ["no file, multipart", CHOICE, parts(file("a", "", "application/octet-stream", "")), { form: MULTIPART }],
      ["no file, urlencoded", CHOICE, "a=", { wpt: undefined }],
      ["no file, text/plain", CHOICE, "a=\r\n", { form: PLAIN, wpt: undefined }],
      ["no file, GET", CHOICE, "?a=", { form: 'method="get"', wpt: undefined }],
    ],
  },
  {
    source: "HTML, Multipart form data",
    rule: "A file is a part with its name, its type and its bytes.",
    wpt: WPT.parts,
    cases: [
      ["a file, multipart", CHOICE, parts(file("a", "note.txt")), { form: MULTIPART, files: note("note.txt") }],
      [
        "two files, multipart",
        '<input type="file" name="a" multiple>',
        parts(file("a", "b.txt"), file("a", "c.txt")),
        { form: MULTIPART, files: [...note("b.txt"), ...note("c.txt")], wpt: undefined },
      ],
      [
        "a file of an unknown type",
        CHOICE,
        parts(file("a", "b.qqq", "application/octet-stream")),
        { form: MULTIPART, files: [["b.qqq"]], wpt: undefined },
      ],
      ["a non-ASCII file name", CHOICE, parts(file("a", "ə.txt")), { form: MULTIPART, files: note("ə.txt") }],
      ["a file name with a quote", CHOICE, parts(file("a", "b%22c")), { form: MULTIPART, files: note('b"c') }],
      ["a file name with \\n", CHOICE, parts(file("a", "b%0Ac")), { form: MULTIPART, files: note("b\nc") }],
      [
        "a file name with a character that the encoding lacks",
        CHOICE,
        parts(file("a", "&#128169;")),
        { form: `accept-charset="windows-1252" ${MULTIPART}`, files: note("💩") },
      ],
    ],
  },
  {
    source: "HTML, Converting an entry list to a list of name-value pairs",
    rule: "Only multipart sends the content of a file. The other encodings send its name.",
    cases: [
      ["a file, urlencoded", CHOICE, "a=note.txt", { files: note("note.txt"), wpt: WPT.pairs }],
      ["a file, text/plain", CHOICE, "a=note.txt\r\n", { form: PLAIN, files: note("note.txt"), wpt: WPT.plain }],
      ["a file, GET", CHOICE, "?a=note.txt", { form: `method="get" ${MULTIPART}`, files: note("note.txt") }],
      ["a file name with \\n, urlencoded", CHOICE, "a=b%0D%0Ac", { files: note("b\nc"), wpt: WPT.pairs }],
      [
        "a file name with \\n, text/plain",
        CHOICE,
        "a=b\r\nc\r\n",
        { form: PLAIN, files: note("b\nc"), wpt: WPT.plain },
      ],
    ],
  },
];
