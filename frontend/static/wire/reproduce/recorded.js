/** The parts of a recorded request that both snippets send again: body, cookies and headers. */
import { boundaryOf, latin1, toBytes } from "../bytes.js";
import { header } from "../entry.js";

/** @typedef {import("../entry.js").Entry} Entry */

/** Roundtrip's own two cookies: the wire hides their values. */
const HIDDEN = /^(?:session|visitor)=/;

/** Headers that change the answer, and that no client sends by itself. */
const CONDITIONAL = ["if-none-match", "if-modified-since", "range"];

/** Return the headers of a request that change its answer. @param {Entry} entry */
export const conditionalHeaders = (entry) =>
  entry.request.headers.filter(({ name }) => CONDITIONAL.includes(name.toLowerCase()));

/**
 * Return the body that was sent. If the wire has only the beginning of a multipart body, add the boundary that ends it.
 * @param {Entry} entry
 * @returns {{ bytes: Uint8Array, type: string }}
 */
export function body({ request: { postData } }) {
  if (!postData?.text) return { bytes: new Uint8Array(), type: "" };
  const bytes = toBytes(postData.text, postData._encoding);
  const boundary = postData._truncated ? boundaryOf(postData.mimeType) : null;
  const end = new TextEncoder().encode(boundary ? `\r\n--${boundary}--\r\n` : "");
  return { bytes: Uint8Array.of(...bytes, ...end), type: postData.mimeType };
}

/** Encode bytes in lines of 76 characters (RFC 2045, section 6.8). @param {Uint8Array} bytes @returns {string[]} */
export const base64 = (bytes) => btoa(latin1(bytes)).match(/.{1,76}/g) ?? [];

/** Return the cookies of a request, without those whose values the wire hides. @param {Entry} entry */
export function cookiesOf(entry) {
  const pairs = header(entry.request.headers, "cookie")?.split("; ") ?? [];
  return pairs.filter((pair) => !HIDDEN.test(pair));
}

/** Explain what a snippet does not send. @param {Entry[]} trip @returns {string[]} */
export function remarks(trip) {
  const lines = [];
  if (/(?:^|; )session=/.test(header(trip[0]?.request.headers ?? [], "cookie") ?? "")) {
    lines.push(
      "This does not send your session cookie, which is a secret.",
      "Reproduce the login first to be logged in.",
    );
  }
  if (trip.some((entry) => entry.request.postData?._truncated)) {
    lines.push("The wire keeps only the beginning of a long body, so this sends only the beginning.");
  }
  return lines;
}
