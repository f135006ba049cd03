/** The steps of a case of the session lab. A step changes the cookie, sends it, or gives a part of the outcome. */
import { apart, joined, read, seconds } from "./signed.js";

/**
 * @typedef {import("./holder.js").Holder} Holder
 * @typedef {import("./holder.js").Keys} Keys
 * @typedef {import("./signed.js").Signed} Signed
 * @typedef {(holder: Holder) => Promise<string | void>} Step gives its part of the outcome, if it has one
 * @typedef {(robert: Signed, jane: Signed) => Signed | string | Promise<Signed>} Forge makes a cookie from Robert's and Jane's
 * @typedef {import("../rows.js").Group<[title: string, sent: string, expected: string, steps: Step[], more?: Pick<import("../rows.js").Row, "differs" | "wpt">]>} SessionGroup
 */

/** @type {Forge} */
export const untouched = (robert) => robert;

/** Put a cookie into the browser. @param {Forge} [forge] @returns {Step} */
export const put = (forge) => async (holder) => holder.put(await made(holder, forge));

/** Delete the cookie. @returns {Step} */
export const remove = () => (holder) => holder.remove();

/** Send the cookie to an app; the outcome is Flask's verdict. @param {Keys} [keys] @returns {Step} */
export const send = (keys) => async (holder) => inWords(await holder.get(keys ?? "current"));

/** Put a cookie into the browser, and send it. @param {Forge} forge @param {Keys} [keys] */
export const tried = (forge, keys) => [put(forge), send(keys)];

/** Send the cookie to an app, without an outcome. @param {Keys} keys @returns {Step} */
export const visit = (keys) => async (holder) => {
  await holder.get(keys);
};

/** @param {Keys} keys @param {Record<string, string>} [fields] @returns {Step} */
export const logIn =
  (keys, fields = {}) =>
  async (holder) => {
    await holder.post(keys, "login", { username: "robert", ...fields });
  };

/** @returns {Step} */
export const logOut = () => async (holder) => {
  await holder.post("current", "logout");
};

/** Set a cookie of the same name by script. @param {"over" | "beside"} where @param {Forge} forge @returns {Step} */
export const script = (where, forge) => async (holder) => holder.script(await made(holder, forge), where);

/** Decode the payload of the cookie in this browser, without a key. @returns {Step} */
export const readPayload = () => async (holder) => read(apart((await holder.get("current")).raw).payload);

/** Log in, and compare the time in the cookie with this browser's clock. @returns {Step} */
export const readTime = () => async (holder) => {
  await holder.post("current", "login", { username: "robert" });
  const signed = seconds(apart((await holder.get("current")).raw).time);
  return Math.abs(Date.now() / 1000 - signed) < 5 ? "the time of the login" : new Date(signed * 1000).toISOString();
};

/** @param {Holder} holder @param {Forge} [forge] */
async function made({ robert, jane }, forge = untouched) {
  const cookie = await forge(robert, jane);
  return typeof cookie === "string" ? cookie : joined(cookie);
}

/** @param {{ taken: boolean, username: string, reason: string }} answer */
function inWords({ taken, username, reason }) {
  if (taken) return `taken: ${username}`;
  return reason === "no cookie" ? reason : `discarded: ${reason}`;
}
