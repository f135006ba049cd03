/** Which hosts and paths get a cookie: Domain and Path. */
import { HOME, NOTHING, WPT } from "./rules.js";

/** @type {import("./rules.js").CookieGroup[]} */
export const SCOPE = [
  {
    source: "RFC 6265bis, 5.7 step 10",
    rule: "Domain must be this host or a parent domain of it (5.1.3). Otherwise the cookie is ignored.",
    wpt: WPT.domain,
    cases: [
      ["Domain is this host", "lab=1; Domain={host}", "lab=1"],
      ["Domain is the other host", "lab=1; Domain={other}", NOTHING],
      ["Domain is an unrelated host", "lab=1; Domain=example.org", NOTHING],
      ["Domain is a subdomain of this host", "lab=1; Domain=below.{host}", NOTHING],
    ],
  },
  {
    source: "RFC 6265bis, 5.6.3",
    rule: "A leading dot of Domain is removed.",
    wpt: WPT.domain,
    cases: [["Domain with a leading dot", "lab=1; Domain=.{host}", "lab=1"]],
  },
  {
    source: "RFC 6265bis, 5.7 step 7",
    rule: "The last Domain counts. An empty one means this host.",
    wpt: WPT.domain,
    cases: [
      ["An empty Domain", "lab=1; Domain=", "lab=1"],
      ["Domain twice, the second one valid", "lab=1; Domain=example.org; Domain={host}", "lab=1"],
    ],
  },
  {
    source: "RFC 6265bis, 5.1.4",
    rule: "Without Path, the path is the directory of the URL that set the cookie. A path matches itself and everything below it.",
    cases: [
      [
        "No Path, a request in the same directory",
        "lab=1",
        "lab=1",
        { ask: `${HOME}/a/c`, wpt: "cookies/path/default.html" },
      ],
      ["No Path, a request below the directory", "lab=1", "lab=1", { ask: `${HOME}/a/b/c` }],
      ["No Path, a request in another directory", "lab=1", NOTHING, { ask: `${HOME}/b` }],
      ["No Path, a request for the directory itself", "lab=1", "lab=1", { ask: `${HOME}/a` }],
      ["No Path, a directory whose name starts the same", "lab=1", NOTHING, { ask: `${HOME}/ab`, wpt: WPT.boundaries }],
      ["Path with a final slash, a request below", `lab=1; Path=${HOME}/a/`, "lab=1", { wpt: WPT.boundaries }],
      [
        "Path with a final slash, a request without it",
        `lab=1; Path=${HOME}/a/`,
        NOTHING,
        { ask: `${HOME}/a`, wpt: WPT.boundaries },
      ],
      ["Path is the root", "lab=1; Path=/", "lab=1", { ask: `${HOME}/b`, wpt: WPT.match }],
      ["A Path that does not match", "lab=1; Path=/elsewhere", NOTHING, { wpt: WPT.path }],
      ["Path in uppercase", "lab=1; Path=/API/LAB", NOTHING, { wpt: WPT.path }],
      ["Path with percent-encoding", `lab=1; Path=${HOME}/%61`, NOTHING],
    ],
  },
  {
    source: "RFC 6265bis, 5.6.4",
    rule: "A Path that does not begin with a slash means the directory of the URL. If Path occurs twice, the last one counts.",
    cases: [
      ["An empty Path", "lab=1; Path=", NOTHING, { ask: `${HOME}/b` }],
      ["A Path without a slash", "lab=1; Path=api", "lab=1", { wpt: WPT.match }],
      ["A Path in quotes", 'lab=1; Path="/"', NOTHING, { ask: `${HOME}/b` }],
      ["Path twice", "lab=1; Path=/elsewhere; Path=/", "lab=1", { source: "RFC 6265bis, 5.7 step 11", wpt: WPT.path }],
    ],
  },
];
