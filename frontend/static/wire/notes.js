/** The note on a Set-Cookie header, from the server's parse of it and the table of explanations. */
import { attributeNote } from "./explanations/explain.js";

/** @typedef {import("./entry.js").Cookie} Cookie */

/** Return the note on a Set-Cookie header (RFC 6265bis, section 4.1.2). @param {Cookie} cookie */
export function cookieNote(cookie) {
  const name = cookie.name || "the cookie without a name";
  const domain = cookie._hostOnly ? "this host" : `${cookie.domain} and its subdomains`;
  const path = cookie.path === "/" ? "" : `, only for ${cookie.path} and the paths below it`;
  if (cookie._refused) {
    const asked = lifetime(`Asks to delete ${name}`, `Asks to keep ${name}`, cookie._lifetime);
    return `${asked} for ${domain}${path}; refused because ${cookie._refused}.`;
  }
  const sentences = [`${lifetime(`Delete ${name}`, `Store ${name}`, cookie._lifetime)} for ${domain}${path}.`];
  if (cookie.httpOnly) sentences.push(attributeNote("HttpOnly"));
  if (cookie.secure) sentences.push(attributeNote("Secure"));
  if (cookie._partitioned) sentences.push(attributeNote("Partitioned"));
  if (cookie.sameSite) sentences.push(attributeNote(`SameSite=${cookie.sameSite}`));
  return sentences.join(" ");
}

/** @param {string} deletion @param {string} storage @param {number | null} seconds */
function lifetime(deletion, storage, seconds) {
  if (seconds === null) return `${storage} until the browser closes,`;
  if (seconds === 0) return deletion;
  return `${storage} for ${seconds.toLocaleString("en")} seconds,`;
}
