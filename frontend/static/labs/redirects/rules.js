/**
 * How a case of the redirect matrix is written down: its title, the sender, the first request, the part of the result
 * to look at, the outcome, and perhaps options. In a path `to` is the next one; `http://other` is the server's other name.
 *
 * @typedef {"fetch" | "link" | "form"} Sender a script, or a page in a frame
 *
 * @typedef {"arrival" | "parts" | "head" | "end" | "url" | "query" | "response" | "words" | "headers" | "site"
 *   | "origin" | "referer"} Look
 *
 * @typedef {object} Options
 * @property {"text" | "multipart"} [body] `text` unless it is named
 * @property {Record<string, string>} [headers]
 * @property {RequestRedirect} [redirect] the option of `fetch`
 * @property {string} [wpt]
 * @property {import("../rows.js").Row["differs"]} [differs]
 *
 * @typedef {object} Request
 * @property {Sender} by
 * @property {string} method
 * @property {string} path of the page; `fetch` requests its JSON twin
 * @property {"this" | "other"} starts the site of the first URL
 * @property {"this" | "other"} ends the site of the last URL
 * @property {Look} look
 *
 * @typedef {import("../rows.js").Row & Request & Options} RedirectRow
 * @typedef {import("../rows.js").Group<
 *   [title: string, by: Sender, request: string, look: Look, expected: string, options?: Options]>} RedirectGroup
 */

const OTHER = "http://other";

/**
 * @param {string} title @param {Sender} by @param {string} request @param {Look} look @param {string} expected
 * @param {Options} [options]
 */
export function row(title, by, request, look, expected, options = {}) {
  const [method = "", url = ""] = request.split(" ");
  const starts = /** @type {Request["starts"]} */ (url.startsWith(OTHER) ? "other" : "this");
  const path = url.replace(OTHER, "");
  const body = by === "link" || (by === "fetch" && /^(GET|HEAD)$/.test(method)) ? undefined : (options.body ?? "text");
  const hops = hopsOf(path, starts);
  const ends = /** @type {Request["ends"]} */ (hops.at(-1)?.site);
  const sent = written({ by, method, hops, ...options, body });
  return { title, by, method, path, starts, ends, look, expected, ...options, body, sent };
}

/** The URLs of a chain of redirects. @param {string} path @param {string} site @returns {{ site: string, path: string }[]} */
function hopsOf(path, site) {
  const url = new URL(path, OTHER);
  const to = url.searchParams.get("to");
  if (!to) return [{ site, path }];
  url.searchParams.delete("to");
  const changed = { this: "other", other: "this" }[site] ?? site;
  const next = url.pathname === "/lab/away" ? changed : site;
  return [{ site, path: url.href.replace(OTHER, "") }, ...hopsOf(to, next)];
}

const BODIES = {
  fetch: { text: "hello", multipart: "note=hello, a.txt" },
  form: { text: "note=hello", multipart: "note=hello" },
};

/** The case as a person would write it. @param {Options & { by: Sender, method: string, hops: ReturnType<typeof hopsOf> }} request */
function written({ by, method, hops, headers = {}, redirect, body }) {
  const twin = by === "fetch" ? "/api" : "";
  const shown = hops.map(({ site, path }) => `${site === "other" ? OTHER : ""}${twin}${path}`);
  const content = body && by !== "link" ? BODIES[by][body] : "";
  const query = content && method === "GET" ? `?${content}` : "";
  return [
    `${method} ${shown[0]}${query}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(redirect ? [`redirect: "${redirect}"`] : []),
    ...(content && !query ? [content] : []),
    ...shown.slice(1).map((url) => `Location: ${url}`),
  ].join("\n");
}
