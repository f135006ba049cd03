/** The missions of the lessons, in the order of the tutorial. A mission is one row of data. */
import { COOKIES } from "./rows.cookies.js";
import { FORMS } from "./rows.forms.js";
import { ORIGINS } from "./rows.origins.js";
import { REDIRECTS } from "./rows.redirects.js";
import { START } from "./rows.start.js";

/**
 * @typedef {object} Mission texts have `code` between backticks, and *names of controls* between asterisks
 * @property {string} id
 * @property {string} panel the hash of the panel in which it is done; its missions are a chapter
 * @property {string} title
 * @property {string} question
 * @property {string[]} choices
 * @property {number} answer the index of the right choice
 * @property {string} task what to do
 * @property {string} waits what the check looks for on the wire
 * @property {keyof typeof import("./predicates.js").PREDICATES} fits the predicate that checks it
 * @property {string} why
 * @property {[text: string, href: string]} source
 */

/** @type {Mission[]} */
export const MISSIONS = [...START, ...FORMS, ...REDIRECTS, ...COOKIES, ...ORIGINS];

/** @param {string} id */
export const missionOf = (id) => MISSIONS.find((mission) => mission.id === id);

/** Return the name of a panel, which is also the name of the chapter. @param {string} panel */
export const nameOf = (panel) => panel[0]?.toUpperCase() + panel.slice(1);

/** Return the chapters: each name with its missions. @returns {Map<string, Mission[]>} */
export const chapters = () => Map.groupBy(MISSIONS, ({ panel }) => nameOf(panel));

/**
 * Return the next mission that is not done: after this one, else from the beginning.
 * @param {string} id
 * @param {Record<string, unknown>} done by the ids of missions
 * @returns {Mission | undefined}
 */
export function nextOf(id, done) {
  const index = MISSIONS.findIndex((mission) => mission.id === id);
  const others = [...MISSIONS.slice(index + 1), ...MISSIONS.slice(0, Math.max(0, index))];
  return others.find((mission) => !(mission.id in done));
}
