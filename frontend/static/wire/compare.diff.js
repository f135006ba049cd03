/** The differences between two trips. Pure functions. */
import { size } from "../shared/text.js";
import { compareBodies } from "./compare.lines.js";
import { pathOf } from "./entry.js";

/**
 * @typedef {import("./entry.js").Entry} Entry
 * @typedef {import("./entry.js").Pair} Pair
 * @typedef {"equal" | "differs" | "first" | "second"} Kind `first` and `second`: only that trip has it
 *
 * @typedef {object} Fact
 * @property {string} name
 * @property {Kind} kind
 * @property {string | null} first its value in the first trip
 * @property {string | null} second
 *
 * @typedef {object} Side the request or the response of two hops
 * @property {Fact[]} main the facts that are always shown
 * @property {Fact[]} headers also the cookies, one by one
 * @property {import("./compare.lines.js").Line[]} body the lines of both bodies; nothing if the bodies are equal
 *
 * @typedef {object} HopPair
 * @property {Entry | null} first
 * @property {Entry | null} second
 * @property {Side | null} request null if only one trip has the hop
 * @property {Side | null} response
 */

/** Headers that differ between any two exchanges. */
const ALWAYS = new Set(["date"]);

/** Whether a fact is a difference that tells something. @param {Fact} fact */
export const matters = ({ name, kind }) => kind !== "equal" && !ALWAYS.has(name.toLowerCase());

/** Compare two trips, hop by hop. @param {Entry[]} first @param {Entry[]} second @returns {HopPair[]} */
export function compareTrips(first, second) {
  return align(first, second).map(([one, other]) => ({
    first: one,
    second: other,
    request: one && other ? requests(one, other) : null,
    response: one && other ? responses(one, other) : null,
  }));
}

/** The names of the differences between two sides. @param {Side} side @returns {string[]} */
export function differences({ main, headers, body }) {
  const names = [...main, ...headers].filter(matters).map(({ name }) => name);
  return body.length ? [...new Set([...names, "Body"])] : names;
}

/**
 * Pair the hops of two trips so that the fewest differ: equal paths belong together, a preflight only to a preflight.
 * @param {Entry[]} first @param {Entry[]} second
 * @returns {[Entry | null, Entry | null][]}
 */
export function align(first, second) {
  const costs = costsOf(first, second);
  const at = (/** @type {number} */ i, /** @type {number} */ j) => costs[i]?.[j] ?? Infinity;
  /** @type {[Entry | null, Entry | null][]} */
  const pairs = [];
  let [i, j] = [0, 0];
  while (i < first.length || j < second.length) {
    const [one = null, other = null] = [first[i], second[j]];
    if (one && other && at(i, j) === at(i + 1, j + 1) + distance(one, other))
      pairs.push([first[i++] ?? null, second[j++] ?? null]);
    else if (one && at(i, j) === at(i + 1, j) + 1) pairs.push([first[i++] ?? null, null]);
    else pairs.push([null, second[j++] ?? null]);
  }
  return pairs;
}

/** The cost of the best pairing of all that follows two positions. @param {Entry[]} first @param {Entry[]} second */
function costsOf(first, second) {
  const costs = Array.from({ length: first.length + 1 }, () => new Array(second.length + 1).fill(0));
  for (let i = first.length; i >= 0; i--) {
    for (let j = second.length; j >= 0; j--) {
      const [one, other] = [first[i], second[j]];
      const ways = [];
      if (one) ways.push((costs[i + 1]?.[j] ?? 0) + 1);
      if (other) ways.push((costs[i]?.[j + 1] ?? 0) + 1);
      if (one && other) ways.push((costs[i + 1]?.[j + 1] ?? 0) + distance(one, other));
      /** @type {number[]} */ (costs[i])[j] = ways.length ? Math.min(...ways) : 0;
    }
  }
  return costs;
}

/** @param {Entry} one @param {Entry} other */
function distance(one, other) {
  if ((one.request.method === "OPTIONS") !== (other.request.method === "OPTIONS")) return 3;
  return pathOf(one) === pathOf(other) ? 0 : 1;
}

/** @param {Entry} one @param {Entry} other @returns {Side} */
function requests(one, other) {
  const changes = [one, other].map(({ _changes }) => _changes.join("\n") || "none");
  const cookies = /^cookie$/i;
  return {
    main: [
      ...(changes.join() === "none,none" ? [] : [fact("Changes by the browser", changes[0], changes[1])]),
      fact("Method", one.request.method, other.request.method),
      fact("Target", pathOf(one), pathOf(other)),
      fact(
        "Body",
        described(one.request.bodySize, one.request.postData?.mimeType),
        described(other.request.bodySize, other.request.postData?.mimeType),
      ),
    ],
    headers: [
      ...facts(one.request.headers, other.request.headers, cookies),
      ...groups("Cookie", sentCookies(one.request.headers), sentCookies(other.request.headers)),
    ],
    body: compareBodies(one, other, "request"),
  };
}

/** @param {Entry} one @param {Entry} other @returns {Side} */
function responses(one, other) {
  const [answer, otherAnswer] = [one.response, other.response];
  return {
    main: [
      fact("Status", statusOf(one), statusOf(other)),
      fact("View", one._endpoint ?? "none", other._endpoint ?? "none"),
      fact(
        "Body",
        described(answer.bodySize, answer.content.mimeType),
        described(otherAnswer.bodySize, otherAnswer.content.mimeType),
      ),
    ],
    headers: [
      ...facts(answer.headers, otherAnswer.headers, /^set-cookie$/i),
      ...groups("Set-Cookie", setCookies(one), setCookies(other)),
    ],
    body: compareBodies(one, other, "response"),
  };
}

/** @param {Entry} entry */
const statusOf = ({ response: { status, statusText }, _outcome }) =>
  `${status ? `${status} ${statusText}`.trim() : "no answer"}${_outcome === "complete" ? "" : `, ${_outcome}`}`;

/** @param {number} length @param {string} [type] */
const described = (length, type = "") => (length > 0 ? `${size(length)}${type ? `, ${type}` : ""}` : "none");

/** @param {string} name @param {string | null} [first] @param {string | null} [second] @returns {Fact} */
function fact(name, first = null, second = null) {
  const kind = first === second ? "equal" : first === null ? "second" : second === null ? "first" : "differs";
  return { name, kind, first, second };
}

/** Compare the headers of two messages without those that match `except`. @param {Pair[]} one @param {Pair[]} other @param {RegExp} except */
function facts(one, other, except) {
  const rest = (/** @type {Pair[]} */ headers) => headers.filter(({ name }) => !except.test(name));
  return groups("", rest(one), rest(other));
}

/**
 * Compare pairs by their names. The values of equal names are one fact.
 * @param {"" | "Cookie" | "Set-Cookie"} prefix of cookies, whose names are case-sensitive @param {Pair[]} one @param {Pair[]} other
 */
function groups(prefix, one, other) {
  const keyOf = (/** @type {string} */ name) => (prefix ? name : name.toLowerCase());
  const [first, second] = [grouped(one, keyOf), grouped(other, keyOf)];
  const names = new Map([...second, ...first].map(([key, { name }]) => [key, name]));
  const order = [...new Set([...first.keys(), ...second.keys()])];
  return order.map((key) => {
    const name = [prefix, names.get(key)].filter(Boolean).join(" ");
    return fact(name, first.get(key)?.values.join("\n"), second.get(key)?.values.join("\n"));
  });
}

/** @param {Pair[]} pairs @param {(name: string) => string} keyOf */
function grouped(pairs, keyOf) {
  /** @type {Map<string, { name: string, values: string[] }>} */
  const groups = new Map();
  for (const { name, value } of pairs) {
    const group = groups.get(keyOf(name)) ?? { name, values: [] };
    group.values.push(value);
    groups.set(keyOf(name), group);
  }
  return groups;
}

/** The cookies of a request, one by one. @param {Pair[]} headers @returns {Pair[]} */
function sentCookies(headers) {
  const cookies = headers
    .filter(({ name }) => name.toLowerCase() === "cookie")
    .flatMap(({ value }) => value.split(/; ?/));
  return cookies.map((cookie) => {
    const [name = "", ...value] = cookie.split("=");
    return { name, value: value.join("=") };
  });
}

/** The Set-Cookie headers of a response, each with the name of its cookie. @param {Entry} entry @returns {Pair[]} */
function setCookies({ response: { headers, cookies } }) {
  const values = headers.filter(({ name }) => name.toLowerCase() === "set-cookie");
  return values.map(({ value }, index) => {
    const { name = "", _refused = null } = cookies[index] ?? {};
    return { name, value: _refused ? `${value}\nrefused: ${_refused}` : value };
  });
}
