/** More ways to set and to read cookies: `cookieStore`, and requests without credentials. */
import { requestFor } from "../set-cookies.js";

/**
 * The Cookie Store API, which tsc does not know.
 * @typedef {object} CookieStore
 * @property {(options: Record<string, unknown>) => Promise<void>} set
 * @property {() => Promise<{ name: string, value: string, expires?: number | null }[]>} getAll
 * @property {(options: Record<string, unknown>) => Promise<void>} delete
 */

/** @returns {CookieStore} */
function store() {
  const { cookieStore } = /** @type {{ cookieStore?: CookieStore }} */ (/** @type {unknown} */ (globalThis));
  if (!cookieStore) throw new Error("this browser has no cookieStore");
  return cookieStore;
}

/** The options of `cookieStore.set` for a Set-Cookie value. Its attributes are the names of the options. @param {string} header */
function optionsOf(header) {
  const [pair = "", ...attributes] = header.split("; ");
  const [name, value] = parted(pair);
  return { name, value, ...Object.fromEntries(attributes.map(parted)) };
}

/** @param {string} text */
function parted(text) {
  const index = text.indexOf("=");
  return /** @type {[string, string]} */ ([text.slice(0, index), text.slice(index + 1)]);
}

const DAY = 24 * 60 * 60 * 1000;

/**
 * @typedef {import("../contexts.js").Contexts} Contexts
 *
 * @type {Record<"cookieStore" | "cookieStore.delete" | "without credentials", (contexts: Contexts, headers: string[], path: string) => Promise<void>>}
 */
export const MORE_SET = {
  async cookieStore(_, headers) {
    for (const header of headers) await store().set(optionsOf(header));
  },
  /** Set the cookies by a script, then delete the first one. */
  async "cookieStore.delete"(_, headers) {
    for (const header of headers) await store().set(optionsOf(header));
    await store().delete(optionsOf(headers[0] ?? ""));
  },
  async "without credentials"(contexts, headers, path) {
    await fetch(contexts.url(path), { ...requestFor(headers), credentials: "omit" });
  },
};

/** @type {Record<"cookieStore" | "cookieStore, days" | "a script without credentials", (contexts: Contexts, path: string) => Promise<string>>} */
export const MORE_READ = {
  cookieStore: async () => (await store().getAll()).map(({ name, value }) => `${name}=${value}`).join("; "),
  /** Each cookie, with its days in place of its value. */
  async "cookieStore, days"() {
    const cookies = await store().getAll();
    return cookies.map(({ name, expires }) => `${name}: ${daysUntil(expires)}`).join("; ");
  },
  "a script without credentials": async (contexts, path) =>
    (await (await fetch(contexts.url(path), { credentials: "omit" })).json()).cookie,
};

/** @param {number | null} [time] */
const daysUntil = (time) =>
  time === undefined ? "no date" : time === null ? "a session" : `${Math.round((time - Date.now()) / DAY)} days`;
