/**
 * The server: its origin, its other addresses, and the answer of `GET /api/visitor`. The server is the one that delivered
 * this page, or the one in the query (`?server=`) where another static file server delivered the page.
 */
const inQuery = new URLSearchParams(location.search).get("server") ?? "";

/** The server's address, which ends with a slash. Behind a proxy it can have a path: `https://example.org/rt/`. */
const home = URL.canParse(inQuery)
  ? new URL(inQuery.replace(/[?#].*|\/?$/s, "/"))
  : new URL(import.meta.url.slice(0, import.meta.url.lastIndexOf("/static/") + 1));

/** @type {string} */
export const server = home.origin;

/** The path below which the server has all its paths: `/`, or such as `/rt/`. */
export const root = home.pathname;

/** Whether the page and the server have the same origin, so that the page may read its stages. */
export const together = server === location.origin;

/**
 * Return the address of a path, such as `api/wire`, on the server.
 * @param {string} path
 * @param {string} [origin] another origin of the server
 */
export const at = (path, origin = server) => new URL(path, new URL(root, origin));

/** Return the path of an address below the root of the server, such as `api/wire`. @param {URL} url */
export const routeOf = ({ pathname }) => (pathname.startsWith(root) ? pathname.slice(root.length) : pathname);

/**
 * Return the JSON twin of an address (CONTRACT: each page path `P` answers at `/api` + `P` too).
 * @param {URL} url
 * @returns {URL}
 */
export function twin(url) {
  const other = new URL(url);
  const path = routeOf(url);
  if (!/^(?:$|(?:static|api)\/)/.test(path)) other.pathname = `${root}api/${path}`;
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
export const loopback = (name) => /^(127\.0\.0\.1|(.+\.)?localhost)$/.test(name);

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
 * @property {boolean} known whether the browser sent the visitor cookie
 * @property {Limits} limits
 * @property {{ address: string | null, ends: string | null }} catch the address of the catcher, and the time when it ends
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
    const response = await fetch(at("api/visitor"), { credentials: "include" });
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    latest = await response.json();
    return /** @type {Visitor} */ (latest);
  } finally {
    first.resolve();
  }
}

/** Return the server's limits. */
export const limits = async () => (latest ?? (await visitor())).limits;

/** Return the name of the visitor who is logged in; null if nobody is. */
export const username = () => latest?.username ?? null;

/** Return the reason phrase of a status; undefined for a status without one, or before the server has answered. @param {number} status */
export const reason = (status) => latest?.reasons[status];
