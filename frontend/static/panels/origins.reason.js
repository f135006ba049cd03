/**
 * Why a script of the other site can read an answer or not, from the exchanges on the wire (Fetch, CORS check and
 * CORS-preflight fetch). The wire explains a refused preflight itself, except where it depends on the credentials mode,
 * which no header shows.
 */
import { header } from "../wire/entry.js";

/** @typedef {import("../wire/entry.js").Entry} Entry */

/** Methods, media types and headers that a request can have without a preflight. */
const SIMPLE_METHODS = ["GET", "HEAD", "POST"];
const SIMPLE_TYPES = ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"];
const SIMPLE_HEADERS = ["accept", "accept-language", "content-language"];

/**
 * Explain the trip of a request in one or two sentences.
 * @param {Entry[]} entries
 * @param {FormData} fields of the form
 */
export function explain(entries, fields) {
  const included = fields.get("with") === "include";
  const [first] = entries;
  const last = /** @type {Entry} */ (entries.at(-1));
  const method = String(fields.get("method"));
  if (last.request.method === "OPTIONS") return stopped(last, method, included);
  const before =
    first?.request.method === "OPTIONS"
      ? `The browser asked first, with OPTIONS, and the answer permits the ${method}.`
      : withoutPreflight(method, fields);
  return `${before} ${end(last, fields, included)}`;
}

/** Explain why there is no request after a preflight. @param {Entry} preflight @param {string} method @param {boolean} included */
function stopped(preflight, method, included) {
  const note = preflight._changes.find((change) => change.startsWith("preflight refused: "));
  const reason =
    note?.slice("preflight refused: ".length) ??
    (included ? (withoutPermission(preflight) ?? wildcard(preflight, method)) : null);
  const asked = "The browser asked first, with OPTIONS (the preflight).";
  return reason ? `${asked} It did not send the ${method}: ${reason}. ${remedy(reason, preflight)}` : asked;
}

/** @param {string} method @param {FormData} fields */
function withoutPreflight(method, fields) {
  const names = String(fields.get("header"))
    .split("\n")
    .map((line) => line.split(":", 1)[0]?.trim().toLowerCase() ?? "");
  const simple =
    SIMPLE_METHODS.includes(method) &&
    SIMPLE_TYPES.includes(String(fields.get("type"))) &&
    names.every((name) => !name || SIMPLE_HEADERS.includes(name));
  if (simple)
    return `The browser sent the ${method} without a preflight: every page may send such a request to any site.`;
  if (fields.get("mode") === "no-cors") return `The browser sent the ${method} without a preflight (no-cors).`;
  return `The browser sent the ${method} without a preflight: it remembers an earlier one (Max-Age).`;
}

/** @param {Entry} entry @param {FormData} fields @param {boolean} included */
function end(entry, fields, included) {
  if (fields.get("mode") === "no-cors") return "The answer stays hidden from the script.";
  const reason = hidden(entry, included);
  if (reason) return `The browser hides the answer from the script: ${reason}. ${remedy(reason, entry)}`;
  return "The script can read the answer.";
}

/** The reason that a script may not read an answer; null if it may. @param {Entry} entry @param {boolean} included */
function hidden(entry, included) {
  const allowed = header(entry.response.headers, "access-control-allow-origin")?.trim();
  const origin = header(entry.request.headers, "origin");
  if (allowed === undefined) return "no Access-Control-Allow-Origin";
  if (allowed !== origin && allowed !== "*") return `Access-Control-Allow-Origin is ${allowed}, not ${origin}`;
  return included ? withoutPermission(entry) : null;
}

/** The reason that an answer permits no request with credentials; null if it does. @param {Entry} entry */
function withoutPermission({ request, response }) {
  const value = (/** @type {string} */ name) => header(response.headers, `access-control-allow-${name}`);
  if (value("origin") === "*") return `Access-Control-Allow-Origin is *, not ${header(request.headers, "origin")}`;
  return value("credentials") === "true" ? null : "no Access-Control-Allow-Credentials";
}

/** The list of a preflight that has `*` and lacks a name, as a reason; null if it has none. @param {Entry} entry @param {string} method */
function wildcard({ request, response }, method) {
  const list = (/** @type {import("../wire/entry.js").Pair[]} */ headers, /** @type {string} */ name) =>
    (header(headers, `access-control-${name}`) ?? "").split(/, */).filter(Boolean);
  const methods = [...list(response.headers, "allow-methods"), ...SIMPLE_METHODS];
  const names = list(response.headers, "allow-headers").map((name) => name.toLowerCase());
  const missing = list(request.headers, "request-headers").some((name) => !names.includes(name.toLowerCase()));
  if (methods.includes("*") && !methods.includes(method)) return `${NO_WILDCARD} Access-Control-Allow-Methods`;
  if (names.includes("*") && missing) return `${NO_WILDCARD} Access-Control-Allow-Headers`;
  return null;
}

const NO_WILDCARD = "with credentials, * is not a wildcard in";

/** What to change in the form. @param {string} reason @param {Entry} entry */
function remedy(reason, { request }) {
  const origin = header(request.headers, "origin");
  const [, missing, list] = /^(\S+) is not in Access-Control-(\S+)$/.exec(reason) ?? [];
  if (missing) return `Add ${missing} to ${list}.`;
  if (reason.startsWith("no Access-Control-Allow-Credentials")) return "Choose true in Allow-Credentials.";
  if (reason.includes("wildcard")) return "Write the names instead.";
  return `Write ${origin} into Allow-Origin.`;
}
