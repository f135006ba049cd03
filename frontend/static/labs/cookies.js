/**
 * The cookie lab: each row sets cookies, asks for them, and says what came back, as RFC 6265bis has it. The cookie is
 * called `lab` here; each case of each run has a name of its own, that begins with it.
 */
import { ROWS } from "./cookies.rows.js";

/**
 * @typedef {object} Try how a case is done; all but `set` may be left out
 * @property {string | string[]} set Set-Cookie values, in their order; `{4096}` fills up to so many bytes
 * @property {"response" | "script" | "cross-site"} [by] who sets it: a response, `document.cookie`, a response to the other site's script
 * @property {string} [then] what a script sets afterwards
 * @property {string} [at] the path that sets it
 * @property {string} [ask] the path that is asked for what came back
 * @property {keyof typeof ASK} [from] where that request comes from
 * @property {number} [wait] milliseconds in between
 *
 * @typedef {import("./runner.js").Row & Try} CookieRow
 * @typedef {import("./places.js").Places} Places
 */

const HOME = "/api/lab/cookies";
/** A page in a folder: its default-path is `/api/lab/cookies/a`. */
const PAGE = `${HOME}/a/b`;

/** @type {import("./runner.js").Lab} */
export const lab = {
  name: "Cookie lab",
  panel: "cookies",
  popup: true,
  rows: ROWS,
  async open(places) {
    return { attempt: (row, index) => attempt(places, row, index) };
  },
};

/** @param {Places} places @param {CookieRow} row @param {number} index */
async function attempt(places, row, index) {
  const name = `lab${places.run}n${index}z`;
  const own = (/** @type {string} */ text) =>
    padded(text.replaceAll("{other}", new URL(places.other).hostname).replaceAll("{host}", location.hostname), name);
  const headers = [row.set].flat().map(own);
  const { by = "response", at = PAGE, ask = PAGE, from = "a script", wait = 0 } = row;
  try {
    await SET[by](places, headers, at);
    if (row.then) document.cookie = own(row.then);
    await new Promise((done) => setTimeout(done, wait));
    return cameBack(await ASK[from](places, ask), name);
  } finally {
    await remove(places, headers, by, at);
  }
}

/** Take them away in the way that they came, as the last word on their age. @param {Places} places @param {string[]} headers @param {keyof typeof SET} by @param {string} at */
async function remove(places, headers, by, at) {
  const over = headers.map((each) => `${each}; Max-Age=0`);
  await SET[by](places, over, at);
  if (by === "response") for (const each of over) document.cookie = each;
}

/** How a cookie is set. */
const SET = {
  /** @param {Places} places @param {string[]} headers @param {string} at */
  async response(places, headers, at) {
    const body = new URLSearchParams(headers.map((each) => ["set", each]));
    const response = await fetch(places.url(at), { method: "POST", body, keepalive: true });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
  },
  /** @param {Places} _ @param {string[]} headers */
  async script(_, headers) {
    for (const each of headers) document.cookie = each;
  },
  /** @param {Places} places @param {string[]} headers @param {string} at */
  async "cross-site"(places, headers, at) {
    const page = await elsewhere(places);
    const body = new URLSearchParams(headers.map((each) => ["set", each]));
    await page.fetch(places.url(at), { method: "POST", body, credentials: "include" });
  },
};

/** Where the request comes from that shows which cookies a browser sends; each gives its Cookie header. */
const ASK = {
  /** @param {Places} places @param {string} path */
  "a script": async (places, path) => (await (await fetch(places.url(path))).json()).cookie,
  "document.cookie": async () => document.cookie,
  /** @param {Places} places */
  "a frame": async (places) => (await places.page("/lab/cookies")).told.cookie,
  /** @param {Places} places */
  "a link": async (places) => (await (await places.window("/lab/actor")).link("/lab/cookies")).cookie,
  /** @param {Places} places */
  "a posted form": async (places) => (await (await places.window("/lab/actor")).form("/lab/cookies")).cookie,
  /** @param {Places} places @param {string} path */
  "another site's script": async (places, path) => {
    const told = await (await elsewhere(places)).fetch(places.url(path), { credentials: "include" });
    if (told.error) throw new Error(told.error);
    return JSON.parse(told.text).cookie;
  },
  /** @param {Places} places */
  "another site's frame": async (places) => (await (await elsewhere(places)).frame("/lab/cookies")).cookie,
  /** @param {Places} places */
  "another site's link": async (places) => (await (await elsewhere(places)).link("/lab/cookies")).cookie,
  /** @param {Places} places */
  "another site's posted form": async (places) => (await (await elsewhere(places)).form("/lab/cookies")).cookie,
};

/** A page of the other site, at the top of a window of its own. @param {Places} places */
const elsewhere = (places) => places.window("/lab/actor", places.other);

/** `text` with this case's name, and filled up. @param {string} text @param {string} name */
function padded(text, name) {
  const named = text.replace("lab", name).replaceAll(/(?<=[;,] )lab/g, name);
  const pair = named.split(";", 1)[0] ?? "";
  return named.replace(/\{(\d+)\}/, (all, bytes) =>
    "x".repeat(Number(bytes) - (pair.includes(all) ? pair.length - all.length - 1 : 0)),
  );
}

/** Those of this case among all that came, by their plain name; a long value by its length. @param {string} cookies @param {string} name */
function cameBack(cookies, name) {
  const own = cookies.split("; ").filter((each) => each.includes(name));
  return own.map((each) => each.replace(name, "lab").replace(/x{50,}/, "xxx…")).join("; ") || "nothing";
}
