/**
 * The progress of a learner. Only this browser keeps it; where a page cannot store anything, it lasts as long as the page.
 *
 * @typedef {object} Opened the mission that is open
 * @property {string} id
 * @property {number} after the newest entry of the wire when the mission was opened: only later trips count
 * @property {number | null} choice the predicted answer
 * @property {string} [seen] the exchanges that have fulfilled it, in words
 *
 * @typedef {Record<string, boolean | null>} Done missions → whether the prediction was right; null without a prediction
 */

// The names are in main.js too: it looks for them without this module.
const DONE = "lessons";
const OPENED = "lessons.mission";

/** @type {Map<string, string>} */
const memory = new Map();

/** Return the missions that are done. @returns {Done} */
export function done() {
  const value = read(DONE);
  return typeof value === "object" && value !== null ? value : {};
}

/** Whether the visitor has begun or skipped the lessons. */
export const begun = () => text(DONE) !== null;

/** Remember that the visitor wants no welcome again. */
export const begin = () => write(DONE, done());

/** @param {string} id @param {boolean | null} right */
export const finish = (id, right) => write(DONE, { ...done(), [id]: right });

/** Return the open mission. @returns {Opened | null} */
export function opened() {
  const value = read(OPENED);
  return typeof value?.id === "string" && Number.isInteger(value.after) ? value : null;
}

/** @param {Opened} mission */
export function open(mission) {
  begin();
  write(OPENED, mission);
}

export const close = () => remove(OPENED);

/** Delete the progress. */
export function reset() {
  remove(DONE);
  remove(OPENED);
}

/** @param {string} key @returns {any} undefined for a text that is no JSON */
function read(key) {
  try {
    return JSON.parse(text(key) ?? "null");
  } catch {
    return undefined;
  }
}

/** @param {string} key @returns {string | null} */
function text(key) {
  try {
    return memory.get(key) ?? localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param {string} key @param {unknown} value */
function write(key, value) {
  const text = JSON.stringify(value);
  try {
    localStorage.setItem(key, text);
    memory.delete(key);
  } catch {
    memory.set(key, text);
  }
}

/** @param {string} key */
function remove(key) {
  memory.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // nothing is stored
  }
}
