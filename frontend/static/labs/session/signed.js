/**
 * A cookie that Flask has signed, `payload.time.signature`: taken apart, read, changed and signed as itsdangerous does it
 * (`URLSafeTimedSerializer`). None of this needs the server; only signing needs a key.
 */

/**
 * @typedef {object} Signed
 * @property {string} payload JSON in base64url (RFC 4648, section 5); behind a full stop, if it is packed with zlib
 * @property {string} time seconds since 1970, as bytes, the highest first
 * @property {string} signature 20 bytes of HMAC-SHA1 (RFC 2104) over the two before, and the full stop between them
 */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** @param {string} raw @returns {Signed} */
export function apart(raw) {
  const [payload = raw, time = "", signature = ""] = /^(.*)\.(.*)\.(.*)$/.exec(raw)?.slice(1) ?? [];
  return { payload, time, signature };
}

/** @param {Signed} signed */
export const joined = ({ payload, time, signature }) => `${payload}.${time}.${signature}`;

/** The JSON in a payload, which anyone can read. @param {string} payload @returns {Promise<string>} */
export async function read(payload) {
  const packed = payload.startsWith(".");
  const bytes = decode(packed ? payload.slice(1) : payload);
  if (!packed) return new TextDecoder().decode(bytes);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
}

/** @param {unknown} data @returns {string} a payload */
export const written = (data) => encode(new TextEncoder().encode(JSON.stringify(data)));

/** When it was signed, in seconds since 1970. @param {string} time */
export const seconds = (time) => decode(time).reduce((sum, byte) => sum * 256 + byte, 0);

/** @param {number} seconds @returns {string} a time */
export const stamp = (seconds) => encode(new Uint8Array([24, 16, 8, 0].map((shift) => seconds >>> shift)));

/**
 * Sign a payload and a time, as Flask does with its `SECRET_KEY`.
 * @param {Pick<Signed, "payload" | "time">} parts
 * @param {string} key
 * @param {string} [salt] what the signature is for
 * @returns {Promise<Signed>}
 */
export async function sign({ payload, time }, key, salt = "cookie-session") {
  const derived = await hmac(new TextEncoder().encode(key), salt);
  return { payload, time, signature: encode(await hmac(derived, `${payload}.${time}`)) };
}

/**
 * `text` with one character moved on in the alphabet of base64url; the lowest bits change first.
 * @param {string} text
 * @param {number} index from the end, if negative
 * @param {number} [steps]
 */
export function moved(text, index, steps = 1) {
  const at = (index + text.length) % text.length;
  const next = ALPHABET[(ALPHABET.indexOf(text.charAt(at)) + steps) % ALPHABET.length];
  return text.slice(0, at) + next + text.slice(at + 1);
}

/** @param {string} text */
function decode(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
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
  const made = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-1" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", made, new TextEncoder().encode(text)));
}
