/**
 * The script of a page that a lab opens under `/lab/…`, on this site or the other one. It reports the server's answer to
 * the lab's page and runs the commands of that page. `#home=` is the origin of the lab's page, `id=` names the report.
 */
import { sameServer } from "../shared/server.js";

const home = sameServer(parameter("home")) ? parameter("home") : null;
const lab = /** @type {Window} */ (top?.opener ?? top);

/** @param {"id" | "home"} name */
function parameter(name) {
  return new URLSearchParams(location.hash.slice(1)).get(name);
}

/** @param {string | null} id @param {unknown} report */
function send(id, report) {
  if (home && id) lab.postMessage({ lab: id, report }, home);
}

/** What the lab may command. @type {Record<string, (options: any) => unknown>} */
const COMMANDS = {
  async fetch({ url, init }) {
    try {
      const response = await fetch(url, init);
      const { type, status, headers, redirected } = response;
      return { type, status, redirected, url: response.url, headers: [...headers], text: await response.text() };
    } catch (error) {
      return { error: String(error) };
    }
  },
  link({ url }) {
    location.assign(url);
  },
  frame({ url }) {
    document.body.append(element("iframe", { src: url }));
  },
  /** Load an image or a frame, and report when it has loaded or failed. */
  load({ tag, url, method }) {
    const target = element(tag, method ? { name: crypto.randomUUID() } : { src: url });
    const ended = new Promise((done) => {
      target.onerror = done;
      target.onload = () => target.contentDocument?.URL === "about:blank" || done(null); // the blank page comes first
    });
    document.body.append(target);
    if (method) submit({ action: url, method, target: target.name });
    return ended.then(() => document.body.replaceChildren());
  },
  form({ url, method }) {
    submit({ action: url, method });
  },
  async request({ order }) {
    await (await import("./requests.js")).request(order);
  },
  cookie({ set }) {
    document.cookie = set;
  },
};

/** @param {{ action: string, method: string, target?: string }} properties */
function submit(properties) {
  const form = element("form", properties);
  document.body.append(form);
  form.submit();
}

/** @param {string} tag @param {object} properties @returns {any} */
function element(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

addEventListener("message", async ({ origin, source, data }) => {
  if (origin !== home || source !== lab) return;
  send(data.lab, (await COMMANDS[data.command]?.(data)) ?? null);
});

function arrive() {
  send(parameter("id"), JSON.parse(document.querySelector("[type='application/json']")?.textContent ?? "null"));
}

addEventListener("hashchange", arrive); // the lab opens the same page again, with another id
arrive();
