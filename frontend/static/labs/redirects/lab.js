/**
 * The redirect matrix: each case sends a request to a redirect and looks at the request that arrives at its target. The
 * standard has one algorithm for scripts and pages: HTTP-redirect fetch (Fetch).
 */
import { rowsOf } from "../rows.js";
import { ACROSS } from "./rows.across.js";
import { ASTRAY } from "./rows.astray.js";
import { MATRIX } from "./rows.matrix.js";
import { WITHIN } from "./rows.within.js";
import { row } from "./rules.js";

/**
 * @typedef {import("./rules.js").RedirectRow} RedirectRow
 * @typedef {import("../contexts.js").Contexts} Contexts
 *
 * @typedef {object} Landing the end of a redirect chain
 * @property {any} answer of the last server, which describes the request; empty if it has no body
 * @property {string} url the last one; empty if this page may not know it
 * @property {Response} [response] of a script
 * @property {Document} [page] in a frame
 */

const matrix = rowsOf(MATRIX, row);

/** @type {import("../runner.js").Lab} */
export const lab = {
  name: "Redirect matrix",
  // The wire keeps 200 exchanges: the rows with several hops on two sites, which people look up there, come last.
  rows: [...matrix, ...rowsOf(WITHIN, row), ...ASTRAY, ...rowsOf(ACROSS, row)],
  grid: async () => (await import("./grid.js")).gridOf(lab, matrix),
  parallel: () => true, // every case has its own frame
  async open(contexts) {
    /** Several cases look at the same request; it is sent once. @type {Map<string, { landing: Promise<Landing | string>, mark: string }>} */
    const sent = new Map();
    return {
      async attempt(/** @type {RedirectRow} */ row) {
        const { by, path, method, body, headers, redirect, starts } = row;
        const request = JSON.stringify([by, path, method, body, headers, redirect, starts]);
        const { landing, mark } = sent.get(request) ?? {
          landing: by === "fetch" ? script(contexts, row) : frame(contexts, row),
          mark: contexts.mark,
        };
        sent.set(request, { landing, mark });
        contexts.mark = mark;
        const end = await landing;
        return typeof end === "string" ? end : LOOK[row.look](end, row, contexts);
      },
    };
  },
};

/** Seconds for a fetch of twenty redirects on a busy machine. A fetch always ends, so that no case waits in vain. */
const PATIENCE = 60;

/** Send the request by script. @param {Contexts} contexts @param {RedirectRow} row @returns {Promise<Landing | string>} a word if there is no answer */
async function script(contexts, row) {
  const { method, headers, redirect } = row;
  const body = row.body === "multipart" ? parts() : row.body && "hello";
  let response;
  try {
    const sent = fetch(address(contexts, row), { method, headers, redirect, body });
    response = await contexts.deadline.within(sent, PATIENCE);
  } catch (error) {
    if (error instanceof TypeError) return error.name; // its message differs from browser to browser
    throw error;
  }
  const text = await contexts.deadline.within(response.text());
  return { response, url: response.url, answer: text && JSON.parse(text) };
}

/** Send the request by a link or a form, into a frame. @param {Contexts} contexts @param {RedirectRow} row @returns {Promise<Landing | string>} */
async function frame(contexts, row) {
  const { by, method, body, ends } = row;
  const enctype = body === "multipart" ? "multipart/form-data" : "application/x-www-form-urlencoded";
  // A GET replaces the query of the action, so the mark is a field.
  const fields = { note: "hello", ...(method === "GET" && { case: contexts.mark }) };
  const form = by === "form" ? { method, enctype, fields } : {};
  const url = address(contexts, row);
  if (ends === "other") {
    const id = crypto.randomUUID(); // this page may not read the frame, so the page there reports to this one
    const [answer] = await Promise.all([
      contexts.messages.report(id),
      contexts.frame({ ...form, url: url + contexts.messages.fragment(id) }),
    ]);
    return { url: "", answer };
  }
  const page = await contexts.frame({ ...form, url });
  if (!page) return "an error page of the browser";
  const json = page.querySelector("[type='application/json']")?.textContent;
  return { page, url: page.URL, answer: json && JSON.parse(json) };
}

/** The first URL of a case. @param {Contexts} contexts @param {RedirectRow} row */
function address(contexts, { by, path, starts }) {
  const own = starts === "this";
  const marked = path.startsWith("/lab/away") ? withToken(path, contexts.token, own) : path;
  return contexts.url(by === "fetch" ? `/api${marked}` : marked, {}, own ? undefined : contexts.other);
}

/**
 * `path` with the wire's token at each hop: requests to the other site have no visitor cookie.
 * @param {string} path @param {string} token @param {boolean} [cookie] whether this hop has the cookie
 * @returns {string}
 */
function withToken(path, token, cookie = false) {
  const url = new URL(path, location.origin);
  const next = url.searchParams.get("to");
  if (next) url.searchParams.set("to", withToken(next, token));
  if (!cookie) url.searchParams.set("wire", token);
  return `${url.pathname}${url.search}`;
}

function parts() {
  const form = new FormData();
  form.set("note", "hello");
  form.set("file", new Blob(["hello"], { type: "text/plain" }), "a.txt");
  return form;
}

/**
 * The ways to look at the end of a case: each gives its outcome in words.
 * @type {Record<import("./rules.js").Look, (landing: Landing, row: RedirectRow, contexts: Contexts) => string>}
 */
const LOOK = {
  arrival({ answer }) {
    const { method, size, text, type } = seen(answer);
    const same = text === undefined || text.includes("hello");
    return [method, size ? (same ? "body" : "another body") : "no body", type].filter(Boolean).join(", ");
  },
  parts({ answer }) {
    const { method, type = "" } = seen(answer);
    const fields = Object.entries(answer.form).map(([name, values]) => `${name}=${values}`);
    const files = answer.files.map((/** @type {any} */ file) => `${file.filename} of ${file.size} bytes`);
    return [method, type.split(";")[0], ...fields, ...files].join(", ");
  },
  /** The answer to a HEAD has no body that could describe the request. */
  head: ({ answer }) => (answer ? seen(answer).method : "HEAD"),
  end({ answer, url }) {
    const path = answer?.path ?? decodeURI(new URL(url).pathname);
    return /^(\/api)?\/lab\/landing$/.test(path) ? "it arrives" : `it ends at ${path}`;
  },
  url: ({ url }) => new URL(url).pathname + new URL(url).hash,
  query: ({ answer }) => Object.keys(answer.args).join(", ") || "no query",
  response: ({ response }) =>
    `${response?.type}, status ${response?.status}${response?.redirected ? ", redirected" : ""}`,
  words: ({ page }) => page?.querySelector("h1")?.textContent ?? "",
  headers({ answer }, { headers = {} }) {
    const arrived = seen(answer).headers;
    return (
      Object.keys(headers)
        .filter((name) => arrived[name.toLowerCase()])
        .join(", ") || "none"
    );
  },
  site: ({ answer }) => `Sec-Fetch-Site: ${answer.site}`,
  origin: ({ answer }, _, contexts) => `Origin: ${named(answer.origin, contexts)}`,
  referer: ({ answer }, _, contexts) => `Referer: ${named(answer.referer, contexts)}`,
};

/** The request that arrived, in one form: `/lab/landing` and `/lab/cookies` describe it in different ones. @param {any} answer */
function seen(answer) {
  if (!answer.body) return { ...answer, headers: answer };
  const pairs = /** @type {[string, string][]} */ (answer.headers);
  const headers = Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value]));
  return {
    method: answer.method,
    size: answer.body.size,
    text: answer.body.text,
    type: headers["content-type"],
    headers,
  };
}

/** An origin or a URL in words, without the port. @param {string | null} url @param {Contexts} contexts */
function named(url, contexts) {
  if (!url) return "none";
  return url.replace(location.origin, "this origin").replace(contexts.other, "the other origin");
}
