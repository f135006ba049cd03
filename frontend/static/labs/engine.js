/** The name of this browser, from its user agent string. */

/** @returns {import("./rows.js").Engine} */
export function engine() {
  if (navigator.userAgent.includes("Firefox/")) return "Firefox";
  return navigator.userAgent.includes("Chrome/") ? "Chromium" : "WebKit";
}

/** The engine with its version and system, such as `Chromium 156.0.0.0 (X11; Linux x86_64)`. */
export function browser() {
  const { userAgent } = navigator;
  const version = userAgent.match(/(?:Chrome|Firefox|Version)\/([\d.]+)/)?.[1] ?? "(unknown version)";
  return `${engine()} ${version} ${userAgent.match(/\([^)]*\)/)?.[0] ?? ""}`.trim();
}
