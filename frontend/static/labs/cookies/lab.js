/**
 * The cookie lab: each case sets cookies, makes another request, and looks at the cookies in it (RFC 6265bis). In the
 * rows the cookie is named `lab`; in the browser each case of each run has a name of its own, which begins with `lab`.
 */
import { rowsOf } from "../rows.js";
import { requestFor, setCookies } from "../set-cookies.js";
import { KEPT } from "./rows.kept.js";
import { MORE } from "./rows.more.js";
import { SCOPE } from "./rows.scope.js";
import { SENT } from "./rows.sent.js";
import { STORED } from "./rows.stored.js";
import { HOME, NOTHING, row } from "./rules.js";
import { MORE_READ, MORE_SET } from "./ways.js";

/**
 * @typedef {import("./rules.js").CookieRow} CookieRow
 * @typedef {import("../contexts.js").Contexts} Contexts
 */

/** A page in a folder: its default-path is `/api/lab/cookies/a`. */
const PAGE = `${HOME}/a/b`;

/** @type {import("../runner.js").Lab} */
export const lab = {
  name: "Cookie lab",
  popup: true,
  rows: rowsOf([...KEPT, ...SCOPE, ...SENT, ...STORED, ...MORE], row),
  parallel: ({ by, from = "" }) => by !== "cross-site" && !/link|form|another site's/.test(from),
  async open(contexts) {
    let remove = async () => {};
    const leave = () => remove(); // the page is closed during a case
    addEventListener("pagehide", leave);
    return {
      async attempt(row, index) {
        const trial = new Trial(contexts, row, index);
        remove = () => trial.remove();
        try {
          return await trial.run();
        } finally {
          await contexts.deadline.despiteStop(remove);
          remove = async () => {};
        }
      },
      close: () => removeEventListener("pagehide", leave),
    };
  },
};

/** One running case. No other case or tab uses the name of its cookies, or the folder of its frame. */
class Trial {
  #contexts;
  #row;
  #name;
  #headers;
  #folder;

  /** @param {Contexts} contexts @param {CookieRow} row @param {number} index */
  constructor(contexts, row, index) {
    this.#contexts = contexts;
    this.#row = row;
    this.#name = `lab${contexts.run}n${index}z`;
    this.#folder = `/lab/cookies/${contexts.run}n${index}`;
    this.#headers = [row.set].flat().map((header) => this.#localized(header));
  }

  async run() {
    const { after, ask = PAGE, from = "a script", wait = 0 } = this.#row;
    try {
      await this.#set(this.#headers);
    } catch (error) {
      if (this.#row.by === "cookieStore" && error instanceof TypeError) return error.name; // messages differ
      throw error;
    }
    if (after) document.cookie = this.#localized(after);
    await new Promise((done) => setTimeout(done, wait));
    return inWords(await READ[from](this.#contexts, this.#localized(ask), this.#folder), this.#name);
  }

  /** Delete the cookies: set them again in the same way, with a negative `Max-Age`. */
  async remove() {
    const expired = this.#headers.map((header) => `${header}; Max-Age=-86400`);
    if (this.#row.after) document.cookie = `${this.#localized(this.#row.after)}; Max-Age=-86400`;
    if (this.#row.by?.startsWith("cookieStore"))
      return SET.response(this.#contexts, this.#expiredByName(), this.#localized(PAGE), this.#folder);
    await this.#set(expired);
    if (this.#row.by !== "a frame's script") return;
    // A browser that reads only a part of the value does not read Max-Age. The name and the path identify the cookie.
    const deletion = `${this.#name}=; Path=${this.#folder}; Max-Age=-86400`;
    await SET.response(this.#contexts, [deletion], this.#localized(PAGE), this.#folder);
  }

  /** Deletions of the cookies that `cookieStore` sets. It adds a slash to the path; some browsers do not. */
  #expiredByName() {
    return this.#headers.flatMap((header) => {
      const [pair = "", ...attributes] = header.split("; ");
      const path = attributes.find((attribute) => attribute.startsWith("path=/")) ?? "path=/";
      const name = pair.split("=", 1)[0] || this.#name;
      return [path, `${path}/`].map((folder) => `${name}=; ${folder}; Secure; Max-Age=-86400`);
    });
  }

  /** @param {string[]} headers */
  #set(headers) {
    return SET[this.#row.by ?? "response"](this.#contexts, headers, this.#localized(PAGE), this.#folder);
  }

  /** A Set-Cookie value of a row with the name of this case, the hosts of this page, and its filling. @param {string} text */
  #localized(text) {
    const addressed = text
      .replaceAll("{other}", new URL(this.#contexts.other).hostname)
      .replaceAll("{host}", location.hostname)
      .replaceAll(HOME, `${HOME}/${this.#contexts.run}`)
      .replaceAll("{folder}", this.#folder);
    const named = addressed.replace(/(?<![/a-z])lab(?!\/)/gi, this.#name);
    const [pair = ""] = named.split(";", 1);
    return named.replace(/\{(\d+)\}/, (all, bytes) =>
      "x".repeat(Number(bytes) - (pair.includes(all) ? pair.length - all.length - 1 : 0)),
    );
  }
}

/**
 * The ways to set cookies.
 * @type {Record<import("./rules.js").Setter, (contexts: Contexts, headers: string[], path: string, folder: string) => Promise<void>>}
 */
const SET = {
  ...MORE_SET,
  response: (contexts, headers, path) => setCookies(headers, contexts.url(path)),
  async script(_, headers) {
    for (const header of headers) document.cookie = header;
    document.cookie; // reading waits until the cookie is written
  },
  /** The cookie may have bytes that some servers refuse. In a folder, no request of another case sends them. */
  async "a frame's script"(contexts, headers, _, folder) {
    const frame = await framed(contexts, folder);
    for (const header of headers) frame.cookie = header;
    frame.cookie;
  },
  async "cross-site"(contexts, headers, path) {
    const page = await elsewhere(contexts);
    await page.fetch(contexts.url(path), { ...requestFor(headers), credentials: "include" });
  },
};

/**
 * The ways to read cookies: the Cookie header of a request from there, or `document.cookie`.
 * @type {Record<import("./rules.js").Reader, (contexts: Contexts, path: string, folder: string) => Promise<string>>}
 */
const READ = {
  ...MORE_READ,
  "a script": async (contexts, path) => inUtf8((await (await fetch(contexts.url(path))).json()).cookie),
  "document.cookie": async () => document.cookie,
  "that frame's script": async (contexts, _, folder) => (await framed(contexts, folder)).cookie,
  "a frame": async (contexts) => (await contexts.page("/lab/cookies")).report.cookie,
  "a frame after a redirect by another site": async (contexts) =>
    (await contexts.page("/lab/away?lab=cookies&to=/lab/cookies", contexts.other)).report.cookie,
  "a link": async (contexts) => (await (await contexts.window("/lab/actor")).link(contexts.url("/lab/cookies"))).cookie,
  "a posted form": async (contexts) =>
    (await (await contexts.window("/lab/actor")).form(contexts.url("/lab/cookies"))).cookie,
  "another site's script": async (contexts, path) => {
    const answer = await (await elsewhere(contexts)).fetch(contexts.url(path), { credentials: "include" });
    if (answer.error) throw new Error(answer.error);
    return JSON.parse(answer.text).cookie;
  },
  "another site's frame": async (contexts) =>
    (await (await elsewhere(contexts)).frame(contexts.url("/lab/cookies"))).cookie,
  "a frame in another site's frame": async (contexts) =>
    (await (await contexts.page("/lab/actor", contexts.other)).frame(contexts.url("/lab/cookies"))).cookie,
  "another site's link": async (contexts) =>
    (await (await elsewhere(contexts)).link(contexts.url("/lab/cookies"))).cookie,
  "another site's posted form": async (contexts) =>
    (await (await elsewhere(contexts)).form(contexts.url("/lab/cookies"))).cookie,
};

/** The text of a header, which WSGI shows with one character for each byte. @param {string} header */
const inUtf8 = (header) => new TextDecoder().decode(Uint8Array.from(header, (letter) => letter.charCodeAt(0)));

/** A document in a folder. @param {Contexts} contexts @param {string} folder */
const framed = async (contexts, folder) =>
  /** @type {Document} */ (await contexts.frame({ url: contexts.url(`${folder}/page`) }));

/** A top-level page of the other site, in the small window. @param {Contexts} contexts */
const elsewhere = (contexts) => contexts.window("/lab/actor", contexts.other);

/** The cookies of one case, under the name that the rows use. @param {string} header @param {string} name */
function inWords(header, name) {
  const cookies = header.split("; ").filter((cookie) => cookie.includes(name));
  if (cookies.length > 5) return `${cookies.length} cookies`;
  return cookies.map((cookie) => cookie.replaceAll(name, "lab").replace(/x{50,}/, "xxx…")).join("; ") || NOTHING;
}
