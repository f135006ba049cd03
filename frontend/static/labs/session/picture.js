/** A signed cookie in colour, its three parts told apart by hue, by line and in words; `session_cookie.html` draws the same. */
import { make } from "../../shared/dom.js";
import { apart, read, seconds } from "./signed.js";

/**
 * What stands in a `<figure class="signed">` about this cookie.
 * @param {string} raw
 * @returns {Promise<HTMLElement[]>}
 */
export async function picture(raw) {
  const { payload, time, signature } = apart(raw);
  const when = new Date(seconds(time) * 1000).toISOString().replace("T", " ").replace(".000Z", " UTC");
  return [
    make("figcaption", {}, "The lab's own cookie, taken apart by this browser"),
    make("code", {}, part("payload", payload), ".", part("time", time), ".", part("signature", signature)),
    make(
      "dl",
      {},
      ...told("payload", await read(payload), "JSON in base64url. It is not encrypted: anyone can read it."),
      ...told("time", when, "When it was signed. After 31 days the server takes it no more."),
      ...told(
        "signature",
        `${signature.length} characters`,
        "20 bytes of HMAC-SHA1 over the two before. Only who has the key can make it.",
      ),
    ),
  ];
}

/** @param {string} name @param {string} text */
const part = (name, text) => make("span", { class: name }, text);

/** @param {string} name @param {string} says @param {string} means */
const told = (name, says, means) => [
  make("dt", {}, part(name, name)),
  make("dd", {}, make("code", {}, says), ` ${means}`),
];
