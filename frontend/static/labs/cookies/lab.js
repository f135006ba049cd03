/**
 * The cookie lab: each row sets cookies, asks for them, and says what came back, as RFC 6265bis has it. The cookie is
 * called `lab` here; each case of each run has a name of its own, that begins with it.
 */

import { KEPT } from "./rows.kept.js";
import { SENT } from "./rows.sent.js";
import { HOME } from "./rules.js";

/**
 * @typedef {object} Try how a case is done; all but `set` may be left out
 * @property {string | string[]} set Set-Cookie values, in their order; `{4096}` fills up to so many bytes
 * @property {keyof typeof SET} [by] who sets it: a response, `document.cookie`, a response to the other site's script
 * @property {string} [after] what a script sets afterwards
 * @property {string} [ask] the path that is asked for what came back
 * @property {keyof typeof ASK} [from] where that request comes from
 * @property {number} [wait] milliseconds in between
 *
 * @typedef {import("../runner.js").Row & Try} CookieRow
 * @typedef {import("../places.js").Places} Places
 */

/** A page in a folder: its default-path is `/api/lab/cookies/a`. */
const PAGE = `${HOME}/a/b`;

/** @type {import("../runner.js").Lab} */
export const lab = {
  name: "Cookie lab",
  panel: "cookies",
  popup: true,
  rows: [...KEPT, ...SENT],
  beside: ({ by, from = "" }) => by !== "cross-site" && !/link|form|another site's/.test(from),
  async open(places) {
    let remove = async () => {};
    const leave = () => remove(); // the page goes away in the middle of a case
    addEventListener("pagehide", leave);
    return {
      async attempt(row, index) {
        const trial = new Trial(places, row, index);
        remove = () => trial.remove();
        try {
          return await trial.run();
        } finally {
          await places.undisturbed(remove);
          remove = async () => {};
        }
      },
      close: () => removeEventListener("pagehide", leave),
    };
  },
};

/** One case under way, whose cookies have a name, and a folder, that no other case and no other tab uses. */
class Trial {
  #places;
  #row;
  #name;
  #headers;

  /** @param {Places} places @param {CookieRow} row @param {number} index */
  constructor(places, row, index) {
    this.#places = places;
    this.#row = row;
    this.#name = `lab${places.run}n${index}z`;
    this.#headers = [row.set].flat().map((each) => this.#own(each));
  }

  async run() {
    const { after, ask = PAGE, from = "a script", wait = 0 } = this.#row;
    await this.#set(this.#headers);
    if (after) document.cookie = this.#own(after);
    await new Promise((done) => setTimeout(done, wait));
    return cameBack(await ASK[from](this.#places, this.#own(ask)), this.#name);
  }

  /** Take the cookies away in the way that they came, with a last word on their age. */
  async remove() {
    const over = this.#headers.map((each) => `${each}; Max-Age=0`);
    if (this.#row.after) document.cookie = `${this.#own(this.#row.after)}; Max-Age=0`;
    if (this.#row.by !== "a frame's script") return this.#set(over);
    // A response can do it as well, and sooner: it is the name and the folder that count.
    const gone = `${this.#name}=; Path=/lab/cookies/${this.#places.run}; Max-Age=0`;
    return SET.response(this.#places, [gone], this.#own(PAGE));
  }

  /** @param {string[]} headers */
  #set(headers) {
    return SET[this.#row.by ?? "response"](this.#places, headers, this.#own(PAGE));
  }

  /** A Set-Cookie value with this case's name and this place's hosts, filled up. @param {string} text */
  #own(text) {
    const here = text
      .replaceAll("{other}", new URL(this.#places.other).hostname)
      .replaceAll("{host}", location.hostname)
      .replaceAll(HOME, `${HOME}/${this.#places.run}`);
    const named = here.replace(/(?<![/a-z])lab(?!\/)/gi, this.#name);
    const [pair = ""] = named.split(";", 1);
    return named.replace(/\{(\d+)\}/, (all, bytes) =>
      "x".repeat(Number(bytes) - (pair.includes(all) ? pair.length - all.length - 1 : 0)),
    );
  }
}

/** @param {string[]} headers */
const asked = (headers) => new URLSearchParams(headers.map((each) => ["set", each])).toString();
const POST = { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" } };

/** How a cookie is set. */
const SET = {
  /** @param {Places} places @param {string[]} headers @param {string} path */
  async response(places, headers, path) {
    const over = headers.every((each) => each.endsWith("; Max-Age=0")); // a page that goes away still takes them along
    const response = await fetch(places.url(path), { ...POST, body: asked(headers), keepalive: over });
    const { set, detail } = await response.json();
    if (set !== headers.length) throw new Error(detail ?? `the server was asked for ${headers.length}, and set ${set}`);
  },
  /** @param {Places} _ @param {string[]} headers */
  async script(_, headers) {
    for (const each of headers) document.cookie = each;
    document.cookie; // reading waits until it is written
  },
  /**
   * In a folder of its own: at the root, Granian would empty the Cookie header of every request while it is there.
   * @param {Places} places @param {string[]} headers
   */
  async "a frame's script"(places, headers) {
    const framed = await inside(places);
    for (const each of headers) framed.cookie = each;
    framed.cookie;
  },
  /** @param {Places} places @param {string[]} headers @param {string} path */
  async "cross-site"(places, headers, path) {
    const page = await elsewhere(places);
    await page.fetch(places.url(path), { ...POST, body: asked(headers), credentials: "include" });
  },
};

/** Where the request comes from that shows which cookies a browser sends; each gives its Cookie header. */
const ASK = {
  /** @param {Places} places @param {string} path */
  "a script": async (places, path) => (await (await fetch(places.url(path))).json()).cookie,
  "document.cookie": async () => document.cookie,
  /** @param {Places} places */
  "that frame's script": async (places) => (await inside(places)).cookie,
  /** @param {Places} places */
  "a frame": async (places) => (await places.page("/lab/cookies")).told.cookie,
  /** @param {Places} places */
  "a frame by way of another site": async (places) =>
    (await places.page("/lab/away?to=/lab/cookies", places.other)).told.cookie,
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
  "a frame in another site's frame": async (places) =>
    (await (await places.page("/lab/actor", places.other)).frame("/lab/cookies")).cookie,
  /** @param {Places} places */
  "another site's link": async (places) => (await (await elsewhere(places)).link("/lab/cookies")).cookie,
  /** @param {Places} places */
  "another site's posted form": async (places) => (await (await elsewhere(places)).form("/lab/cookies")).cookie,
};

/** A document in a folder of this run's own. @param {Places} places */
const inside = async (places) =>
  /** @type {Document} */ (await places.frame({ url: places.url(`/lab/cookies/${places.run}/page`) }));

/** A page of the other site, at the top of a window of its own. @param {Places} places */
const elsewhere = (places) => places.window("/lab/actor", places.other);

/** Those of this case among all that came, by their plain name. @param {string} cookies @param {string} name */
function cameBack(cookies, name) {
  const own = cookies.split("; ").filter((each) => each.includes(name));
  if (own.length > 5) return `${own.length} cookies`;
  return own.map((each) => each.replaceAll(name, "lab").replace(/x{50,}/, "xxx…")).join("; ") || "nothing";
}
