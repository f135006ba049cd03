/**
 * The request that a person composes in the Origins panel. A page of the other site sends it by script and shows everything
 * that the script learns. The query of the page has the parts of the request and the headers of its answer.
 */
import { make, table } from "../shared/dom.js";
import { pretty } from "../shared/text.js";

/** The prefix of the fields that set a header of the answer. */
const ANSWER = "answer-";

/** @param {HTMLElement} output an element that says what happens; details follow it */
export async function send(output) {
  const query = new URLSearchParams(location.search);
  const say = (/** @type {string} */ sentence, /** @type {Node[]} */ ...details) => {
    output.textContent = sentence;
    output.after(...details);
  };
  let request;
  try {
    request = requestOf(addressOf(output.dataset.hand ?? "", query), query);
  } catch (error) {
    return say(`The script sent nothing: ${error instanceof Error ? error.message : error}`);
  }
  const line = make(
    "p",
    {},
    "The request: ",
    make("code", {}, `${request.method} ${new URL(request.url).origin}${new URL(request.url).pathname}`),
    ".",
  );
  const removed = removedFrom(request, query);
  output.before(line, ...removed);
  say("The request is on its way.");
  try {
    const response = await fetch(request);
    say(sentence(response), ...(response.type === "opaque" ? [] : details(response, await response.text())));
  } catch (error) {
    say(
      `The script gets an error, and nothing else (${error}). It does not learn the reason. The wire shows whether the ` +
        "browser sent the request.",
    );
  }
}

/** The address of the answer, with the headers that it gets. @param {string} address @param {URLSearchParams} query */
function addressOf(address, query) {
  const url = new URL(address);
  for (const [name, value] of query) {
    if (name === "wire") url.searchParams.set(name, value);
    else if (name.startsWith(ANSWER) && value) url.searchParams.set(name.slice(ANSWER.length), value);
  }
  return url;
}

/**
 * The request; this throws if no script can send it.
 * @param {URL} url @param {URLSearchParams} query
 */
function requestOf(url, query) {
  const part = (/** @type {string} */ name) => query.get(name) ?? "";
  const method = part("method");
  const bodiless = /^(GET|HEAD)$/.test(method) || !part("body");
  return new Request(url, {
    method,
    headers: headersIn(query),
    credentials: /** @type {RequestCredentials} */ (part("with")),
    mode: /** @type {RequestMode} */ (part("mode")),
    ...(!bodiless && { body: part("body") }),
  });
}

/** The headers of the request, as names and values. @param {URLSearchParams} query @returns {[string, string][]} */
function headersIn(query) {
  const lines = (query.get("header") ?? "").split("\n").map((line) => line.trim());
  const pairs = lines.filter(Boolean).map((line) => {
    const colon = line.indexOf(":");
    if (colon < 1) throw new Error(`“${line}” is not a header. Write it as Name: value.`);
    return /** @type {[string, string]} */ ([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  });
  const type = query.get("type");
  return type ? [...pairs, ["Content-Type", type]] : pairs;
}

/** Say which headers the browser does not let this script set. @param {Request} request @param {URLSearchParams} query @returns {Node[]} */
function removedFrom({ headers }, query) {
  const names = headersIn(query).flatMap(([name]) => (headers.has(name) ? [] : [name]));
  return names.length ? [make("p", {}, `The browser does not let the script set ${names.join(", ")}.`)] : [];
}

/** @param {Response} response */
function sentence({ type, status }) {
  return type === "opaque"
    ? "The request arrived, and the script gets an opaque response: no status, no headers and no body."
    : `The browser lets the script read the answer: status ${status}.`;
}

/** @param {Response} response @param {string} text @returns {Node[]} */
function details({ headers }, text) {
  const body = text
    ? make("pre", { tabindex: "0", "aria-label": "Body" }, pretty(text))
    : make("p", {}, "The answer has no body.");
  return [body, table("Headers that the script can read", [...headers])];
}
