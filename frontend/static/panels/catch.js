/** The Catch panel: the visitor's address, a command to try it, and the last requests that came, as they come. */
import { listing } from "../bench/listing.js";
import { make, sheet } from "../shared/dom.js";
import { loopback, visitor } from "../shared/server.js";
import { chip } from "../shared/status.js";
import { wire } from "../wire/client.js";
import { clientOf, header } from "../wire/entry.js";

/** @typedef {import("../wire/entry.js").Entry} Entry */

/** Requests that the list shows; the wire has more. */
const SHOWN = 10;

/** @param {HTMLElement} section */
export async function start(section) {
  const place = /** @type {HTMLElement} */ (section.querySelector(".caught"));
  await Promise.all([sheet("catch.css", import.meta.url), sheet("../bench/code.css", import.meta.url)]);
  const own = make("div", { class: "own" });
  const list = make("div", {}, make("h3", {}, "The last requests that came"));
  place.append(own, list);
  let shown = "";
  const renew = async () => {
    const { address, ends } = (await visitor()).catch;
    if (shown === `${address} ${ends}`) return;
    shown = `${address} ${ends}`;
    own.replaceChildren(...(address ? addressed(address, ends ?? "") : [none("You have no address yet.")]));
  };
  let last = list.appendChild(came());
  const follow = () => {
    const next = came();
    last.replaceWith(next);
    last = next;
  };
  section.addEventListener("bench-settle", renew);
  for (const event of ["news", "cleared", "lost"]) wire.addEventListener(event, follow);
  await renew();
}

/** @param {string} text */
const none = (text) => make("p", { class: "none" }, text);

/** The time with its zone: the page on the stage has UTC. @type {Intl.DateTimeFormatOptions} */
const TIME = { hour: "numeric", minute: "2-digit", timeZoneName: "short" };

/** @param {string} address @param {string} ends @returns {Node[]} */
function addressed(address, ends) {
  const until = make("time", { datetime: ends }, new Date(ends).toLocaleTimeString([], TIME));
  return [
    listing("address", "Your address", address),
    listing("command", "Try it in a shell", `curl --data 'hello=world' '${address}/orders?id=1'`),
    make(
      "p",
      { class: "hint" },
      "It works until ",
      until,
      ". If you change the answer, its time begins again.",
      ...reach(address),
    ),
  ];
}

/** Explain who can reach an address of this machine. @param {string} address @returns {(Node | string)[]} */
function reach(address) {
  const { hostname } = new URL(address);
  if (!loopback(hostname)) return [];
  return [
    ` Only programs of this machine reach ${hostname}. To let in others, start the server with `,
    make("code", {}, "--host 0.0.0.0"),
    " and open this page by the address of the machine.",
  ];
}

/** The list of the last requests, the newest first. */
function came() {
  const entries = [...wire.trips.values()].flatMap((trip) => trip.entries).filter(({ _caught }) => _caught);
  if (!entries.length) return none("No request has come yet.");
  const newest = entries.sort((one, other) => other._id - one._id).slice(0, SHOWN);
  return make("ol", { class: "last", "aria-label": "Last requests" }, ...newest.map(item));
}

/** @param {Entry} entry */
function item(entry) {
  const { request, response, startedDateTime } = entry;
  const path = request._target.replace(/^.*?\/catch\/[^/?]*/s, "") || "/";
  const time = make("time", { datetime: startedDateTime }, new Date(startedDateTime).toLocaleTimeString());
  const origin = header(request.headers, "origin");
  const from = origin ? ` · ${clientOf(entry)} · ${origin}` : ` · ${clientOf(entry)}`;
  const what = make("span", {}, make("b", {}, request.method), ` ${path} `, chip(response.status, response.statusText));
  return make("li", {}, what, make("small", {}, time, from));
}
