/** A trip as a `curl` command, built from the recorded request. */
import { boundaryOf, parts, toText } from "../bytes.js";
import { isRedirect } from "../entry.js";
import { base64, body, conditionalHeaders, cookiesOf, remarks } from "./recorded.js";

/**
 * @typedef {import("../entry.js").Entry} Entry
 * @typedef {import("../bytes.js").Part} Part
 */

const PAIRS = "application/x-www-form-urlencoded";

/**
 * Return a trip as shell commands. One `curl` follows the redirects if it does so in the same way as the browser.
 * @param {Entry[]} trip
 * @returns {string}
 */
export function curl(trip) {
  const [first] = trip;
  if (!first) return "";
  const follow = trip.length > 1 && followsAlike(trip);
  const lines = remarks(trip).map((remark) => `# ${remark}`);
  for (const entry of follow ? [first] : trip) lines.push(...command(entry, follow, trip.length > 1));
  return `${lines.join("\n")}\n`;
}

/** Whether curl's `--location` changes the method at each hop as the browser did. @param {Entry[]} trip */
function followsAlike(trip) {
  const common = ["GET", "POST", "HEAD"].includes(trip[0]?.request.method ?? "");
  const ended = !isRedirect(trip.at(-1)?.response.status ?? 0);
  return ended && (common || trip.every((entry) => entry.request.method === trip[0]?.request.method));
}

/**
 * @param {Entry} entry
 * @param {boolean} follow
 * @param {boolean} several whether the command needs the cookies of other hops
 * @returns {string[]} lines of a shell script
 */
function command(entry, follow, several) {
  const { method, url } = entry.request;
  const { files, options } = data(entry);
  const words = ["curl --silent --show-error --include"];
  const implied = options.length ? "POST" : "GET";
  if (method === "HEAD") words.push("--head");
  else if (method !== implied) words.push(`--request ${method}`);
  if (follow) words.push("--location --max-redirs 20");
  if (several) words.push(follow ? "--cookie-jar /dev/null" : "--cookie-jar jar.txt --cookie jar.txt");
  for (const { name, value } of conditionalHeaders(entry)) words.push(`--header ${quote(`${name}: ${value}`)}`);
  const cookies = cookiesOf(entry);
  if (cookies.length) words.push(`--cookie ${quote(cookies.join("; "))}`);
  return [...files, [...words, ...options, quote(url)].join(" \\\n  ")];
}

/**
 * Return the body as curl's options, and the commands that write the files to send.
 * @param {Entry} entry
 * @returns {{ files: string[], options: string[] }}
 */
function data(entry) {
  const { bytes, type } = body(entry);
  // `--request POST` makes curl send POST after each redirect too.
  if (!bytes.length) return { files: [], options: entry.request.method === "POST" ? ["--data ''"] : [] };
  const boundary = boundaryOf(type);
  const all = boundary ? parts(bytes, boundary) : [];
  if (all.length && all.every(expressible)) return form(all);
  const options = type === PAIRS ? [] : [`--header ${quote(`Content-Type: ${type}`)}`];
  const text = toText(bytes);
  if (text !== null) return { files: [], options: [...options, `--data-raw ${quote(text)}`] };
  return { files: [write("body.bin", bytes)], options: [...options, "--data-binary @body.bin"] };
}

/** Whether curl's `--form` can send a part: a name cannot contain `=`, and binary data needs a file name. @param {Part} part */
const expressible = ({ name, filename, body }) =>
  !!name && !name.includes("=") && (filename !== null || toText(body) !== null);

/** @param {Part[]} all */
function form(all) {
  const files = [];
  const options = [];
  for (const [index, part] of all.entries()) {
    if (part.filename === null) {
      options.push(`--form-string ${quote(`${part.name}=${toText(part.body)}`)}`);
      continue;
    }
    const file = `part${index + 1}`;
    files.push(write(file, part.body));
    const filename = `filename="${part.filename.replace(/[\\"]/g, "\\$&")}"`;
    options.push(`--form ${quote(`${part.name}=@${file};${filename}${part.type ? `;type=${part.type}` : ""}`)}`);
  }
  return { files, options };
}

/** @param {string} file @param {Uint8Array} bytes */
const write = (file, bytes) => `base64 --decode > ${file} <<'END'\n${base64(bytes).join("\n")}\nEND`;

/** Quote a word for the shell (POSIX, section 2.2.2). @param {string} text */
const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
