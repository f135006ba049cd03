/**
 * The ways in which a page under `/lab/loads` makes a request: by an element, by a script, or for a worker. Each ends when
 * the browser reports that it has loaded or failed; where the browser reports nothing, it ends without waiting.
 *
 * @typedef {object} Order
 * @property {string} kind one of `WAYS`
 * @property {string} url
 * @property {RequestInit} [ask] the options of a `fetch`
 * @property {Record<string, string>} [attributes] of the element
 * @property {string} [meta] the referrer policy that a `<meta>` element gives the page first
 */

/** @type {Record<string, (order: Order) => unknown>} */
const WAYS = {
  fetch: ({ url, ask }) => fetch(url, ask),
  XMLHttpRequest({ url }) {
    const request = new XMLHttpRequest();
    request.open("GET", url);
    const ended = event(request, "loadend");
    request.send();
    return ended;
  },
  async EventSource({ url }) {
    const source = new EventSource(url);
    await event(source, "error");
    source.close();
  },
  sendBeacon: ({ url }) => navigator.sendBeacon(url, "hello"),
  FontFace: ({ url }) => new FontFace("lab", `url("${url}")`).load(),
  Worker: ({ url }) => event(new Worker(url), "error"),
  "module Worker": ({ url }) => event(new Worker(url, { type: "module" }), "error"),
  SharedWorker: ({ url }) => event(new SharedWorker(url), "error"),
  "module script": ({ url }) => load("script", { type: "module", src: url }),
  script: ({ url }) => load("script", { src: url }),
  img: ({ url, attributes }) => load("img", { ...attributes, src: url }),
  "input type=image": ({ url }) => load("input", { type: "image", src: url }),
  stylesheet: ({ url }) => load("link", { rel: "stylesheet", href: url }),
  modulepreload: ({ url }) => load("link", { rel: "modulepreload", href: url }),
  preload: ({ url, attributes }) => load("link", { rel: "preload", ...attributes, href: url }),
  audio: ({ url }) => load("audio", { preload: "auto", src: url }),
  video: ({ url }) => load("video", { preload: "auto", src: url }),
  track({ url }) {
    const video = document.createElement("video");
    const track = element("track", { default: "", kind: "subtitles", srclang: "en", src: url });
    video.append(track);
    document.body.append(video);
    const [list] = video.textTracks;
    if (list) list.mode = "showing";
    return event(track, "error");
  },
  iframe: ({ url, attributes }) => load("iframe", { ...attributes, src: url }),
  a({ url, attributes }) {
    const frame = element("iframe", { name: "there" });
    const link = element("a", { ...attributes, href: url, target: "there" });
    document.body.append(frame, link);
    const ended = event(frame, "load");
    link.click();
    return ended;
  },
};

/** Milliseconds after which an event counts as missing. The lab looks for the request itself, not for the event. */
const PATIENCE = 1000;

/** Make a request. A failure is no error: only the request counts. @param {Order} order */
export async function request(order) {
  document.body.replaceChildren(); // what the last request left
  if (order.meta) document.head.append(element("meta", { name: "referrer", content: order.meta }));
  try {
    await Promise.race([WAYS[order.kind]?.(order), new Promise((done) => setTimeout(done, PATIENCE))]);
  } catch {
    // the answer is not what the kind of request needs
  }
}

/** @param {string} tag @param {Record<string, string>} attributes */
function load(tag, attributes) {
  const made = element(tag, attributes);
  document.body.append(made);
  return Promise.race(["load", "error", "loadedmetadata"].map((name) => event(made, name)));
}

/** @param {string} tag @param {Record<string, string>} attributes */
function element(tag, attributes) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** @param {EventTarget} target @param {string} name */
const event = (target, name) => new Promise((done) => target.addEventListener(name, done, { once: true }));
