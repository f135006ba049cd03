/**
 * Probes: the settings of this browser on which outcomes depend. A standard leaves them to the browser and its user.
 *
 * @typedef {object} Findings
 * @property {"yes" | "no"} secure whether this host accepts a Secure cookie over plain HTTP
 * @property {"yes" | "no"} framed whether a frame of the other site in this page sends the cookies of this site
 * @property {"yes" | "no"} [otherSecure] the same as `secure`, for the other host
 * @property {"yes" | "no"} [sent] whether a window of the other site sends the cookies of this site
 * @property {"yes" | "apart" | "no"} [kept] whether a response to that window can set a cookie of this site; `apart`:
 *   only for requests from windows of the other site
 * @property {"yes" | "no"} [granted] whether a link from the other site gave this site access to its cookies there,
 *   although the browser did not ask the user
 */
import { otherOrigin, server } from "../shared/server.js";
import { Contexts } from "./contexts.js";
import { requestFor, setCookies } from "./set-cookies.js";

/** @typedef {import("./remote-page.js").RemotePage} RemotePage */

const NAMED = "/lab/cookies?lab=probes";
const PATH = `/api${NAMED}`;

/**
 * Find the settings out. Without the small window, look only at this page and its frames.
 * @param {AbortSignal} signal @param {Window | null} popup @returns {Promise<Findings>}
 */
export async function probe(signal, popup) {
  const contexts = new Contexts(signal, popup);
  const jar = new ProbeJar(contexts);
  try {
    await contexts.open();
    await jar.fill();
    const secure = yes((await jar.here()).includes(jar.secure));
    const framed = yes((await jar.from(await contexts.page("/lab/actor", contexts.other))).includes(jar.none));
    return { secure, framed, ...(popup && (await probeWindow(contexts, jar))) };
  } finally {
    await contexts.deadline.despiteStop(() => jar.empty());
    contexts.close();
  }
}

/** Look at the small window. @param {Contexts} contexts @param {ProbeJar} jar */
async function probeWindow(contexts, jar) {
  const elsewhere = () => contexts.window("/lab/actor", contexts.other);
  let page = await elsewhere();
  const before = (await jar.from(page)).includes(jar.none);
  await jar.fillFrom(page);
  const apart = (await jar.from(page)).includes(jar.third);
  await jar.emptyFrom(page); // after the link, the page may no longer reach its own partition
  const otherSecure = yes(await jar.securely());
  await page.link(NAMED);
  page = await elsewhere(); // the cleaning needs a page of the other site
  const after = (await jar.from(page)).includes(jar.none);
  await jar.fillFrom(page); // again: the link may have granted access
  /** @type {Findings["kept"]} */
  const kept = (await jar.here()).includes(jar.third) ? "yes" : apart ? "apart" : "no";
  return { otherSecure, kept, sent: yes(after), granted: yes(after && !before) };
}

/** @param {boolean} truth @returns {"yes" | "no"} */
const yes = (truth) => (truth ? "yes" : "no");

/** The cookies of the probes. A browser that refuses Secure here may accept SameSite=None without it, so try both. */
class ProbeJar {
  #contexts;
  /** A page of the other site in the small window. @type {RemotePage | null} */
  #stranger = null;

  /** @param {Contexts} contexts */
  constructor(contexts) {
    this.#contexts = contexts;
    const name = `lab${contexts.run}probe`;
    this.secure = `${name}Secure`;
    this.none = `${name}None`;
    this.third = `${name}Third`;
  }

  fill() {
    return setCookies([...this.#secure(60), ...both(this.none, 60)], PATH);
  }

  /**
   * Delete all cookies, also those that this page cannot see. The small window may be closed by now, or a link may
   * have led it to this site.
   */
  async empty() {
    await setCookies([...this.#secure(0), ...both(this.none, 0), ...both(this.third, 0)], PATH);
    if (this.#stranger) {
      const contexts = this.#contexts;
      this.#stranger = await contexts.window("/lab/actor", contexts.other).catch(() => null);
    }
    await this.#setFrom(server, both(this.third, 0)).catch(() => {});
    await this.#setFrom(this.#contexts.other, this.#secure(0)).catch(() => {});
  }

  /** Set a cookie of this site in a response to a page of the other site in the small window. @param {RemotePage} page */
  async fillFrom(page) {
    this.#stranger = page;
    await this.#setFrom(server, both(this.third, 60));
  }

  /** Delete this cookie as it was set. @param {RemotePage} page */
  async emptyFrom(page) {
    this.#stranger = page;
    await this.#setFrom(server, both(this.third, 0));
  }

  /** The cookies in a request of this page. @returns {Promise<string>} */
  async here() {
    return (await (await fetch(PATH)).json()).cookie;
  }

  /** The cookies of a host in a request of a page of the other site. @param {RemotePage} page @returns {Promise<string>} */
  async from(page, host = server) {
    const { text = "{}" } = await page.fetch(host + PATH, { credentials: "include" });
    return JSON.parse(text).cookie ?? "";
  }

  /** Whether the other host accepts a Secure cookie. */
  async securely() {
    if (!this.#stranger) return false;
    await this.#setFrom(this.#contexts.other, this.#secure(60));
    return (await this.from(this.#stranger, this.#contexts.other)).includes(this.secure);
  }

  /** @param {string} host @param {string[]} cookies */
  async #setFrom(host, cookies) {
    await this.#stranger?.fetch(host + PATH, { ...requestFor(cookies), credentials: "include" });
  }

  /** @param {number} age in seconds */
  #secure(age) {
    return [`${this.secure}=1; Secure; Path=/; Max-Age=${age}`];
  }
}

/** A SameSite=None cookie with Secure, and one without. @param {string} name @param {number} age in seconds */
const both = (name, age) => [
  `${name}1=1; SameSite=None; Secure; Path=/; Max-Age=${age}`,
  `${name}2=1; SameSite=None; Path=/; Max-Age=${age}`,
];

/** @typedef {{ [Name in keyof Findings]?: string[] }} Condition findings, each with the values that fulfil the condition */

/** Whether the findings fulfil a condition. @param {Condition} condition @param {Findings} findings */
export const fulfils = (condition, findings) =>
  Object.entries(condition).every(([name, values]) =>
    values.includes(findings[/** @type {keyof Findings} */ (name)] ?? ""),
  );

/** The findings in plain words, a sentence each. @param {Findings} findings */
export function describe({ secure, otherSecure = secure, sent, kept, framed, granted }) {
  const here = new URL(server).hostname;
  const there = new URL(/** @type {string} */ (otherOrigin())).hostname;
  return [
    `A Secure cookie over plain HTTP: ${accepted(secure)} at ${here}${secure === otherSecure ? " and" : `, ${accepted(otherSecure)} at`} ${there}.`,
    ...(sent && kept ? [`Third-party cookies: ${thirdParty(sent, kept, granted === "yes")}`] : []),
    `Cookies of this site in a request from a frame of another site in this page: ${framed === "yes" ? "sent" : "not sent"}.`,
    `Access to third-party cookies without a question, after a link from another site: ${granted === "yes" ? "granted, as Firefox does under Playwright" : "not granted"}.`,
  ];
}

/** @param {string} secure */
const accepted = (secure) => (secure === "yes" ? "accepted" : "refused");

/** @param {string} sent @param {string} kept @param {boolean} granted */
function thirdParty(sent, kept, granted) {
  if (granted) return "not sent at first, but allowed after a link from another site.";
  if (sent === "yes")
    return kept === "yes" ? "allowed." : "sent, but a response to a page of another site cannot set one.";
  return kept === "apart" ? "partitioned: each top-level site has cookies of its own." : "blocked.";
}
