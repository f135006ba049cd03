/** Helpers that build elements, and that take them out of the document. Text from outside the page only ever becomes text nodes. */

/**
 * Create an element with attributes and children.
 * @param {string} name
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** @param {string} text */
export const code = (text) => make("code", {}, text);

/**
 * Create a table of names and values.
 * @param {string} caption
 * @param {Iterable<[string, string]>} rows
 * @returns {HTMLElement}
 */
export function table(caption, rows) {
  const body = make("tbody");
  for (const [name, value] of rows)
    body.append(make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, value)));
  return make("table", {}, make("caption", {}, caption), body);
}

/** @type {Map<string, Promise<void>>} */
const sheets = new Map();

/**
 * Add a style sheet to the page once, and resolve when it is loaded. A module awaits its own sheet before it draws for
 * the first time, so that nothing is shown without its style. A sheet that cannot be loaded does not stop the module.
 * @param {string} path
 * @param {string} base the module's `import.meta.url`
 * @returns {Promise<void>}
 */
export function sheet(path, base) {
  const { href } = new URL(path, base);
  const loaded = sheets.get(href) ?? link(href);
  sheets.set(href, loaded);
  return loaded;
}

/** @param {string} href @returns {Promise<void>} */
function link(href) {
  const element = make("link", { rel: "stylesheet", href });
  const { promise, resolve } = /** @type {PromiseWithResolvers<void>} */ (Promise.withResolvers());
  element.addEventListener("load", () => resolve());
  element.addEventListener("error", () => resolve());
  document.head.append(element);
  return promise;
}
/**
 * The shelf of the panels that are not open. Their parts leave the document, so that no label and no name occurs in it
 * twice. A frame stays where it is, because a browser empties a frame that leaves the document.
 */
export class Shelf {
  /** @type {Map<HTMLElement, [place: Comment, part: Element][]>} */
  #stowed = new Map();

  /** Take the parts of a panel out of the document; a comment keeps the place of each. @param {HTMLElement} panel */
  stow(panel) {
    if (this.#stowed.has(panel)) return;
    const parts = [...partsOf(panel)].map((part) => /** @type {[Comment, Element]} */ ([new Comment(), part]));
    for (const [place, part] of parts) part.replaceWith(place);
    this.#stowed.set(panel, parts);
  }

  /** Put the parts of a panel back. @param {HTMLElement} panel */
  restore(panel) {
    for (const [place, part] of this.#stowed.get(panel) ?? []) place.replaceWith(part);
    this.#stowed.delete(panel);
  }
}

/** The largest parts that contain no frame. @param {Element} element @returns {Generator<Element>} */
function* partsOf(element) {
  for (const child of element.children) {
    if (child.matches("iframe")) continue;
    if (child.querySelector("iframe")) yield* partsOf(child);
    else yield child;
  }
}
