/**
 * Where Roundtrip answers: the origin that served this page, or the one that `?server=` names when
 * another static file server did.
 */
const named = new URLSearchParams(location.search).get("server");

/** @type {string} */
export const server = URL.canParse(named ?? "") ? new URL(named ?? "").origin : location.origin;

/** Whether this page and the server have one origin, so that the page may look into its stages. */
export const together = server === location.origin;

/**
 * The JSON twin of an address (CONTRACT: every page path `P` answers at `/api` + `P` too).
 * @param {URL} url
 * @returns {URL}
 */
export function twin(url) {
  const other = new URL(url);
  if (!/^\/(?:$|(?:static|api)\/)/.test(url.pathname)) other.pathname = `/api${url.pathname}`;
  return other;
}

/**
 * This server by its other loopback name: another site to a browser; null where it has no such name.
 * @returns {string | null}
 */
export function otherOrigin() {
  const url = new URL(server);
  const other = { localhost: "127.0.0.1", "127.0.0.1": "localhost" }[url.hostname];
  if (!other) return null;
  url.hostname = other;
  return url.origin;
}

/**
 * @typedef {object} Limits what CONTRACT calls *Limits*; bytes, files, seconds
 * @property {number} max_upload
 * @property {number} max_files
 * @property {number} max_stored
 * @property {number} keep
 * @property {number} max_exchanges
 */

/**
 * What the server knows of this visitor.
 * @returns {Promise<{ username: string | null, limits: Limits }>}
 */
export async function visitor() {
  const response = await fetch(new URL("/api/visitor", server), { credentials: "include" });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return response.json();
}
