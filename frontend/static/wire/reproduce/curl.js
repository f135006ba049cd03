/** A trip as a `curl` command, built from the recorded request. Nothing in the request is a command or the name of a file. */
import { latin1 } from "../bytes.js";
import { isRedirect } from "../entry.js";
import { form } from "./form.js";
import { base64, remarks, sent } from "./recorded.js";
import { word, write } from "./shell.js";

/**
 * @typedef {import("../entry.js").Entry} Entry
 * @typedef {import("./recorded.js").Sent} Sent
 * @typedef {{ files: string[], options: string[] }} Data commands that write the files to send, and options of curl
 */

const PAIRS = "application/x-www-form-urlencoded";

/**
 * Return a trip as shell commands. One `curl` follows the redirects if it does so in the same way as the browser.
 * @param {Entry[]} trip
 * @returns {string}
 */
export function curl(trip) {
  const requests = trip.map(sent);
  const [first] = requests;
  if (!first) return "";
  const follow = requests.length > 1 && !isOdd(first.target) && followsAlike(trip);
  const lines = remarks(trip).map((remark) => `# ${remark}`);
  for (const request of follow ? [first] : requests) lines.push(...command(request, follow, requests.length > 1));
  return `${lines.join("\n")}\n`;
}

/** Whether curl's `--location` changes the method at each hop as the browser did. @param {Entry[]} trip */
function followsAlike(trip) {
  const common = ["GET", "POST", "HEAD"].includes(trip[0]?.request.method ?? "");
  const ended = !isRedirect(trip.at(-1)?.response.status ?? 0);
  return ended && (common || trip.every((entry) => entry.request.method === trip[0]?.request.method));
}

/** Whether curl would change a target in a URL, or is not sure to keep it. @param {string} target */
const isOdd = (target) => !/^\/[!-~]*$/.test(target) || /[#\\]/.test(target);

/**
 * @param {Sent} request
 * @param {boolean} follow
 * @param {boolean} several whether the command needs the cookies of other hops
 * @returns {string[]} lines of a shell script
 */
function command(request, follow, several) {
  const { origin, target } = request;
  const { files, options } = data(request);
  const words = ["curl --silent --show-error --include --globoff", ...method(request, options.length > 0)];
  if (follow) words.push("--location --max-redirs 20");
  if (several) words.push(follow ? "--cookie-jar /dev/null" : "--cookie-jar jar.txt --cookie jar.txt");
  words.push(...request.headers.map(({ name, value }) => header(name, value)), ...cookies(request), ...options);
  if (isOdd(target)) words.push(`--request-target ${word(target)}`, word(`${origin}/`));
  else words.push(...(/\/(?:\.|%2e)/i.test(target) ? ["--path-as-is"] : []), word(origin + target));
  return [...files, words.join(" \\\n  ")];
}

/** @param {Sent} request @param {boolean} posts whether an option makes curl send POST */
function method({ method, body }, posts) {
  if (method === "HEAD" && body.length) {
    // `--head` allows no body, and without it curl waits for the body of the answer until the connection closes.
    return ["--request 'HEAD' --header 'Connection: close' --ignore-content-length"];
  }
  if (method === "HEAD") return ["--head"];
  return method === (posts ? "POST" : "GET") ? [] : [`--request ${word(method)}`];
}

/** Write a header. curl removes one that ends in a colon, and sends it without a value if it ends in a semicolon. */
const header = (/** @type {string} */ name, /** @type {string} */ value) =>
  `--header ${word(value ? `${name}: ${value}` : `${name};`)}`;

/** Write the cookies. `--cookie` reads a file if its value begins with `@` or has no `=`. @param {Sent} request */
function cookies({ cookies }) {
  const [only = ""] = cookies;
  if (cookies.length === 1 && /^[^@]*=/.test(only)) return [`--cookie ${word(only)}`];
  return cookies.map((value) => header("Cookie", value));
}

/** Return the body of a request. @param {Sent} request @returns {Data} */
function data({ method, type, body }) {
  // `--request POST` makes curl send POST after each redirect too.
  if (!body.length && method !== "POST") return { files: [], options: [] };
  const parts = form(type, body);
  if (parts) return parts;
  const options = type === PAIRS ? [] : [type ? header("Content-Type", type) : "--header 'Content-Type:'"];
  const text = word(latin1(body), { inline: true });
  if (text) return { files: [], options: [...options, `--data-raw ${text}`] };
  return { files: [write("body.bin", base64(body))], options: [...options, "--data-binary @body.bin"] };
}
