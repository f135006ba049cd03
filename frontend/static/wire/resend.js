/** The form that sends a recorded request again, with changes. The result is a new trip, which can be compared with the old one. */
import { make, sheet } from "../shared/dom.js";
import { server } from "../shared/server.js";
import { count, size } from "../shared/text.js";
import { toBytes } from "./bytes.js";
import { wire } from "./client.js";
import { summary } from "./diagram.js";
import { action, show } from "./dialog.js";
import { header, pathOf } from "./entry.js";
import { check, draftOf, encoded } from "./resend.request.js";

/**
 * @typedef {import("./entry.js").Entry} Entry
 * @typedef {import("./entry.js").Trip} Trip
 * @typedef {import("./resend.request.js").Checked} Checked
 * @typedef {import("./resend.request.js").Draft} Draft
 * @typedef {import("./resend.request.js").Field} Field
 */

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/** Milliseconds in which the wire records an exchange after its response. */
const RECORDED = 3000;

/** The forms by their entries: a form keeps what was typed while the dialog shows something else. @type {WeakMap<Entry, ResendForm>} */
const forms = new WeakMap();

/** Show the form. @param {HTMLDialogElement} dialog @param {Entry} entry @param {() => void} back shows the exchange again */
export async function openResend(dialog, entry, back) {
  await sheet("resend.css", import.meta.url);
  const form = forms.get(entry) ?? new ResendForm(dialog, entry, back);
  forms.set(entry, form);
  await form.show();
}

class ResendForm {
  #dialog;
  #entry;
  #back;
  #draft;
  #method = input();
  #url = input();
  #headers = area("6");
  #text = area("8");
  #asRecorded = /** @type {HTMLInputElement} */ (make("input", { type: "radio", name: "resend-body" }));
  #asText = /** @type {HTMLInputElement} */ (make("input", { type: "radio", name: "resend-body" }));
  #status = make("p", { role: "status", class: "sent" });
  #result = make("div", { class: "buttons" });
  /** The trip of the recorded request, from its hop on. @type {Entry[]} */
  #original;
  #form = make("form", { class: "resend", novalidate: "" });
  #busy = false;

  /** @param {HTMLDialogElement} dialog @param {Entry} entry @param {() => void} back */
  constructor(dialog, entry, back) {
    this.#dialog = dialog;
    this.#entry = entry;
    this.#back = back;
    this.#draft = draftOf(entry, server);
    const entries = wire.trips.get(entry.pageref)?.entries ?? [entry];
    this.#original = entries.slice(Math.max(entries.indexOf(entry), 0));
    this.#build();
  }

  /** Show the form, with all that was typed. */
  show() {
    const target = make("span", { class: "target" }, `${this.#entry.request.method} ${pathOf(this.#entry)}`);
    const view = { title: ["Edit and resend ", target], buttons: [action("Back", this.#back)], focus: this.#method };
    return show(this.#dialog, view, this.#form);
  }

  #build() {
    const { method, url, headers, fixed } = this.#draft;
    // Default values, so that the form can be reset.
    this.#method.defaultValue = method;
    this.#url.defaultValue = url;
    this.#headers.defaultValue = headers;
    this.#method.setAttribute("list", "resend-methods");
    const methods = METHODS.map((value) => make("option", { value }));
    this.#form.append(
      make("datalist", { id: "resend-methods" }, ...methods),
      make("p", { class: "hint" }, ...this.#introduction()),
      make("div", { class: "line" }, labelled("Method", this.#method), labelled("URL", this.#url)),
      labelled("Headers", this.#headers, "One per line, as Name: value. Lines with the same name become one header."),
      fixed.length ? fixedHeaders(fixed) : "",
      this.#body(),
      make(
        "p",
        { class: "buttons" },
        make("button", {}, "Send"),
        make("button", { type: "reset", class: "quiet" }, "Undo changes"),
      ),
      this.#status,
      this.#result,
    );
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#form.addEventListener("reset", () => this.#report([]));
  }

  /** Explain how the new request will differ from the recorded one. */
  #introduction() {
    const { moved } = this.#draft;
    const navigation = header(this.#entry.request.headers, "sec-fetch-mode") === "navigate";
    return [
      "A script of this page sends the request with your cookies, follows redirects, and uses no cache, so the browser may add Cache-Control and Pragma. ",
      navigation
        ? "The recorded request opened a page, and a script cannot do that: Sec-Fetch-Mode and Sec-Fetch-Dest will differ. "
        : "",
      moved ? `The recorded request went to ${moved}. This one goes to ${server}, which can have other cookies. ` : "",
    ];
  }

  /** The body: as it was recorded, or as text. */
  #body() {
    const { bytes, text, kind, lines } = this.#draft;
    this.#text.defaultValue = text;
    this.#asRecorded.defaultChecked = bytes !== null;
    this.#asText.defaultChecked = bytes === null;
    this.#text.addEventListener("input", () => {
      this.#asText.checked = true;
    });
    const ways = make(
      "div",
      { class: "ways", role: "radiogroup", "aria-label": "Body is sent" },
      make("label", { class: "check" }, this.#asRecorded, ` As recorded, ${size(bytes?.length ?? 0)}`),
      make("label", { class: "check" }, this.#asText, " As typed"),
    );
    return make(
      "div",
      { class: "body-field" },
      labelled("Body", this.#text, aboutBody(kind, this.#entry, lines)),
      bytes ? ways : "",
    );
  }

  /** Check the form, and send the request; show the problems at their fields. */
  async #submit() {
    if (this.#busy) return;
    const typed = check(
      {
        method: this.#method.value,
        url: this.#url.value,
        headers: this.#headers.value,
        body: this.#asRecorded.checked ? this.#draft.bytes : encoded(this.#text.value, this.#draft.lines),
      },
      server,
    );
    this.#result.replaceChildren();
    this.#report(typed.problems);
    if (typed.problems.length) return;
    this.#busy = true; // the button stays enabled, so that it keeps the focus
    this.#status.textContent = "The request is on its way …";
    try {
      this.#status.textContent = await this.#exchange(typed);
    } finally {
      this.#busy = false;
    }
  }

  /** @param {Checked["problems"]} problems */
  #report(problems) {
    /** @type {Record<Field, HTMLElement>} */
    const fields = { Method: this.#method, URL: this.#url, Headers: this.#headers, Body: this.#text };
    for (const [name, field] of Object.entries(fields)) {
      const texts = problems.filter((problem) => problem.field === name).map(({ text }) => text);
      field.setAttribute("aria-invalid", String(texts.length > 0));
      /** @type {HTMLElement} */ (field.parentElement?.querySelector(".problem")).textContent = texts.join("\n");
    }
    this.#status.textContent = problems.length ? "Not sent. Correct the fields that are marked." : "";
    const [first] = problems;
    if (first) fields[first.field].focus();
  }

  /** Send the request, and offer the comparison with its trip. @param {Checked} typed @returns {Promise<string>} the status line */
  async #exchange({ method, url, headers, body }) {
    await wire.refresh();
    const after = wire.latest;
    /** @type {Request | undefined} */
    let request;
    let last = "";
    let problem = "";
    try {
      request = new Request(url, {
        method,
        headers,
        body,
        credentials: "include",
        redirect: "follow",
        cache: "no-store",
      });
      const response = await fetch(request);
      last = response.url;
      await response.body?.pipeTo(new WritableStream()); // an unread body would stop the response
    } catch (error) {
      problem = `The browser gave the page no response (${error instanceof Error ? error.message : error}). Perhaps the server does not answer, a redirect led to another site, or there were more than 20 redirects. Your input is unchanged. `;
    }
    const dropped = headers.map(([name]) => name).filter((name) => request && !request.headers.has(name));
    if (dropped.length) problem += `The browser dropped ${dropped.join(", ")}. `;
    const trip = await this.#arrival(request?.method ?? method, url, after, last);
    if (!trip) return `${problem}The request is not on the wire.`;
    this.#result.replaceChildren(action("Compare with the original", () => this.#compare(trip)));
    return `${problem}On the wire: ${summary(trip.entries)}.`;
  }

  /**
   * Return the trip that a request began, as soon as it is on the wire with all its hops.
   * @param {string} method @param {string} url @param {number} after the newest entry before it @param {string} last the URL of the response; empty if there is none
   */
  async #arrival(method, url, after, last) {
    const began = performance.now();
    for (;;) {
      await wire.refresh();
      const trip = [...wire.trips.values()].find(
        ({ entries: [first] }) => first && first._id > after && begins(first, method, url),
      );
      const end = trip?.entries.at(-1)?.request.url;
      if (performance.now() - began > RECORDED || (end && (!last || pathname(end) === pathname(last)))) return trip;
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  /** @param {Trip} trip */
  async #compare(trip) {
    const { openComparison } = await import("./compare.js");
    await openComparison(this.#dialog, this.#original, trip.entries, () => this.show());
  }
}

/** @param {Entry} entry @param {string} method @param {string} url */
const begins = ({ request }, method, url) => request.method === method && pathname(request.url) === pathname(url);

/** @param {string} url */
const pathname = (url) => (URL.canParse(url) ? new URL(url).pathname : url);

const input = () =>
  /** @type {HTMLInputElement} */ (make("input", { autocomplete: "off", autocapitalize: "off", spellcheck: "false" }));

/** @param {string} rows */
const area = (rows) => /** @type {HTMLTextAreaElement} */ (make("textarea", { rows, spellcheck: "false" }));

/**
 * Put a label on a control, a hint and the place of its problems below it.
 * @param {string} name @param {HTMLElement} control @param {string} [hint]
 */
function labelled(name, control, hint = "") {
  const id = `resend-${name.toLowerCase()}`;
  control.id = id;
  control.setAttribute("aria-describedby", `${id}-problem ${id}-hint`);
  return make(
    "div",
    { class: "field" },
    make("label", { for: id }, name),
    control,
    make("p", { class: "problem", id: `${id}-problem` }),
    make("p", { class: "hint", id: `${id}-hint` }, hint),
  );
}

/** The recorded headers that the form leaves out. @param {Draft["fixed"]} fixed */
function fixedHeaders(fixed) {
  const rows = fixed.map(({ name, value, why }) =>
    make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, value, make("p", { class: "hint" }, why))),
  );
  return make(
    "details",
    {},
    make("summary", {}, `${count(fixed.length, "header")} of the recorded request that the browser sets by itself`),
    make("table", {}, make("caption", {}, "Headers that the browser sets"), make("tbody", {}, ...rows)),
  );
}

/** @param {Draft["kind"]} kind @param {Entry} entry @param {Draft["lines"]} lines */
function aboutBody(kind, { request }, lines) {
  const breaks = lines === "CRLF" ? " Line breaks are sent as CRLF, as in the recorded body." : "";
  return {
    none: "The recorded request had no body.",
    text: `Text is sent as UTF-8.${breaks}`,
    bytes: "The recorded body is not UTF-8 text, so it cannot be edited here. Text that you type replaces it.",
    truncated: `The wire has only the beginning of this body, ${size(recordedSize(request))} of ${size(request.bodySize)}, so it cannot be sent again as it was. Only the text in this field is sent.${breaks}`,
  }[kind];
}

/** @param {Entry["request"]} request */
const recordedSize = ({ postData }) => toBytes(postData?.text ?? "", postData?._encoding).length;
