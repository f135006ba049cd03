/**
 * The rows of a lab's table. A lab writes its cases down in groups; a group has the rule that its cases try.
 *
 * @typedef {"Chromium" | "Firefox" | "WebKit"} Engine
 *
 * @typedef {object} Row one case
 * @property {string} title what the case tries; unique in its lab
 * @property {string} sent the request, written for a person
 * @property {string} expected the outcome that the standard requires
 * @property {Permitted[]} [may] other outcomes that a standard permits
 * @property {Condition[]} [moot] with any of these findings the case cannot fail, so that its outcome shows nothing
 * @property {string} rule the reason, in one or two sentences
 * @property {string} source the standard and its section
 * @property {string} [wpt] the file of web-platform-tests that expects the same outcome
 * @property {Partial<Record<Engine, string>>} [differs] the engines that are known to differ, each with the reason
 *
 * @typedef {import("./probes.js").Condition} Condition
 *
 * @typedef {object} Permitted an outcome that a standard permits, although it prefers or describes another one
 * @property {string | RegExp} got
 * @property {Condition} [when] what the probes must have found; without it, the outcome is permitted to any browser
 * @property {string} source the section that permits it
 * @property {string} why
 */

/**
 * @template {unknown[]} Case
 * @typedef {object} Group cases of one rule; a new case is one more array in `cases`
 * @property {string} source
 * @property {string} rule
 * @property {string} [wpt] of all cases that do not name another one
 * @property {Case[]} cases
 */

/**
 * Turn the groups of a lab into its rows.
 * @template {unknown[]} Case
 * @template {Omit<Row, "rule" | "source">} Fields
 * @param {Group<Case>[]} groups
 * @param {(...values: Case) => Fields} fieldsOf makes a row's other properties from a case
 */
export const rowsOf = (groups, fieldsOf) =>
  groups.flatMap(({ cases, ...rule }) => cases.map((values) => ({ ...rule, ...fieldsOf(...values) })));
