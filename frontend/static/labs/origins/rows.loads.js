/** Fetch Metadata by kind of request: elements, scripts, workers, and the navigation of a top-level page. */
import { loadRow } from "./loads.js";

const GENERATED = "fetch/metadata/generated/";

/**
 * Kinds of requests that a page of any site may make: mode and destination, and the file of web-platform-tests.
 * @type {[words: string, load: import("./loads.js").Load, metadata: string, wpt?: string][]}
 */
const KINDS = [
  ["script", { kind: "script" }, "no-cors, script", "element-script.https.sub.html"],
  ["module script", { kind: "module script" }, "cors, script", "element-script.https.sub.html"],
  ["style sheet", { kind: "stylesheet" }, "no-cors, style"],
  ["font", { kind: "FontFace" }, "cors, font", "css-font-face.https.sub.tentative.html"],
  ["image", { kind: "img" }, "no-cors, image", "element-img.https.sub.html"],
  [
    "image with crossorigin",
    { kind: "img", attributes: { crossorigin: "" } },
    "cors, image",
    "element-img.https.sub.html",
  ],
  ["image button", { kind: "input type=image" }, "no-cors, image", "element-input-image.https.sub.html"],
  ["audio", { kind: "audio" }, "no-cors, audio", "element-audio.https.sub.html"],
  ["video", { kind: "video" }, "no-cors, video", "element-video.https.sub.html"],
  ["preloaded script", { kind: "preload", attributes: { as: "script" } }, "no-cors, script"],
  ["preloaded style sheet", { kind: "preload", attributes: { as: "style" } }, "no-cors, style"],
  ["preloaded font", { kind: "preload", attributes: { as: "font", crossorigin: "" } }, "cors, font"],
  ["preloaded image", { kind: "preload", attributes: { as: "image" } }, "no-cors, image"],
  ["preloaded module", { kind: "modulepreload" }, "cors, script"],
  ["XMLHttpRequest", { kind: "XMLHttpRequest" }, "cors, empty"],
  ["EventSource", { kind: "EventSource" }, "cors, empty"],
  ["beacon", { kind: "sendBeacon" }, "no-cors, empty"],
  ["fetch with keepalive", { kind: "fetch", ask: { keepalive: true } }, "cors, empty"],
  ["frame", { kind: "iframe" }, "navigate, iframe", "element-iframe.https.sub.html"],
];

/** Kinds of requests that only a page of the same origin may make. @type {typeof KINDS} */
const SAME_ORIGIN = [
  ["worker", { kind: "Worker" }, "same-origin, worker", "worker-dedicated-constructor.sub.html"],
  ["module worker", { kind: "module Worker" }, "same-origin, worker", "worker-dedicated-constructor.sub.html"],
  ["shared worker", { kind: "SharedWorker" }, "same-origin, sharedworker"],
  ["track", { kind: "track" }, "same-origin, track"],
  ["fetch, same-origin", { kind: "fetch", ask: { mode: "same-origin" } }, "same-origin, empty"],
];

/** @type {Record<string, string>} */
const WEBKIT = {
  font: "WebKitGTK loads fonts without CORS: the request has no Origin header.",
  track: "WebKitGTK loads a track of the same origin with the mode no-cors.",
};

/** @param {string} words @param {string} [file] */
const more = (words, file) => ({
  wpt: file && GENERATED + file,
  ...(WEBKIT[words] && { differs: { WebKit: WEBKIT[words] } }),
});

/** @type {import("./loads.js").LoadGroup[]} */
const GROUPS = [
  {
    source: "Fetch Metadata, Sec-Fetch-Dest",
    rule: "Each kind of request has its mode and its destination. A server can refuse a script or a frame that another site loads.",
    cases: [
      ...KINDS.flatMap(
        ([words, load, metadata, file]) =>
          /** @type {import("./loads.js").LoadGroup["cases"]} */ ([
            [`Loaded here: ${words}`, { ...load, site: "this" }, `same-origin, ${metadata}`, more(words, file)],
            [`Loaded by another site: ${words}`, load, `cross-site, ${metadata}`, more(words, file)],
          ]),
      ),
      ...SAME_ORIGIN.map(
        ([words, load, metadata, file]) =>
          /** @type {import("./loads.js").LoadGroup["cases"][number]} */ ([
            `Loaded here: ${words}`,
            { ...load, site: "this" },
            `same-origin, ${metadata}`,
            more(words, file),
          ]),
      ),
    ],
  },
  {
    source: "Fetch Metadata, Sec-Fetch-Site",
    rule: "A navigation of the top-level page has the destination document. Sec-Fetch-Site compares the page that started it with the new page.",
    cases: [
      ["A link, top-level", { kind: "link", site: "this", popup: true }, "same-origin, navigate, document"],
      ["A link of another site, top-level", { kind: "link", popup: true }, "cross-site, navigate, document"],
      ["A posted form, top-level", { kind: "form", site: "this", popup: true }, "same-origin, navigate, document"],
      ["A posted form of another site, top-level", { kind: "form", popup: true }, "cross-site, navigate, document"],
    ],
  },
];

export const LOADS = GROUPS.flatMap(({ cases, ...rule }) =>
  cases.map((values) => ({ ...rule, ...loadRow("metadata")(...values) })),
);
