/** Let the server set cookies: `/api/lab/cookies` sends each value back as a Set-Cookie header, unchanged. A query names the lab that does it. */

/** The options of a `fetch` that sets these cookies. @param {string[]} values */
export const requestFor = (values) => ({
  method: "POST",
  headers: { "Content-Type": "application/x-www-form-urlencoded" },
  body: new URLSearchParams(values.map((value) => ["set", value])).toString(),
});

/** @param {string[]} values @param {string} url */
export async function setCookies(values, url) {
  const keepalive = values.every((value) => /; Max-Age=(0|-86400)$/.test(value)); // delete cookies even while the page is closed
  const response = await fetch(url, { ...requestFor(values), keepalive });
  const { set, detail } = await response.json();
  if (set !== values.length) throw new Error(detail ?? `the server set ${set} cookies instead of ${values.length}`);
}
