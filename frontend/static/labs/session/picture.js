/** A figure of a signed cookie: its three parts in colours, and each part explained. `session_cookie.html` has the same figure. */
import { make } from "../../shared/dom.js";
import { apart, read, seconds } from "./signed.js";

/**
 * The content of a `<figure class="signed">`.
 * @param {string} raw
 * @returns {Promise<HTMLElement[]>}
 */
export async function picture(raw) {
  const { payload, time, signature } = apart(raw);
  const when = new Date(seconds(time) * 1000).toISOString().replace("T", " ").replace(".000Z", " UTC");
  return [
    make("figcaption", {}, "The lab's own cookie, taken apart in this browser"),
    make("code", {}, part("payload", payload), ".", part("time", time), ".", part("signature", signature)),
    make(
      "dl",
      {},
      ...term("payload", await read(payload), "JSON in base64url. It is not encrypted: anyone can read it."),
      ...term("time", when, "The time of signing. The server rejects the cookie after 31 days."),
      ...term(
        "signature",
        `${signature.length} characters`,
        "20 bytes of HMAC-SHA1 over the payload and the time. Only a server with the key can make it.",
      ),
    ),
  ];
}

/** @param {string} name @param {string} text */
const part = (name, text) => make("span", { class: name }, text);

/** @param {string} name @param {string} value @param {string} meaning */
const term = (name, value, meaning) => [
  make("dt", {}, part(name, name)),
  make("dd", {}, make("code", {}, value), ` ${meaning}`),
];
