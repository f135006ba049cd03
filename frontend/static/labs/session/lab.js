/**
 * The session lab: it logs in to a little Flask app of its own, changes the session cookie that it gets, sends it back,
 * and tells what Flask says. The visitor's own session is not touched: the lab's cookie has a name and a path of its own.
 */
import { make } from "../../shared/dom.js";
import { picture } from "./picture.js";
import { ROWS } from "./rows.js";
import { apart } from "./signed.js";

/**
 * @typedef {import("./signed.js").Signed} Signed
 * @typedef {import("../places.js").Places} Places
 *
 * @typedef {"current" | "rotated" | "dropped" | "guessed"} Keys which app: it signs with a secret key; a newer one, and it
 *   still takes the old; only the newer one; or `dev`, which everybody guesses
 *
 * @typedef {object} Steps
 * @property {((holder: Holder) => Promise<string | void>)[]} steps what is done; what they say is what came of the case
 *
 * @typedef {import("../runner.js").Row & Steps} SessionRow
 */

const HOME = "/api/lab/session";
/** Only the app with the current key gets a cookie of this path, and before one of the shorter path. */
const INNER = `${HOME}/current`;

const shown = make("figure", { class: "signed" });

/** @type {import("../runner.js").Lab} */
export const lab = {
  name: "Session lab",
  panel: "session",
  rows: ROWS,
  picture: shown,
  async open(places) {
    const holder = new Holder(places);
    const leave = () => holder.remove(); // the page goes away in the middle of it
    addEventListener("pagehide", leave);
    try {
      await holder.open();
      shown.replaceChildren(...(await picture(holder.raw)));
    } catch (error) {
      await holder.remove();
      throw error;
    }
    return {
      /** @param {SessionRow} row */
      attempt: (row) => attempt(row, holder),
      async close() {
        removeEventListener("pagehide", leave);
        await holder.remove();
      },
    };
  },
};

/** @param {SessionRow} row @param {Holder} holder */
async function attempt({ steps }, holder) {
  const said = [];
  try {
    for (const step of steps) said.push(await step(holder));
  } finally {
    holder.removeInner();
  }
  return said.filter(Boolean).join(", then ");
}

/** Who holds the lab's cookie, and does to it as they like. */
export class Holder {
  /** The genuine cookie, as it came. */
  raw = "";
  /** The same, taken apart. */
  own = apart("");
  /** Jane's, which is as genuine. */
  other = apart("");
  #run;

  /** @param {Places} places */
  constructor(places) {
    this.#run = places.run;
  }

  /** Log in twice, and keep both cookies. */
  async open() {
    await this.post("current", "login", { username: "jane" });
    this.other = apart((await this.ask("current")).raw);
    await this.post("current", "login", { username: "robert" });
    this.raw = (await this.ask("current")).raw;
    this.own = apart(this.raw);
  }

  /** What an app says of the cookie that the browser sends. @param {Keys} keys */
  async ask(keys) {
    return told(await fetch(`${HOME}/${keys}/${this.#run}`));
  }

  /** @param {Keys} keys @param {"login" | "logout"} deed @param {Record<string, string>} [fields] */
  async post(keys, deed, fields = {}) {
    const body = new URLSearchParams(fields);
    return told(await fetch(`${HOME}/${keys}/${this.#run}/${deed}`, { method: "POST", body }));
  }

  /** Put a cookie into the browser, as its owner can with the browser's own tools, in place of the one that is there. @param {string} value */
  put(value) {
    return this.#set(`${this.#name}=${value}; Path=${HOME}; HttpOnly; SameSite=Lax; Max-Age=60`);
  }

  /** Let a script of the page set one: over it, or beside it with a longer path. @param {string} value @param {"over" | "beside"} where */
  script(value, where) {
    document.cookie = `${this.#name}=${value}; Path=${where === "over" ? HOME : INNER}; SameSite=Lax; Max-Age=60`;
  }

  removeInner() {
    document.cookie = `${this.#name}=; Path=${INNER}; Max-Age=0`;
  }

  /** Leave no cookie behind. */
  remove() {
    this.removeInner();
    return this.#set(`${this.#name}=; Path=${HOME}; Max-Age=0`);
  }

  get #name() {
    return `lab${this.#run}`;
  }

  /** @param {string} cookie a Set-Cookie value that the server sends back as it is */
  async #set(cookie) {
    const body = new URLSearchParams({ set: cookie }).toString();
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    await told(await fetch("/api/lab/cookies", { method: "POST", headers, body, keepalive: true }));
  }
}

/** @param {Response} response @returns {Promise<any>} */
async function told(response) {
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response.json();
}
