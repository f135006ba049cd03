/** The script of `/origins/elsewhere`, a page of another origin: send a request or submit a form, and show the result. */
const output = /** @type {HTMLElement | null} */ (document.querySelector("[data-ask]"));
const composed = /** @type {HTMLElement | null} */ (document.querySelector("[data-hand]"));
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-submit-now]"));

/** @param {HTMLElement} output */
async function send(output) {
  const url = output.dataset.ask ?? "";
  output.textContent = `Sending a request to ${url.replace(/\?.*/, "")} …`;
  try {
    const response = await fetch(url, { credentials: "include" });
    const body = document.createElement("pre");
    body.textContent = JSON.stringify(await response.json(), null, 2);
    output.textContent = `The server allows this origin, so the browser let this page read the answer (${response.status}):`;
    output.after(body);
  } catch (error) {
    output.textContent =
      `The browser sent the request and the server answered, but the browser hides the answer (${error}): ` +
      "no Access-Control-Allow-Origin header allows this page's origin to read it.";
  }
}

if (output) send(output);
if (composed) import("./elsewhere.hand.js").then((hand) => hand.send(composed));
form?.requestSubmit();
