/** What a case of the session lab is made of: each step does something with the cookie, or says what came of it. */
import { apart, joined, read, seconds } from "./signed.js";

/**
 * @typedef {import("./lab.js").Holder} Holder
 * @typedef {import("./lab.js").Keys} Keys
 * @typedef {import("./lab.js").SessionRow} SessionRow
 * @typedef {import("./signed.js").Signed} Signed
 * @typedef {SessionRow["steps"][number]} Step
 * @typedef {(own: Signed, other: Signed) => Signed | string | Promise<Signed>} Forge makes a cookie of Robert's and Jane's
 */

/** @type {Forge} */
export const untouched = (own) => own;

/** Put a cookie into the browser. @param {Forge} [forge] @returns {Step} */
export const put = (forge) => async (holder) => holder.put(await made(holder, forge));

/** Take it away. @returns {Step} */
export const remove = () => (holder) => holder.remove();

/** Ask an app, and say what it made of the cookie. @param {Keys} [keys] @returns {Step} */
export const ask = (keys) => async (holder) => verdict(await holder.ask(keys ?? "current"));

/** Put a cookie there, and ask. @param {Forge} forge @param {Keys} [keys] */
export const tried = (forge, keys) => [put(forge), ask(keys)];

/** Ask without a word on it. @param {Keys} keys @returns {Step} */
export const visit = (keys) => async (holder) => {
  await holder.ask(keys);
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

/** Let a script of the page set a cookie of that name. @param {"over" | "beside"} where @param {Forge} forge @returns {Step} */
export const script = (where, forge) => async (holder) => holder.script(await made(holder, forge), where);

/** Say what stands in the cookie that the browser has, without asking anybody who has a key. @returns {Step} */
export const readPayload = () => async (holder) => read(apart((await holder.ask("current")).raw).payload);

/** Log in, and compare the time that the cookie names with this browser's clock. @returns {Step} */
export const readTime = () => async (holder) => {
  await holder.post("current", "login", { username: "robert" });
  const signed = seconds(apart((await holder.ask("current")).raw).time);
  return Math.abs(Date.now() / 1000 - signed) < 5 ? "the time of the login" : new Date(signed * 1000).toISOString();
};

/** @param {Holder} holder @param {Forge} [forge] */
async function made({ own, other }, forge = untouched) {
  const cookie = await forge(own, other);
  return typeof cookie === "string" ? cookie : joined(cookie);
}

/** @param {{ taken: boolean, username: string, reason: string }} told */
function verdict({ taken, username, reason }) {
  if (taken) return `taken: ${username}`;
  return reason === "no cookie" ? reason : `discarded: ${reason}`;
}
