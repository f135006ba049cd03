/** Texts of the missions: `code` between backticks, and *names of controls* between asterisks. */
import { code, make } from "../shared/dom.js";

/** Return a text as nodes. @param {string} text @returns {(Node | string)[]} */
export const rich = (text) =>
  text.split(/(`[^`]+`|(?<![\w.])\*[^*]+\*)/).map((part) => {
    if (part.startsWith("`")) return code(part.slice(1, -1));
    return /^\*.+\*$/.test(part) ? make("b", {}, part.slice(1, -1)) : part;
  });
