/** A use of a form as a test in the browser, as a person writes it with pytest-playwright. */
import { label } from "../diagram.js";
import { header, isRedirect } from "../entry.js";
import { areKept, jar } from "./pytest.js";
import { bodyLines, inQuotes, slug, string } from "./python.js";
import { sent } from "./recorded.js";

/**
 * @typedef {import("../entry.js").Entry} Entry
 *
 * @typedef {object} Target a control as Playwright finds it
 * @property {string} by `label`, or a role such as `button`
 * @property {string} name
 * @property {boolean} exact whether the name is a part of another name in the panel
 *
 * @typedef {object} Attached a chosen file
 * @property {string} name
 * @property {string} type
 * @property {number} size in bytes
 * @property {Uint8Array | null} bytes its content; null for a long file
 *
 * @typedef {Target & { fill?: string, secret?: boolean, check?: boolean, select?: string[], files?: Attached[] }} Field
 *   a control with the value that it got; the value of a secret is not here
 *
 * @typedef {object} Form what a visitor did in a panel
 * @property {string} panel its heading, such as `Login`
 * @property {string} address of the page with this panel
 * @property {"page" | "fetch"} as
 * @property {Field[]} fields those that the visitor changed, in their order
 * @property {Target} button
 * @property {string | null} user who was logged in
 *
 * @typedef {object} Shown what the panel then shows
 * @property {string} url the final one; empty until the answer has arrived
 * @property {string | null} heading of the page in the stage
 * @property {string | null} text of a page without a heading
 */

/** Names that a file can have in the folder of a test: nothing that leads out of it, nothing that nobody sees. */
const PLAIN_NAME = /^(?!\.{1,2}$)[^/\\\p{C}]{1,80}$/u;

/** Hops that are written one below the other; more are a list. */
const FEW = 3;

/**
 * Return a use of a panel as a complete test.
 * @param {Entry[]} trip
 * @param {Form} form
 * @param {Shown} shown
 * @returns {string}
 */
export function browser(trip, form, shown) {
  const [first] = trip;
  if (!first) return "";
  const panel = slug(form.panel);
  const login = panel !== "login" && form.user !== null && hasSession(first) ? form.user : null;
  const lines = [
    ...cookies(sent(first)),
    ...(login === null ? [] : loggedIn(form, login)),
    `page.goto(${string(form.address)})`,
    `${panel} = page.get_by_role("region", name=${string(form.panel)})`,
    ...(form.as === "fetch" ? [`${panel}.get_by_role("radio", name="Fetch").check()`] : []),
    ...form.fields.flatMap((field) => fill(panel, field)),
    ...press(panel, form, first),
    "",
    ...wire(trip, login !== null),
    ...arrived(panel, form, shown, trip),
  ];
  return [
    `"""${inQuotes(`${form.panel}: ${form.button.name}`)}, recorded by Roundtrip."""`,
    "",
    ...imports(lines),
    "",
    "",
    `def test_${slug(`${form.panel} ${form.button.name}`)}(page: Page${has(lines, "tmp_path") ? ", tmp_path: Path" : ""}) -> None:`,
    ...[...remarks(lines), ...lines].map((line) => (line ? `    ${line}` : "")),
    "",
  ].join("\n");
}

/** Explain what a person has to add. @param {string[]} lines @returns {string[]} */
function remarks(lines) {
  const names = new Set(lines.flatMap((line) => /os\.environ\["(\w+)"\]\)$/.exec(line)?.[1] ?? []));
  return [...names].map((name) => `# This does not contain what you typed as ${name}: set it in the environment.`);
}

/** Whether code, not a text in quotes, uses a name. @param {string[]} lines @param {string} name */
const has = (lines, name) => lines.some((line) => line.replace(/"(?:[^"\\]|\\.)*"/g, '""').includes(name));

/** @param {string[]} lines @returns {string[]} */
function imports(lines) {
  const standard = [
    ...(has(lines, "os.environ") ? ["import os"] : []),
    ...(has(lines, "b64decode(") ? ["from base64 import b64decode"] : []),
    ...(has(lines, "tmp_path") ? ["from pathlib import Path"] : []),
  ];
  return [...standard, ...(standard.length ? [""] : []), "from playwright.sync_api import Page, expect"];
}

/** Add the cookies that the browser sent, where it can be done. @param {import("./recorded.js").Sent} request @returns {string[]} */
const cookies = (request) =>
  areKept(request.cookies) ? jar(request) : ["# This does not send your cookies, which Playwright would change."];

/** Whether a request had a session cookie, which is a secret. @param {Entry} entry */
const hasSession = ({ request }) => /(?:^|;)\s*session\s*=/.test(header(request.headers, "cookie") ?? "");

/** Log in first, as the visitor had done. @param {Form} form @param {string} user @returns {string[]} */
function loggedIn({ address }, user) {
  return [
    `page.goto(${string(address.replace(/#.*/, "#login"))})`,
    'login = page.get_by_role("region", name="Login")',
    `login.get_by_label("Username").fill(${string(user)})`,
    'login.get_by_label("Password").fill(os.environ["PASSWORD"])',
    'login.get_by_role("button", name="Log in").click()',
    `expect(page.get_by_role("status", name="Login")).to_have_text(${string(`Logged in as ${user}`)})`,
    "",
  ];
}

/** @param {string} panel @param {Target} target */
const find = (panel, { by, name, exact }) =>
  `${panel}.${by === "label" ? "get_by_label(" : `get_by_role("${by}", name=`}${string(name)}${exact ? ", exact=True" : ""})`;

/** Give a control its value. @param {string} panel @param {Field} field @returns {string[]} */
function fill(panel, field) {
  const control = find(panel, field);
  if (field.files) return attach(control, field.files);
  if (field.secret) return [`${control}.fill(os.environ[${string(variable(field.name))}])`];
  if (field.check !== undefined) return [`${control}.${field.check ? "check" : "uncheck"}()`];
  if (field.select) {
    const options = field.select.map(string);
    return [`${control}.select_option(${options.length === 1 ? options[0] : `[${options.join(", ")}]`})`];
  }
  return [`${control}.fill(${string(field.fill ?? "")})`];
}

/** Return the name of the environment variable for a secret, such as `PASSWORD`. @param {string} name */
const variable = (name) => slug(name).toUpperCase();

/** Choose files: from the folder of the test if they can be there under their names. @param {string} control @param {Attached[]} files */
function attach(control, files) {
  const names = new Set(files.map(({ name }) => name));
  const plain = names.size === files.length && files.every(({ name }) => PLAIN_NAME.test(name));
  if (!plain) {
    const payloads = files.flatMap((file) => indented(payload(file)));
    return [`${control}.set_input_files([`, ...payloads, "])"];
  }
  const paths = files.map(({ name }) => `tmp_path / ${string(name)}`);
  if (files.length === 1) return [`file = ${paths[0]}`, ...write("file", files[0]), `${control}.set_input_files(file)`];
  const written = files.flatMap((file, at) => write(`files[${at}]`, file));
  return ["files = [", ...paths.map((path) => `    ${path},`), "]", ...written, `${control}.set_input_files(files)`];
}

/** @param {string} variable @param {Attached | undefined} file */
function write(variable, file) {
  const [first = "", ...more] = file ? content(file) : [];
  const remark = file?.bytes ? "" : "  # as long as your file, but zeros";
  return `${variable}.write_bytes(${[first, ...more].join("\n")})${remark}`.split("\n");
}

/** Write a file whose name cannot be in the folder of a test. @param {Attached} file */
function payload(file) {
  const [first = "", ...more] = content(file);
  const text = `{"name": ${string(file.name)}, "mimeType": ${string(file.type)}, "buffer": ${[first, ...more].join("\n")}},`;
  return text.split("\n");
}

/** Write the bytes of a file; those of a long one are zeros. @param {Attached} file @returns {string[]} */
function content({ bytes, size }) {
  if (!bytes) return [`bytes(${size})`];
  if (!bytes.length) return ['b""'];
  const [first = "", ...more] = bodyLines(bytes);
  return more.length ? [first, ...more] : [`${first}.encode()`];
}

/** @param {string[]} lines */
const indented = (lines) => lines.map((line) => `    ${line}`);

/** Press the button; twice if the answer was that the browser has the file. @param {string} panel @param {Form} form @param {Entry} entry */
function press(panel, { button }, { response }) {
  const click = `${find(panel, button)}.click()`;
  if (response.status !== 304) return [click];
  return [click, `expect(${panel}.get_by_role("status", name="Final URL")).not_to_be_empty()`, click];
}

/** Expect each hop on the wire. @param {Entry[]} trip @param {boolean} login whether the wire has a login, too @returns {string[]} */
function wire(trip, login) {
  const before = login ? ["POST /login 303 See Other", "GET /session 200 OK"] : [];
  const names = trip.map(label);
  const all = [...before, ...names];
  const counts = [...new Set(names)].map((name) => ({ name, count: all.filter((other) => other === name).length }));
  const once = counts.filter(({ count }) => count === 1).map(({ name }) => string(name));
  const first = trip.at(-1)?.response.status === 304 ? ".first" : ""; // it was pressed twice, and both can be a 304
  const visible = (/** @type {string} */ name) =>
    `expect(wire.get_by_role("button", name=${name}, exact=True)${first}).to_be_visible()`;
  return [
    'wire = page.get_by_role("complementary", name="Wire")',
    ...(once.length > FEW
      ? ["for hop in [", ...once.map((name) => `    ${name},`), "]:", `    ${visible("hop")}`]
      : once.map(visible)),
    ...counts
      .filter(({ count }) => count > 1)
      .map(
        ({ name, count }) =>
          `expect(wire.get_by_role("button", name=${string(name)}, exact=True)).to_have_count(${count})`,
      ),
  ];
}

/** Expect the final address; its query can contain a secret, or a token that is another one each time. @param {string} url @param {Form} form */
function end(url, { fields }) {
  const secret = url.includes("?") && (fields.some((field) => field.secret) || /[?&]wire=/.test(url));
  return secret ? `to_contain_text(${string(url.replace(/\?.*/s, ""))})` : `to_have_text(${string(url)})`;
}

/** Expect what the panel shows. @param {string} panel @param {Form} form @param {Shown} shown @param {Entry[]} trip @returns {string[]} */
function arrived(panel, form, { url, heading, text }, trip) {
  const last = trip.at(-1)?.response;
  const lines = url ? [`expect(${panel}.get_by_role("status", name="Final URL")).${end(url, form)}`] : [];
  if (form.as === "fetch") {
    if (!last?.status || isRedirect(last.status)) return lines;
    const result = `${panel}.get_by_role("tabpanel", name="Result")`;
    return [...lines, `expect(${result}).to_contain_text(${string(`${last.status} ${last.statusText}`.trim())})`];
  }
  if (heading === null && text === null) return lines;
  const part = heading === null ? 'locator("body")' : 'get_by_role("heading", level=1)';
  return [
    ...lines,
    `stage = ${panel}.get_by_title(${string(`${form.panel} stage`)}).content_frame`,
    `expect(stage.${part}).to_have_text(${string(heading ?? text ?? "")})`,
  ];
}
