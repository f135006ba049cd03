/**
 * Take apart, decode, change and sign a cookie of Flask, `payload.time.signature`, as itsdangerous does it
 * (`URLSafeTimedSerializer`). Nothing of this needs the server; only signing needs a key.
 */

/**
 * @typedef {object} Signed
 * @property {string} payload JSON in base64url (RFC 4648, section 5); after a full stop if it is compressed with zlib
 * @property {string} time seconds since 1970, as big-endian bytes in base64url
 * @property {string} signature 20 bytes of HMAC-SHA1 (RFC 2104) over `payload.time`
 */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** @param {string} raw @returns {Signed} */
export function apart(raw) {
  const [payload = raw, time = "", signature = ""] = /^(.*)\.(.*)\.(.*)$/.exec(raw)?.slice(1) ?? [];
  return { payload, time, signature };
}

/** @param {Signed} signed */
export const joined = ({ payload, time, signature }) => `${payload}.${time}.${signature}`;

/** Decode a payload to its JSON. @param {string} payload @returns {Promise<string>} */
export async function read(payload) {
  const compressed = payload.startsWith(".");
  const bytes = decode(compressed ? payload.slice(1) : payload);
  if (!compressed) return new TextDecoder().decode(bytes);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
}

/** Encode data as a payload. @param {unknown} data */
export const written = (data) => encode(new TextEncoder().encode(JSON.stringify(data)));

/** The seconds since 1970 of a time. @param {string} time */
export const seconds = (time) => decode(time).reduce((sum, byte) => sum * 256 + byte, 0);

/** The time of some seconds since 1970. @param {number} seconds */
export const stamp = (seconds) => encode(new Uint8Array([24, 16, 8, 0].map((shift) => seconds >>> shift)));

/**
 * Sign a payload and a time, as Flask does with its `SECRET_KEY`.
 * @param {Pick<Signed, "payload" | "time">} parts
 * @param {string} key
 * @param {string} [salt] the purpose of the signature
 * @returns {Promise<Signed>}
 */
export async function sign({ payload, time }, key, salt = "cookie-session") {
  const derived = await hmac(new TextEncoder().encode(key), salt);
  return { payload, time, signature: encode(await hmac(derived, `${payload}.${time}`)) };
}

/**
 * `text` with one character replaced by a later one of the base64url alphabet; the lowest bits change first.
 * @param {string} text
 * @param {number} index from the end if negative
 * @param {number} [steps]
 */
export function moved(text, index, steps = 1) {
  const at = (index + text.length) % text.length;
  const next = ALPHABET[(ALPHABET.indexOf(text.charAt(at)) + steps) % ALPHABET.length];
  return text.slice(0, at) + next + text.slice(at + 1);
}

/** @param {string} text */
function decode(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
}

/** @param {Uint8Array} bytes */
function encode(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/** @param {Uint8Array<ArrayBuffer>} key @param {string} text */
async function hmac(key, text) {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-1" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, new TextEncoder().encode(text)));
}
