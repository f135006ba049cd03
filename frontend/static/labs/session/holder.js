/** The browser as the holder of the lab's session cookie: it can keep the cookie, replace it, and send it to the lab's apps. */
import { setCookies } from "../set-cookies.js";
import { apart } from "./signed.js";

/**
 * @typedef {"current" | "rotated" | "dropped" | "guessed"} Keys names an app by its keys: the current secret key; a newer
 *   key, and the current one as a fallback; only the newer key; or `dev`, a key that everybody can guess
 */

const HOME = "/api/lab/session";
const COOKIES = "/api/lab/cookies?lab=session";
/** Only the app with the current key receives a cookie with this path, and receives it before one with a shorter path. */
const INNER = `${HOME}/current`;

export class Holder {
  /** Robert's cookie, as the server set it. */
  raw = "";
  /** The parts of Robert's cookie. */
  robert = apart("");
  /** The parts of Jane's cookie, which is valid too. */
  jane = apart("");
  #contexts;

  /** @param {import("../contexts.js").Contexts} contexts */
  constructor(contexts) {
    this.#contexts = contexts;
  }

  /** Log in twice, and keep both cookies. */
  async open() {
    await this.post("current", "login", { username: "jane" });
    this.jane = apart((await this.get("current")).raw);
    await this.post("current", "login", { username: "robert" });
    this.raw = (await this.get("current")).raw;
    this.robert = apart(this.raw);
  }

  /** Send the cookie to an app; the answer says whether Flask accepts it. @param {Keys} keys */
  async get(keys) {
    return answer(await fetch(this.#contexts.url(`${HOME}/${keys}/${this.#run}`)));
  }

  /** @param {Keys} keys @param {"login" | "logout"} action @param {Record<string, string>} [fields] */
  async post(keys, action, fields = {}) {
    const body = new URLSearchParams(fields);
    return answer(await fetch(this.#contexts.url(`${HOME}/${keys}/${this.#run}/${action}`), { method: "POST", body }));
  }

  /** Replace the cookie, as a person can with the developer tools. @param {string} value */
  put(value) {
    const cookie = `${this.#name}=${value}; Path=${HOME}; HttpOnly; SameSite=Lax; Max-Age=60`;
    return setCookies([cookie], this.#contexts.url(COOKIES));
  }

  /** Set a cookie by script. @param {string} value @param {"over" | "beside"} where with the same path, or with a longer one */
  script(value, where) {
    document.cookie = `${this.#name}=${value}; Path=${where === "over" ? HOME : INNER}; SameSite=Lax; Max-Age=60`;
  }

  removeInner() {
    document.cookie = `${this.#name}=; Path=${INNER}; Max-Age=0`;
  }

  /** Delete all cookies of this run. */
  remove() {
    this.removeInner();
    return setCookies([`${this.#name}=; Path=${HOME}; Max-Age=0`], this.#contexts.url(COOKIES));
  }

  /** Names this run of the lab. */
  get #run() {
    return this.#contexts.run;
  }

  get #name() {
    return `lab${this.#run}`;
  }
}

/** @param {Response} response @returns {Promise<any>} */
async function answer(response) {
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response.json();
}
