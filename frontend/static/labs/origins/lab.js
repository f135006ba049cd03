/**
 * The origins lab: what a page of another site may ask of this one, may read, and what the browser asks first. A
 * case is read from two ends: what its script got, and what arrived: the exchanges of the case on this page's wire.
 */
import { otherOrigin, server } from "../../shared/server.js";
import { header } from "../../wire/entry.js";
import { ASKED } from "./rows.asked.js";
import { FAILS, OPAQUE, READS } from "./rows.js";
import { READ } from "./rows.read.js";
import { TOLD } from "./rows.told.js";

/**
 * @typedef {import("./rows.js").OriginsRow} OriginsRow
 * @typedef {import("../places.js").Places} Places
 * @typedef {import("../../wire/entry.js").Entry} Entry
 * @typedef {{ places: Places, actor: Awaited<ReturnType<Places["page"]>>, tap: Tap }} Stage `actor` is a page of the other site
 */

/** @type {import("../runner.js").Lab} */
export const lab = {
  name: "Origins lab",
  panel: "origins",
  rows: [...READ, ...ASKED, ...TOLD],
  beside: () => true, // each has an address of its own, on the wire too
  async open(places) {
    const actor = await there(places, { stays: true }); // and with it the browser keeps a process for that site
    const tap = new Tap();
    await tap.news();
    return { attempt: (row) => attempt({ places, actor, tap }, row) };
  },
};

/** @param {Stage} stage @param {OriginsRow} row */
async function attempt(stage, row) {
  const { places } = stage;
  const { by = "script", tell = "ending", over } = row;
  const mark = `${row.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}-${places.run}`; // to find it on the wire, for a person too
  const path = row.path ?? (ASKS_FOR_JSON.has(by) ? "/api/lab/origins" : "/lab/origins");
  const way = /** @type {Record<string, string>} */ (over ? { to: "other" } : {});
  const from = by === "framed" || over?.[0] === "there" ? places.other : server;
  const url = places.url(path, { ...row.answer, ...way, case: mark, wire: places.token }, from);
  const jar = row.cookies ? new Jar(places.run) : null;
  try {
    await jar?.fill();
    const got = await DO[by](stage, url, row);
    return TELL[tell](await arrived(stage.tap, mark), got, row);
  } finally {
    if (jar) await places.undisturbed(() => jar.empty());
  }
}

/** What of a case is on the wire, in its order. @param {Tap} tap @param {string} mark @returns {Promise<Entry[]>} */
async function arrived(tap, mark) {
  const own = (await tap.news()).filter((entry) => new URL(entry.request.url).searchParams.get("case") === mark);
  return own.sort((one, other) => one._id - other._id);
}

/** This visitor's wire, without the drawing. */
class Tap {
  #latest = 0;

  /** What is new on it. @returns {Promise<Entry[]>} */
  async news() {
    const { log } = await (await fetch(`/api/wire?after=${this.#latest}`)).json();
    for (const { _id } of log.entries) this.#latest = Math.max(this.#latest, _id);
    return log.entries;
  }
}

/** Two cookies of this site that another site's request may find; the browser forgets them soon in any case. */
class Jar {
  #run;

  /** @param {string} run */
  constructor(run) {
    this.#run = run;
  }

  fill() {
    return this.#set(60);
  }

  empty() {
    return this.#set(0);
  }

  /** @param {number} age */
  async #set(age) {
    const named = (/** @type {string} */ kind) => `lab${this.#run}${kind}=1; Path=/; SameSite=${kind}; Max-Age=${age}`;
    const body = new URLSearchParams([
      ["set", `${named("None")}; Secure`],
      ["set", named("Lax")],
    ]);
    const response = await fetch("/api/lab/cookies", { method: "POST", body, keepalive: true });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
  }
}

const ASKS_FOR_JSON = new Set(["script", "own script", "image"]);

/** A page of the other site, in a frame of this one. @param {Places} places @param {{ stays: boolean }} [options] */
const there = (places, options) => places.page("/lab/actor", places.other, options);

/**
 * Who asks; each gives what came of it: what a script got, or whether a frame showed anything.
 * @typedef {{ error?: string, type?: string, headers?: [string, string][], shown?: boolean }} Got
 * @type {Record<NonNullable<OriginsRow["by"]>, (stage: Stage, url: string, row: OriginsRow) => Promise<Got>>}
 */
const DO = {
  async script({ actor }, url, { ask, times = 1 }) {
    let got = {};
    for (let time = 0; time < times; time++) got = await actor.fetch(url, ask);
    return got;
  },
  async "own script"({ places }, url, { ask }) {
    const { type } = await places.inTime(fetch(url, ask));
    return { type };
  },
  frame: async ({ places }, url) => (await there(places)).frame(url),
  "own frame": async ({ places }, url) => (await places.page(url)).told,
  link: async ({ places }, url) => (await there(places)).link(url),
  image: ({ actor }, url) => actor.load("img", url),
  form: ({ actor }, url) => actor.load("iframe", url, "post"),
  framed: async ({ places }, url) => ({ shown: await places.shows(url, places.other) }),
  "own framed": async ({ places }, url) => ({ shown: await places.shows(url) }),
};

/** What is looked at, and how it is said. @type {Record<NonNullable<OriginsRow["tell"]>, (entries: Entry[], got: Got, row: OriginsRow) => string>} */
const TELL = {
  ending: (entries, got) =>
    `${list(entries.map(({ request }) => request.method)) || "nothing"} arrived, ${ending(got)}`,
  cookies: (entries, got) =>
    [...entries.map((entry) => `${entry.request.method} with ${cookies(entry)}`), ending(got)].join(", "),
  status: (entries) =>
    entries
      .map((entry) => `${entry.request.method} with ${cookies(entry)}, answered with ${entry.response.status}`)
      .join(", "),
  metadata: (entries) => entries.map(metadata).join(", then "),
  origin: (entries) => entries.map((entry) => place(header(entry.request.headers, "origin"))).join(", then "),
  asked: ([entry]) =>
    ["method", "headers"]
      .map((name) => header(entry?.request.headers ?? [], `access-control-request-${name}`))
      .join("; "),
  last: (entries) =>
    `the last PUT ${entries.at(-2)?.request.method === "OPTIONS" ? "had" : "went without"} a preflight`,
  sent: (entries, got, { header: name = "" }) => {
    const [entry] = entries;
    const value = entry && header(entry.request.headers, name.toLowerCase());
    return `${entry?.request.method} ${value ? `with ${name}: ${value}` : `without ${name}`}, ${ending(got)}`;
  },
  read: (_, { headers = [], ...got }, { header: name = "" }) => {
    const value = new Headers(headers).get(name);
    return `${ending(got)}, and ${value === null ? `no ${name}` : `${name}: ${value}`}`;
  },
};

/** @param {Got} got */
function ending({ error, type, shown }) {
  if (shown !== undefined) return shown ? "shown" : "not shown";
  if (error) return FAILS;
  return type === "opaque" ? OPAQUE : READS;
}

/** @param {string[]} words */
const list = (words) => words.join(", ").replace(/, ([^,]*)$/, " and $1");

/** Which cookies of this run came, by what they are: another tab may have some too. @param {Entry} entry */
function cookies({ request }) {
  const run = new URL(request.url).searchParams.get("case")?.slice(-8);
  const came = header(request.headers, "cookie") ?? "";
  const kinds = ["None", "Lax"].filter((kind) => came.includes(`lab${run}${kind}=1`));
  return kinds.map((kind) => `the SameSite=${kind} cookie`).join(" and ") || "no cookie";
}

/** @param {Entry} entry */
const metadata = ({ request }) =>
  ["site", "mode", "dest"].map((name) => header(request.headers, `sec-fetch-${name}`) ?? "nothing").join(", ");

/** @param {string} [origin] */
const place = (origin = "none") =>
  ({ [server]: "this site", [otherOrigin() ?? ""]: "the other site" })[origin] ?? origin;
