/**
 * The parser lab: the cases of a public corpus, abarth/http-state, and some more. Each case sets cookies on a host of its own and looks
 * at the Cookie header of the next request. The corpus's `home.example.org` becomes `home.c7.r….localhost`, so that no
 * case disturbs another one. The small window shows a page of the host above them, which sends the requests: to the
 * browser they all belong to one site, and none is a third party. A browser may disagree: then the window moves to the
 * host of each case.
 */
import { server } from "../../shared/server.js";
import { requestFor } from "../set-cookies.js";
import { CORPUS } from "./corpus.js";
import { HOSTS } from "./rows.hosts.js";
import { HOME, NOTHING, row, shortened } from "./rules.js";

/**
 * @typedef {import("./rules.js").ParserRow} ParserRow
 * @typedef {import("../contexts.js").Contexts} Contexts
 * @typedef {import("../remote-page.js").RemotePage} RemotePage
 */

/** The number of cases that run at the same time: the page sends their requests side by side. */
const AHEAD = 8;

/** @type {import("../runner.js").Lab} */
export const lab = {
  name: "Parser lab",
  popup: true,
  rows: [...CORPUS.map(row), ...HOSTS],
  async open(contexts) {
    const host = `r${contexts.run}.localhost`;
    const sender = new Sender(contexts, host);
    await sender.open();
    const rows = /** @type {ParserRow[]} */ (lab.rows);
    /** @type {Promise<string>[]} */
    const started = [];
    return {
      attempt(next, index) {
        if (contexts.alone) return attempt(contexts, new Trial(sender, next, host, index, recorded(contexts)));
        contexts.mark = ""; // the wire keeps fewer exchanges than all cases have
        for (const next of rows.slice(started.length, index + (sender.moves ? 1 : AHEAD))) {
          const outcome = attempt(contexts, new Trial(sender, next, host, started.length));
          outcome.catch(() => {}); // the runner awaits it later, or not at all after Stop
          started.push(outcome);
        }
        return /** @type {Promise<string>} */ (started[index]);
      },
      close: async () => void (await Promise.allSettled(started)),
    };
  },
};

/** The query that puts the requests of a case on the wire; they carry no visitor cookie. @param {Contexts} contexts */
const recorded = ({ token, mark }) => `?${new URLSearchParams({ wire: token, lab: "parser", case: mark })}`;

/** @param {Contexts} contexts @param {Trial} trial */
async function attempt(contexts, trial) {
  try {
    return await trial.run();
  } finally {
    await contexts.deadline.despiteStop(() => trial.remove());
  }
}

/** @param {string} host */
function originOf(host) {
  const url = new URL(server);
  url.hostname = host;
  return url.origin;
}

/** The small window. It shows the page of the host above all cases, or of the host that a case sets its cookies on. */
class Sender {
  #contexts;
  #home;
  #origin = "";
  /** @type {RemotePage | null} */
  #page = null;
  /** Whether the page of the host above cannot set cookies on a host below. */
  moves = false;

  /** @param {Contexts} contexts @param {string} host */
  constructor(contexts, host) {
    this.#contexts = contexts;
    this.#home = originOf(host);
  }

  /** Find out whether the window must move. */
  async open() {
    const below = originOf(`probe.${new URL(this.#home).hostname}`);
    await this.fetch(`${below}/cookie-parser`, requestFor(["probe=1"]));
    const { cookie } = await this.fetch(`${below}/cookie-parser-result`);
    await this.fetch(`${below}/cookie-parser`, requestFor(["probe=; Max-Age=-86400"]));
    this.moves = cookie !== "probe=1";
  }

  /** The page that makes requests for a URL. @param {string} url @param {RequestInit} [init] */
  async #pageFor(url, init) {
    const { origin } = new URL(url);
    const target = this.moves && (init || origin === this.#origin) ? origin : this.#home;
    if (!this.#page || target !== this.#origin) {
      this.#page = await this.#contexts.window("/lab/parser", target);
      this.#origin = target;
    }
    return this.#page;
  }

  /** Let a script of the page of the host above set a cookie. @param {string} header */
  async cookie(header) {
    await (await this.#pageFor(this.#home)).cookie(header);
  }

  /** The data in a page of the server. Requests that set cookies have an `init`. @param {string} url @param {RequestInit} [init] */
  async fetch(url, init) {
    const page = await this.#pageFor(url, init);
    const { error, text } = await page.fetch(url, { ...init, credentials: "include" });
    if (error) throw new Error(error);
    return JSON.parse(text.match(/<script type="application\/json">(.*?)<\/script>/s)?.[1] ?? "{}");
  }
}

/** One running case. */
class Trial {
  #sender;
  #row;
  #site;
  #home;
  #query;

  /** @param {Sender} sender @param {ParserRow} row @param {string} host of the page @param {number} index @param {string} query of the requests that the wire shows */
  constructor(sender, row, host, index, query = "") {
    this.#query = query;
    this.#sender = sender;
    this.#row = row;
    this.#site = `c${index}.${host}`;
    this.#home = row.by === "script" ? originOf(host) : originOf(new URL(this.#localized(row.home ?? HOME)).hostname);
  }

  async run() {
    const { by, headers, address } = this.#row;
    if (by === "script") for (const header of headers) await this.#sender.cookie(header);
    else await this.#set(headers, this.#query);
    const { pathname, hostname } = new URL(this.#localized(address), this.#home);
    const { cookie } = await this.#sender.fetch(originOf(hostname) + pathname + this.#query);
    const words = shortened(new TextDecoder().decode(bytesOf(cookie)));
    return words.replaceAll(this.#site, "example.org") || NOTHING;
  }

  /** Delete the cookies: set them again in the same way, with a negative `Max-Age`. (By Max-Age=0 Firefox keeps some of them, expired, for a while.) */
  remove() {
    return this.#set(
      this.#row.headers.map((header) => `${this.#row.by === "script" ? "AAA=" : header}; Max-Age=-86400`),
    );
  }

  /** @param {string[]} headers @param {string} [query] */
  async #set(headers, query = "") {
    const request = requestFor(headers.map((header) => this.#localized(header)));
    const { set } = await this.#sender.fetch(`${this.#home}/cookie-parser${query}`, request);
    if (set !== headers.length) throw new Error(`the server set ${set} cookies instead of ${headers.length}`);
  }

  /** A text of the corpus with the hosts of this case, in the corpus's letter case. @param {string} text */
  #localized(text) {
    return text
      .replace(/example\.org/gi, (name) => (name === "example.org" ? this.#site : this.#site.toUpperCase()))
      .replace(/(?<=\.|=)org(?![a-z])/g, "localhost");
  }
}

/** The bytes that a header has in WSGI: one character for each. @param {string} header */
const bytesOf = (header) => Uint8Array.from(header, (letter) => letter.charCodeAt(0));
