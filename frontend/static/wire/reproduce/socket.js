/** A trip as a test that writes bytes to a connection: for requests that Playwright changes or refuses. */
import { latin1 } from "../bytes.js";
import { bytes } from "./python.js";
import { base64 } from "./recorded.js";

/** @typedef {import("./recorded.js").Sent} Sent */

export const REMARK = "Playwright would change this request, so the test writes its bytes.";

/**
 * Send a request, and check the status of its answer; 0 if none was recorded.
 * @param {Sent} request
 * @param {number} status
 * @returns {string[]}
 */
export function exchange(request, status) {
  const secure = request.origin.toLowerCase().startsWith("https:");
  const host = request.origin.replace(/^.*?:\/\//, "");
  return [
    `with closing(${secure ? "HTTPSConnection" : "HTTPConnection"}("${host}")) as connection:`,
    "    connection.send(",
    ...head(request, host).map((line) => `        ${bytes(`${line}\r\n`)}`),
    ...body(request.body).map((line) => `        ${line}`),
    "    )",
    ...(status
      ? ['    answer = connection.sock.makefile("rb").readline()', `assert answer.split()[1] == b"${status}"`]
      : ["# No answer was recorded: the connection broke."]),
  ];
}

/** @param {Sent} request @param {string} host @returns {string[]} */
function head({ method, target, headers, cookies, type, body }, host) {
  return [
    `${method} ${target} HTTP/1.1`,
    `Host: ${host}`,
    ...headers.map(({ name, value }) => `${name}: ${value}`),
    ...cookies.map((value) => `Cookie: ${value}`),
    ...(type ? [`Content-Type: ${type}`] : []),
    ...(body.length || method === "POST" ? [`Content-Length: ${body.length}`] : []),
    "Connection: close",
    "",
  ];
}

/** Write a body as literals; other bytes than text are in base64. @param {Uint8Array} body @returns {string[]} */
function body(body) {
  const binary = latin1(body);
  if (!binary) return [];
  if (/^[\s -~]*$/.test(binary)) return (binary.match(/.{1,76}/gs) ?? []).map(bytes);
  return ["+ b64decode(", ...base64(body).map((line) => `    "${line}"`), ")"];
}
