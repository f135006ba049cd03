/** Tables of headers. Those that most exchanges have are folded. */
import { make } from "./dom.js";

/** Headers that most exchanges have. */
const COMMON =
  /^(?:accept(?:-.*)?|cache-control|connection|content-security-policy|date|dnt|host|keep-alive|pragma|priority|referrer-policy|sec-ch-.*|sec-gpc|server|te|upgrade-insecure-requests|user-agent|vary|x-content-type-options)$/i;

/**
 * @template {{ name: string }} Header
 * @param {string} caption of the table that is not folded
 * @param {Header[]} headers
 * @param {(caption: string, headers: Header[]) => Node} tableOf
 */
export function headerTables(caption, headers, tableOf) {
  const common = headers.filter(({ name }) => COMMON.test(name));
  const others = headers.filter(({ name }) => !COMMON.test(name));
  const summary = make(
    "summary",
    { class: "hint" },
    `${common.length} common ${common.length === 1 ? "header" : "headers"}`,
  );
  return [
    ...(others.length ? [tableOf(caption, others)] : []),
    ...(common.length ? [make("details", {}, summary, tableOf("Common headers", common))] : []),
  ];
}
