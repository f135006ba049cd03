/**
 * The server: its origin, its other addresses, and the answer of `GET /api/visitor`. The server's origin is this page's
 * origin, or the one in the query (`?server=`) where another static file server delivered the page.
 */
const inQuery = new URLSearchParams(location.search).get("server");

/** @type {string} */
export const server = URL.canParse(inQuery ?? "") ? new URL(inQuery ?? "").origin : location.origin;

/** Whether the page and the server have the same origin, so that the page may read its stages. */
export const together = server === location.origin;

/**
 * Return the JSON twin of an address (CONTRACT: each page path `P` answers at `/api` + `P` too).
 * @param {URL} url
 * @returns {URL}
 */
export function twin(url) {
  const other = new URL(url);
  if (!/^\/(?:$|(?:static|api)\/)/.test(url.pathname)) other.pathname = `/api${url.pathname}`;
  return other;
}

/**
 * Return the server's origin under its other loopback name, which is another site to a browser. Return null if the
 * server has no other name.
 * @returns {string | null}
 */
export function otherOrigin() {
  const url = new URL(server);
  const other = { localhost: "127.0.0.1", "127.0.0.1": "localhost" }[url.hostname];
  if (!other) return null;
  url.hostname = other;
  return url.origin;
}

/** @param {string} name */
const loopback = (name) => /^(127\.0\.0\.1|(.+\.)?localhost)$/.test(name);

/**
 * Return whether an origin is this server, under this name or under another name of this machine.
 * @param {string | null} origin
 */
export function sameServer(origin) {
  if (origin === server) return true;
  if (!origin || !URL.canParse(origin)) return false;
  const [other, url] = [new URL(origin), new URL(server)];
  return (
    other.protocol === url.protocol && other.port === url.port && loopback(other.hostname) && loopback(url.hostname)
  );
}

/**
 * @typedef {object} Limits what CONTRACT calls *Limits*, in bytes, files and seconds
 * @property {number} max_upload
 * @property {number} max_files
 * @property {number} max_stored
 * @property {number} keep
 * @property {number} max_exchanges
 *
 * @typedef {object} Visitor
 * @property {string | null} username
 * @property {Limits} limits
 * @property {Record<string, string>} reasons status → reason phrase
 */

/** @type {Visitor | null} */
let latest = null;
const first = /** @type {PromiseWithResolvers<void>} */ (Promise.withResolvers());

/** Resolves when the first call of `visitor()` is over, with or without an answer. */
export const greeted = first.promise;

/**
 * Ask the server for the state of this visitor.
 * @returns {Promise<Visitor>}
 */
export async function visitor() {
  try {
    const response = await fetch(new URL("/api/visitor", server), { credentials: "include" });
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    latest = await response.json();
    return /** @type {Visitor} */ (latest);
  } finally {
    first.resolve();
  }
}

/** Return the server's limits. */
export const limits = async () => (latest ?? (await visitor())).limits;

/** Return the reason phrase of a status; undefined for a status without one, or before the server has answered. @param {number} status */
export const reason = (status) => latest?.reasons[status];
