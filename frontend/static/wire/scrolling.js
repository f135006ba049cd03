/** Parts that scroll are tab stops, so that the keyboard can scroll them; the others are none. */

const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) mark(target);
});

/** Make an element a tab stop whenever its content is larger than itself. @param {HTMLElement} element */
export function stopIfItScrolls(element) {
  observer.observe(element);
  return element;
}

/** @param {Element} element */
function mark(element) {
  const scrolls = element.scrollHeight > element.clientHeight || element.scrollWidth > element.clientWidth;
  if (scrolls) element.setAttribute("tabindex", "0");
  else element.removeAttribute("tabindex");
}
