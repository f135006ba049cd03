/** The links of a row: to the section of a standard, and to a file of web-platform-tests. */
import { link, linkToSection } from "../shared/sections.js";

const WPT = "https://github.com/web-platform-tests/wpt/blob/master/";

/**
 * Links to a row's section, and to the file of web-platform-tests that expects the same.
 * @param {import("./rows.js").Row} row
 * @returns {(Node | string)[]}
 */
export function linkTo({ source, wpt }) {
  const section = linkToSection(source);
  return wpt ? [section, ", ", link(WPT + wpt, "web-platform-tests", wpt)] : [section];
}
