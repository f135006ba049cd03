/** The few helpers that build elements. What came from outside only ever becomes text. */

/**
 * An element with attributes and children.
 * @param {string} name
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** @param {string} text */
export const code = (text) => make("code", {}, text);

/**
 * A table of names and values.
 * @param {string} caption
 * @param {Iterable<[string, string]>} rows
 * @returns {HTMLElement}
 */
export function table(caption, rows) {
  const body = make("tbody");
  for (const [name, value] of rows)
    body.append(make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, value)));
  return make("table", {}, make("caption", {}, caption), body);
}

/** Reason phrases (RFC 9110, section 15), which a navigation and HTTP/2 do not tell. */
const REASONS = /** @type {Record<number, string>} */ ({
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No Content",
  206: "Partial Content",
  301: "Moved Permanently",
  302: "Found",
  303: "See Other",
  304: "Not Modified",
  307: "Temporary Redirect",
  308: "Permanent Redirect",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  410: "Gone",
  413: "Content Too Large",
  418: "I'm a teapot",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  451: "Unavailable For Legal Reasons",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
});

/**
 * A status in words, such as `404 Not Found`.
 * @param {number} status
 * @param {string} [reason] what the server called it, for one that is not in the list
 */
export const inWords = (status, reason = "") => `${status} ${REASONS[status] ?? titled(reason)}`.trim();

/**
 * A status with its number, its reason and its hue.
 * @param {number} status
 * @param {string} [reason]
 * @returns {HTMLElement}
 */
export const chip = (status, reason) =>
  make("span", { class: "status", "data-class": String(Math.floor(status / 100)) }, inWords(status, reason));

/** `PAYMENT REQUIRED`, as Werkzeug writes it, in the letter case of the standard. @param {string} reason */
const titled = (reason) => reason.toLowerCase().replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
