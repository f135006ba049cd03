/**
 * A page that a lab opens (`/lab/…`), of this site or the other: it tells the lab's page what the server said,
 * and does what that page asks of it. The lab's page is at `#home=`, and calls this one `id=`; the server need not know.
 */

const home = origins().find((origin) => origin === called("home"));
const lab = /** @type {Window} */ (top?.opener ?? top);

/** @param {"id" | "home"} name */
function called(name) {
  return new URLSearchParams(location.hash.slice(1)).get(name);
}

/** This server's origin, and the same by its other loopback name. */
function origins() {
  const other = new URL(location.origin);
  other.hostname = other.hostname === "localhost" ? "127.0.0.1" : "localhost";
  return [location.origin, other.origin];
}

/** @param {string | null} id @param {unknown} told */
function tell(id, told) {
  if (home && id) lab.postMessage({ lab: id, told }, home);
}

/** @type {Record<string, (order: any) => unknown>} what the lab may ask for; what is told later tells itself */
const deeds = {
  async fetch({ url, init }) {
    try {
      const response = await fetch(url, init);
      const { type, status, headers, redirected } = response;
      return { type, status, redirected, url: response.url, headers: [...headers], text: await response.text() };
    } catch (error) {
      return { error: String(error) };
    }
  },
  go({ url }) {
    location.assign(url);
  },
  frame({ url }) {
    document.body.append(Object.assign(document.createElement("iframe"), { src: url }));
  },
  /** A picture or a frame in here, perhaps filled by a form; tells when that has ended, well or not. */
  load({ tag, url, method }) {
    const name = crypto.randomUUID();
    const element = Object.assign(document.createElement(tag), method ? { name } : { src: url });
    const ended = new Promise((done) => {
      element.onerror = done;
      element.onload = () => element.contentDocument?.URL === "about:blank" || done(null); // else it is not there yet
    });
    document.body.append(element);
    if (method) {
      const form = Object.assign(document.createElement("form"), { action: url, method, target: name });
      document.body.append(form);
      form.submit();
    }
    return ended.then(() => document.body.replaceChildren());
  },
  form({ url, method, fields = {} }) {
    const form = Object.assign(document.createElement("form"), { action: url, method });
    for (const [name, value] of Object.entries(fields)) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    document.body.append(form);
    form.submit();
  },
};

addEventListener("message", async ({ origin, source, data }) => {
  if (origin !== home || source !== lab) return;
  tell(data.lab, (await deeds[data.deed]?.(data)) ?? null);
});

function arrive() {
  tell(called("id"), JSON.parse(document.querySelector("[type='application/json']")?.textContent ?? "null"));
}

addEventListener("hashchange", arrive); // opened again while it is there
arrive();
