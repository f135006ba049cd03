/**
 * The redirect matrix: each row sends a request to a redirect, and says what arrived where it led. What should arrive is
 * one algorithm, for a page as for a script: the Fetch standard's HTTP-redirect fetch.
 */
import { AWAY } from "./rows.away.js";
import { HERE } from "./rows.here.js";
import { MATRIX } from "./rows.matrix.js";

/**
 * @typedef {object} Try how a case is done; all but `by` and `to` may be left out
 * @property {keyof typeof HOW} by who asks: a script with `fetch`, or a frame, as the page that a link or a form leads to
 * @property {string} to the page's path; a script asks for its JSON twin
 * @property {string} [method] a frame with a method is led by a form, one without by a link
 * @property {"text" | "multipart"} [body]
 * @property {Record<string, string>} [headers]
 * @property {RequestRedirect} [redirect] fetch's own option
 * @property {"there"} [starts] at the server's other name, to a browser another site
 * @property {"there"} [lands] likewise
 * @property {keyof typeof SAY} [say] what the case is about, if not the arrival
 *
 * @typedef {import("../runner.js").Row & Try} RedirectRow
 * @typedef {import("../places.js").Places} Places
 *
 * @typedef {object} Landed what came of it
 * @property {any} told what the last server saw, by its own word; nothing where it had no word
 * @property {string} url the last address, as far as one may know
 * @property {Response} [response] to a script
 * @property {Document} [page] in a frame
 */

/** @type {import("../runner.js").Lab} */
export const lab = {
  name: "Redirect matrix",
  panel: "redirects",
  rows: [...MATRIX, ...HERE, ...AWAY],
  async open(places) {
    /** What several cases look at, each from its side, is asked once. @type {Map<string, Promise<Landed | string>>} */
    const asked = new Map();
    return {
      async attempt(/** @type {RedirectRow} */ row) {
        const { by, to, method, body, headers, redirect, starts } = row;
        const request = JSON.stringify([by, to, method, body, headers, redirect, starts]);
        if (!asked.has(request)) asked.set(request, HOW[by](places, row));
        const landed = await /** @type {Promise<Landed | string>} */ (asked.get(request));
        return typeof landed === "string" ? landed : SAY[row.say ?? "arrival"](landed, row, places);
      },
    };
  },
};

/** Who asks; each gives what came of it, or a word for an end without an answer. */
const HOW = {
  /** @param {Places} places @param {RedirectRow} row @returns {Promise<Landed | string>} */
  async script(places, row) {
    const { method, headers, redirect } = row;
    const body = row.body === "multipart" ? parts() : row.body && "hello";
    let response;
    try {
      response = await places.inTime(fetch(address(places, row), { method, headers, redirect, body }));
    } catch (error) {
      if (error instanceof TypeError) return error.name; // all that fetch tells of an error, by the standard
      throw error;
    }
    const text = await places.inTime(response.text());
    return { response, url: response.url, told: text && JSON.parse(text) };
  },
  /** @param {Places} places @param {RedirectRow} row @returns {Promise<Landed | string>} */
  async frame(places, row) {
    const { method, body } = row;
    const enctype = body === "multipart" ? "multipart/form-data" : "application/x-www-form-urlencoded";
    const order = { method, enctype, fields: body && { note: "hello" } };
    if (row.lands === "there") return { url: "", told: await tells(places, row, order) };
    const page = await places.frame({ ...order, url: address(places, row) });
    if (!page) return "an error page of the browser";
    const json = page.querySelector("[type='application/json']")?.textContent;
    return { page, url: page.URL, told: json && JSON.parse(json) };
  },
};

/** What a page of the other site tells, where the redirect led: nobody may look into it. The fragment tells it whom to tell. @param {Places} places @param {RedirectRow} row @param {object} order */
async function tells(places, row, order) {
  const id = crypto.randomUUID();
  const url = `${address(places, row)}${new URL(places.telling("/", id)).hash}`;
  const [told] = await Promise.all([places.hear(id), places.frame({ ...order, url })]);
  return told;
}

/** Where a case starts. @param {Places} places @param {RedirectRow} row */
function address(places, { by, to, starts }) {
  const path = to.startsWith("/lab/away") ? marked(to, places.token, !starts) : to;
  return places.url(by === "script" ? `/api${path}` : path, {}, starts && places.other);
}

/**
 * `path` with a token at each hop, by which the wire knows whose it is: to the other site no cookie comes along.
 * @param {string} path @param {string} token @param {boolean} [first] a hop to which a cookie does
 * @returns {string}
 */
function marked(path, token, first = false) {
  const url = new URL(path, location.origin);
  const next = url.searchParams.get("to");
  if (next) url.searchParams.set("to", marked(next, token));
  if (!first) url.searchParams.set("wire", token);
  return `${url.pathname}${url.search}`;
}

function parts() {
  const form = new FormData();
  form.set("note", "hello");
  form.set("file", new Blob(["hello"], { type: "text/plain" }), "a.txt");
  return form;
}

/** What a case came to, in words. */
const SAY = {
  /** @param {Landed} landed */
  arrival({ told }) {
    const { method, size, text, type } = seen(told);
    const same = text === undefined || text.includes("hello");
    return [method, size ? (same ? "body" : "another body") : "no body", type].filter(Boolean).join(", ");
  },
  /** @param {Landed} landed */
  parts({ told }) {
    const { method, type = "" } = seen(told);
    const fields = Object.entries(told.form).map(([name, values]) => `${name}=${values}`);
    const files = told.files.map((/** @type {any} */ each) => `${each.filename} of ${each.size} bytes`);
    return [method, type.split(";")[0], ...fields, ...files].join(", ");
  },
  /** A HEAD has no word of its own: only that its answer has no body. @param {Landed} landed */
  head: ({ told }) => (told ? seen(told).method : "HEAD"),
  /** @param {Landed} landed */
  end: ({ told }) => (/\/landing$/.test(told.path) ? "it arrives" : `it ends at ${told.path}`),
  /** @param {Landed} landed */
  url: ({ url }) => new URL(url).pathname + new URL(url).hash,
  /** @param {Landed} landed */
  query: ({ told }) => Object.keys(told.args).join(", ") || "no query",
  /** @param {Landed} landed */
  response: ({ response }) =>
    `${response?.type}, status ${response?.status}${response?.redirected ? ", redirected" : ""}`,
  /** @param {Landed} landed */
  words: ({ page }) => page?.querySelector("h1")?.textContent ?? "",
  /** @param {Landed} landed @param {RedirectRow} row */
  headers({ told }, { headers = {} }) {
    const came = seen(told).headers;
    return (
      Object.keys(headers)
        .filter((name) => came[name.toLowerCase()])
        .join(", ") || "none"
    );
  },
  /** @param {Landed} landed */
  site: ({ told }) => `Sec-Fetch-Site: ${told.site}`,
  /** @param {Landed} landed @param {RedirectRow} _ @param {Places} places */
  origin: ({ told }, _, places) => `Origin: ${named(told.origin, places)}`,
  /** @param {Landed} landed @param {RedirectRow} _ @param {Places} places */
  referer: ({ told }, _, places) => `Referer: ${named(told.referer, places)}`,
};

/** What arrived, alike from `/landing` and from `/lab/cookies`, which say it in their own ways. @param {any} told */
function seen(told) {
  if (!told.body) return { ...told, headers: told };
  const pairs = /** @type {[string, string][]} */ (told.headers);
  const headers = Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value]));
  return { method: told.method, size: told.body.size, text: told.body.text, type: headers["content-type"], headers };
}

/** An origin by its part in the case, so that it is the same on any port. @param {string | null} url @param {Places} places */
function named(url, places) {
  if (!url) return "none";
  return url.replace(location.origin, "this origin").replace(places.other, "the other origin");
}
