/**
 * The origins lab: the requests that a page of another site may send here, the answers that it may read, and the
 * preflights that the browser sends first. A case looks at both ends: the result in the page, and the exchanges on the wire.
 */
import { otherOrigin, server } from "../../shared/server.js";
import { header } from "../../wire/entry.js";
import { rowsOf } from "../rows.js";
import { setCookies } from "../set-cookies.js";
import { LOAD_LOOK, send } from "./loads.js";
import { Recording } from "./recording.js";
import { ALLOWED_VALUES } from "./rows.allowed.js";
import { HEADERS } from "./rows.headers.js";
import { LOADS } from "./rows.loads.js";
import { PREFLIGHTS } from "./rows.preflights.js";
import { READ } from "./rows.read.js";
import { REFERRER } from "./rows.referrer.js";
import { SIGNALS } from "./rows.signals.js";
import { FAILS, OPAQUE, READS, row } from "./rules.js";

/**
 * @typedef {import("./rules.js").OriginsRow} OriginsRow
 * @typedef {import("../contexts.js").Contexts} Contexts
 * @typedef {import("../../wire/entry.js").Entry} Entry
 * @typedef {{ contexts: Contexts, stranger: import("../remote-page.js").RemotePage, recording: Recording }} Scene `stranger` is a page of the other site
 */

/** @type {import("../runner.js").Lab} */
export const lab = {
  name: "Origins lab",
  popup: true,
  // The wire keeps 200 exchanges: the rows with preflights and redirects, which people look up there, come last.
  rows: [...ALLOWED_VALUES, ...HEADERS, ...LOADS, ...REFERRER, ...rowsOf([...READ, ...PREFLIGHTS, ...SIGNALS], row)],
  parallel: ({ popup }) => !popup, // every case has its own URL, also on the wire
  async open(contexts) {
    const stranger = await elsewhere(contexts, { stays: true }); // while it is open, the browser keeps a process for that site
    const recording = Recording.open();
    const scene = { contexts, stranger, recording };
    return {
      attempt: (row) => (row.by === "page" ? attemptLoad(scene, row) : attempt(scene, row)),
      close: () => recording.close(),
    };
  },
};

/** @param {Scene} scene @param {OriginsRow} row */
async function attempt(scene, row) {
  const { contexts } = scene;
  const { by = "script", look = "end", over } = row;
  const mark = `${row.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}-${contexts.run}`; // in the URL: the test and a person find the case on the wire
  const path = row.path ?? (JSON_TWIN.has(by) ? "/api/lab/origins" : "/lab/origins");
  const way = /** @type {Record<string, string>} */ (over ? { to: "other" } : {});
  const from = by === "framed" || over?.[0] === "other" ? contexts.other : server;
  const url = contexts.url(path, { ...row.answer, ...way, case: mark, lab: "origins", wire: contexts.token }, from);
  const jar = row.cookies ? new Jar(contexts.run) : null;
  try {
    await jar?.fill();
    const result = await SEND[by](scene, url, row);
    return LOOK[look](await scene.recording.arrived(mark), result, row);
  } finally {
    contexts.mark = mark;
    if (jar) await contexts.deadline.despiteStop(() => jar.empty());
  }
}

const COOKIES = "/api/lab/cookies?lab=origins";

/** Two cookies of this site, one with SameSite=None and one with SameSite=Lax. They expire after a minute. */
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
  #set(age) {
    const name = `lab${this.#run}`;
    const lifetime = `Path=/; Max-Age=${age}`;
    return setCookies(
      [`${name}None=1; SameSite=None; Secure; ${lifetime}`, `${name}Lax=1; SameSite=Lax; ${lifetime}`],
      COOKIES,
    );
  }
}

/** @typedef {import("./loads.js").LoadRow} LoadRow */

/** Let a page of its own make the request of a case. @param {Scene} scene @param {LoadRow} row */
async function attemptLoad({ contexts, recording }, row) {
  const mark = `${row.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}-${contexts.run}`;
  const url = contexts.url(row.path, { ...row.answer, case: mark, wire: contexts.token });
  await send(contexts, url, row);
  contexts.mark = mark;
  let entries = await recording.arrived(mark);
  for (let look = 0; !entries.length && look < LOOKS; look++) {
    await new Promise((done) => setTimeout(done, 50)); // the browser does not say when it has sent some requests
    entries = await recording.arrived(mark);
  }
  const [entry] = entries;
  if (!entry) return "nothing arrived";
  return row.look === "metadata" ? metadata(entry) : LOAD_LOOK[row.look](entry, row, contexts);
}

/** How often the wire is read for a request that has not arrived yet. */
const LOOKS = 30;

const JSON_TWIN = new Set(["script", "own script", "image"]);

/** A page of the other site, in a frame of this page. @param {Contexts} contexts @param {{ stays: boolean }} [options] */
const elsewhere = (contexts, options) => contexts.page("/lab/actor", contexts.other, options);

/**
 * The ways to send a request. Each gives the result in the page: the answer that a script got, or whether a frame was shown.
 * @typedef {{ error?: string, type?: string, headers?: [string, string][], shown?: boolean }} Result
 * @type {Record<import("./rules.js").Sender, (scene: Scene, url: string, row: OriginsRow) => Promise<Result>>}
 */
const SEND = {
  async script({ stranger }, url, { ask, times = 1 }) {
    let result = {};
    for (let time = 0; time < times; time++) result = await stranger.fetch(url, ask);
    return result;
  },
  async "own script"({ contexts }, url, { ask }) {
    const { type } = await contexts.deadline.within(fetch(url, ask));
    return { type };
  },
  frame: async ({ contexts }, url) => (await elsewhere(contexts)).frame(url),
  "own frame": async ({ contexts }, url) => (await contexts.page(url)).report,
  link: async ({ contexts }, url) => (await elsewhere(contexts)).link(url),
  image: ({ stranger }, url) => stranger.load("img", url),
  form: ({ stranger }, url) => stranger.load("iframe", url, "post"),
  framed: async ({ contexts }, url) => ({ shown: await contexts.shows(url, contexts.other) }),
  "own framed": async ({ contexts }, url) => ({ shown: await contexts.shows(url) }),
};

/**
 * The ways to look at a case: each gives its outcome in words.
 * @type {Record<import("./rules.js").Look, (entries: Entry[], result: Result, row: OriginsRow) => string>}
 */
const LOOK = {
  end: (entries, result) =>
    `${list(entries.map(({ request }) => request.method)) || "nothing"} arrived, ${endOf(result)}`,
  cookies: (entries, result) =>
    [...entries.map((entry) => `${entry.request.method} with ${cookies(entry)}`), endOf(result)].join(", "),
  status: (entries) =>
    entries
      .map((entry) => `${entry.request.method} with ${cookies(entry)}, answered with ${entry.response.status}`)
      .join(", "),
  metadata: (entries) => entries.map(metadata).join(", then "),
  origin: (entries) => entries.map((entry) => siteOf(header(entry.request.headers, "origin"))).join(", then "),
  announced: ([entry]) =>
    ["method", "headers"]
      .map((name) => header(entry?.request.headers ?? [], `access-control-request-${name}`))
      .join("; "),
  last: (entries) =>
    `the last PUT ${entries.at(-2)?.request.method === "OPTIONS" ? "had" : "went without"} a preflight`,
  sent: (entries, result, { header: name = "" }) => {
    const [entry] = entries;
    const value = entry && header(entry.request.headers, name.toLowerCase());
    return `${entry?.request.method} ${value ? `with ${name}: ${value}` : `without ${name}`}, ${endOf(result)}`;
  },
  read: (_, { headers = [], ...result }, { header: name = "" }) => {
    const value = new Headers(headers).get(name);
    return `${endOf(result)}, and ${value === null ? `no ${name}` : `${name}: ${value}`}`;
  },
};

/** @param {Result} result */
function endOf({ error, type, shown }) {
  if (shown !== undefined) return shown ? "shown" : "not shown";
  if (error) return FAILS;
  return type === "opaque" ? OPAQUE : READS;
}

/** @param {string[]} words */
const list = (words) => words.join(", ").replace(/, ([^,]*)$/, " and $1");

/** The cookies of this run in a request. Another tab may have set others. @param {Entry} entry */
function cookies({ request }) {
  const run = new URL(request.url).searchParams.get("case")?.slice(-8);
  const cookie = header(request.headers, "cookie") ?? "";
  const kinds = ["None", "Lax"].filter((kind) => cookie.includes(`lab${run}${kind}=1`));
  return kinds.map((kind) => `the SameSite=${kind} cookie`).join(" and ") || "no cookie";
}

/** @param {Entry} entry */
const metadata = ({ request }) =>
  ["site", "mode", "dest"].map((name) => header(request.headers, `sec-fetch-${name}`) ?? "nothing").join(", ");

/** @param {string} [origin] */
const siteOf = (origin = "none") =>
  ({ [server]: "this site", [otherOrigin() ?? ""]: "the other site" })[origin] ?? origin;
