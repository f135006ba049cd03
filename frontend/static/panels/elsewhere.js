/** On the page of another origin (`/origins/elsewhere`): ask or post by itself, and say what came of it. */
const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-ask]"));
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-submit-now]"));

/** @param {HTMLElement} place */
async function ask(place) {
  const url = place.dataset.ask ?? "";
  place.textContent = `Asking ${url} …`;
  try {
    const response = await fetch(url, { credentials: "include" });
    const pre = document.createElement("pre");
    pre.textContent = JSON.stringify(await response.json(), null, 2);
    place.textContent = `The browser let this page read the answer (${response.status}), because the server allows this origin:`;
    place.after(pre);
  } catch (error) {
    place.textContent =
      `The request went out, and the server answered it, but the browser keeps the answer to itself (${error}): ` +
      "no Access-Control-Allow-Origin header allows this page's origin to read it.";
  }
}

if (place) ask(place);
form?.requestSubmit();
