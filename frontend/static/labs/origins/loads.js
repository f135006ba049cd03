/**
 * The cases of the origins lab in which a page of its own makes the request: it loads a script, a font or something
 * else, perhaps under a referrer policy. The page belongs to this site or to the other one; the request comes here.
 *
 * @typedef {"this" | "other"} Site
 * @typedef {"metadata" | "referrer" | "forged"} LoadLook
 *
 * @typedef {object} Load
 * @property {string} kind of the request: see `WAYS` in requests.js; in the small window, `link`, `form` or `open`
 * @property {Site} [site] the site of the page; the other one unless it is named
 * @property {string} [header] the page's Referrer-Policy header
 * @property {string} [meta] the policy in a `<meta>` element of the page
 * @property {Record<string, string>} [attributes] of the element
 * @property {RequestInit} [ask] the options of a `fetch`
 * @property {Record<string, string>} [answer] the headers of the answer: see SETS in labs/origins.py
 * @property {boolean} [popup] whether the page is the top-level page of the small window
 *
 * @typedef {import("../rows.js").Row & Load & { by: "page", look: LoadLook, path: string }} LoadRow
 * @typedef {import("../rows.js").Group<[title: string, load: Load, expected: string,
 *   more?: Pick<import("../rows.js").Row, "wpt" | "differs" | "may">]>} LoadGroup
 *
 * @typedef {import("../contexts.js").Contexts} Contexts
 * @typedef {import("../remote-page.js").RemotePage} RemotePage
 */
import { header } from "../../wire/entry.js";

const SITES = { this: "this site", other: "the other site" };

/** @param {LoadLook} look @returns {(...values: LoadGroup["cases"][number]) => Omit<LoadRow, "source" | "rule">} */
export const loadRow = (look) => (title, load, expected, more) => {
  const path = load.popup ? "/lab/origins" : "/api/lab/origins";
  return { title, by: "page", look, path, expected, ...load, ...more, sent: sent(load) };
};

/** @param {Load} load */
function sent({ kind, site = "other", header, meta, attributes = {}, ask = {}, popup }) {
  const { headers = {}, ...options } = ask;
  const pairs = (/** @type {object} */ values) => Object.entries(values).map(([name, value]) => `${name}: ${value}`);
  const words = [...Object.entries(attributes).map(([name, value]) => `${name}="${value}"`), ...pairs(options)];
  return [
    `${popup ? "the small window, a page" : "a page"} of ${SITES[site]}: ${[kind, ...words].join(", ")}`,
    ...pairs(headers),
    ...(header ? [`← Referrer-Policy: ${header} (of the page)`] : []),
    ...(meta ? [`<meta name="referrer" content="${meta}">`] : []),
  ].join("\n");
}

/** The pages that make requests: one for each site and lane, which stays. @type {WeakMap<Contexts, Map<string, Promise<RemotePage>>>} */
const PAGES = new WeakMap();

/** A page that no other case has given a policy. @param {Contexts} contexts @param {LoadRow} row */
function pageOf(contexts, { site = "other", header, meta, popup }) {
  const origin = site === "other" ? contexts.other : undefined;
  if (popup) return contexts.window("/lab/actor", origin);
  if (header) return contexts.page(`/lab/loads?referrer=${header}`, origin);
  if (meta) return contexts.page("/lab/loads", origin);
  const pages = PAGES.get(contexts) ?? new Map();
  PAGES.set(contexts, pages);
  const page = pages.get(site) ?? contexts.page("/lab/loads", origin, { stays: true });
  pages.set(site, page);
  return page;
}

/** Make the request of a case. @param {Contexts} contexts @param {string} url @param {LoadRow} row */
export async function send(contexts, url, row) {
  const page = await pageOf(contexts, row);
  const { kind, ask, attributes, meta } = row;
  if (row.popup) await (kind === "form" ? page.form(url) : page.link(url));
  else await page.request({ kind, url, ask, attributes, meta });
}

/**
 * The ways to look at the request of a case.
 * @type {Record<Exclude<LoadLook, "metadata">, (entry: import("../../wire/entry.js").Entry, row: LoadRow, contexts: Contexts) => string>}
 */
export const LOAD_LOOK = {
  referrer(entry, _, contexts) {
    const url = header(entry.request.headers, "referer");
    if (!url) return "no Referer";
    const { origin, pathname } = new URL(url);
    const site = origin === contexts.other ? "the other site" : origin === location.origin ? "this site" : origin;
    return `${pathname === "/" ? "the origin" : "the full URL"} of ${site}`;
  },
  forged(entry, { ask }) {
    const [[name = "", value] = []] = Object.entries(/** @type {Record<string, string>} */ (ask?.headers ?? {}));
    return header(entry.request.headers, name.toLowerCase()) === value
      ? "the script's value"
      : "not the script's value";
  },
};
