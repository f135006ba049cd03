/** Statuses in words, with the reason phrases that the server names. */
import { make } from "./dom.js";
import { reason } from "./server.js";

/**
 * Return a status with its reason phrase, such as `404 Not Found`.
 * @param {number} status
 * @param {string} [recorded] the phrase in the answer itself, for a status without a standard phrase
 */
export const inWords = (status, recorded = "") => `${status} ${reason(status) ?? recorded}`.trim();

/**
 * Create an element that shows a status with its number, its reason phrase and its colour (see `colours.css`).
 * @param {number} status
 * @param {string} [recorded]
 * @returns {HTMLElement}
 */
export const chip = (status, recorded) =>
  make("span", { class: "status", "data-class": String(Math.floor(status / 100)) }, inWords(status, recorded));
