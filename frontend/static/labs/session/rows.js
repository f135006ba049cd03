/** The cases of the session lab. Robert's and Jane's cookies are valid; `dev` is a key that everybody can guess. */
import { moved, seconds, sign, stamp, written } from "./signed.js";
import { logIn, logOut, put, readPayload, readTime, remove, script, send, tried, untouched, visit } from "./steps.js";

/** @typedef {import("./signed.js").Signed} Signed */

const TAKEN = "taken: robert";
const DISCARDED = "discarded: bad signature";
const DAY = 24 * 60 * 60;
const ADMIN = written({ username: "admin" });
const LONG = "ho ho ho ho ho ho ho ho ho";

/** `time` plus a number of days. @param {string} time @param {number} days */
const later = (time, days) => stamp(seconds(time) + days * DAY);

/** A cookie of `admin`, signed in this browser with a key. @param {string} key @param {{ days?: number, salt?: string }} [how] */
const forged =
  (key, { days = 0, salt } = {}) =>
  (/** @type {Signed} */ { time }) =>
    sign({ payload: ADMIN, time: later(time, days) }, key, salt);

/** @type {import("./steps.js").SessionGroup[]} */
export const GROUPS = [
  {
    source: "Flask quickstart, sessions",
    rule: "A signed session is not encrypted: anyone who has the cookie can read it without a key.",
    cases: [
      ["Sent back unchanged", "payload.time.signature", TAKEN, tried(untouched)],
      ["The payload, decoded without a key", "atob(payload)", '{"username":"robert"}', [put(untouched), readPayload()]],
      [
        "A long, compressed payload, decoded without a key",
        "inflate(atob(payload))",
        `{"username":"${LONG}"}`,
        [logIn("current", { username: LONG }), readPayload()],
      ],
      ["The time, decoded without a key", "atob(time)", "the time of the login", [readTime()]],
    ],
  },

  {
    source: "itsdangerous exceptions, BadSignature",
    rule: "The signature covers the payload and the time. If the signature is wrong, Flask silently starts an empty session.",
    cases: [
      [
        "A new payload with the old signature",
        '{"username":"admin"}.time.signature',
        DISCARDED,
        tried((robert) => ({ ...robert, payload: ADMIN })),
      ],
      [
        "One character of the payload changed",
        "payl0ad.time.signature",
        DISCARDED,
        tried((robert) => ({ ...robert, payload: moved(robert.payload, 3) })),
      ],
      [
        "One character of the time changed",
        "payload.t1me.signature",
        DISCARDED,
        tried((robert) => ({ ...robert, time: moved(robert.time, 3) })),
      ],
      [
        "A later time, to make the session last longer",
        "payload.time + 1 day.signature",
        DISCARDED,
        tried((robert) => ({ ...robert, time: later(robert.time, 1) })),
      ],
      [
        "One character of the signature changed",
        "payload.time.s1gnature",
        DISCARDED,
        tried((robert) => ({ ...robert, signature: moved(robert.signature, 0) })),
      ],
      [
        "The signature of another cookie",
        "payload.time.Jane's signature",
        DISCARDED,
        tried((robert, { signature }) => ({ ...robert, signature })),
      ],
      ["An empty signature", "payload.time.", DISCARDED, tried((robert) => ({ ...robert, signature: "" }))],
      [
        "No signature, and no full stop before it",
        "payload.time",
        DISCARDED,
        tried(({ payload, time }) => `${payload}.${time}`),
      ],
      ["Three invalid parts", "a.b.c", DISCARDED, tried(() => "a.b.c")],
      ["One invalid part", "garbage", "discarded: malformed", tried(() => "garbage")],
      ["An empty cookie", "an empty value", "discarded: empty", tried(() => "")],
      ["No cookie", "no cookie", "no cookie", [remove(), send()]],
    ],
  },

  {
    source: "RFC 4648, 3.5",
    rule: "The signature has 160 bits; its 27 characters have 162. A decoder may ignore the last two bits, and Python's does.",
    cases: [
      [
        "The unused last bits of the signature changed",
        "payload.time.signature, the last character + 1",
        TAKEN,
        tried((robert) => ({ ...robert, signature: moved(robert.signature, -1) })),
      ],
      [
        "The last used bits of the signature changed",
        "payload.time.signature, the last character + 4",
        DISCARDED,
        tried((robert) => ({ ...robert, signature: moved(robert.signature, -1, 4) })),
      ],
    ],
  },
  {
    source: "itsdangerous exceptions, BadSignature",
    rule: "The signature covers the encoded text, with its unused bits.",
    cases: [
      [
        "The unused last bits of the time changed",
        "payload.time, the last character + 1.signature",
        DISCARDED,
        tried((robert) => ({ ...robert, time: moved(robert.time, -1) })),
      ],
    ],
  },
  {
    source: "Python base64, base64.b64decode",
    rule: "Python ignores characters that are not base64, although RFC 4648 (3.3) says to reject them. So two different cookies can hold the same session.",
    cases: [
      [
        "Asterisks inside the signature",
        "payload.time.sign****ature",
        TAKEN,
        tried((robert) => ({ ...robert, signature: robert.signature.replace(/^.{4}/, "$&****") })),
      ],
    ],
  },

  {
    source: "itsdangerous concepts, the secret key",
    rule: "Anyone who has the key can sign any session. Choose a long, random key, and keep it out of the repository.",
    cases: [
      ["Forged with the key dev, for an app with a secret key", "sign(admin, 'dev')", DISCARDED, tried(forged("dev"))],
      [
        "Forged with the key dev, for an app with the key dev",
        "sign(admin, 'dev')",
        "taken: admin",
        tried(forged("dev"), "guessed"),
      ],
    ],
  },
  {
    source: "itsdangerous concepts, the salt",
    rule: "The salt separates the signatures that one key makes for different purposes.",
    cases: [
      [
        "Forged with the right key and another salt",
        "sign(admin, 'dev', salt='activate')",
        DISCARDED,
        tried(forged("dev", { salt: "activate" }), "guessed"),
      ],
    ],
  },
  {
    source: "Flask configuration, PERMANENT_SESSION_LIFETIME",
    rule: "Flask rejects a signature older than this setting, even a valid one. The default is 31 days.",
    cases: [
      [
        "Validly signed, 30 days ago",
        "sign(admin, 'dev', time - 30 days)",
        "taken: admin",
        tried(forged("dev", { days: -30 }), "guessed"),
      ],
      [
        "Validly signed, 32 days ago",
        "sign(admin, 'dev', time - 32 days)",
        "discarded: expired",
        tried(forged("dev", { days: -32 }), "guessed"),
      ],
    ],
  },
  {
    source: "itsdangerous changes, version 2.0.0",
    rule: "A signature from the future is rejected as expired.",
    cases: [
      [
        "Validly signed, for tomorrow",
        "sign(admin, 'dev', time + 1 day)",
        "discarded: expired",
        tried(forged("dev", { days: 1 }), "guessed"),
      ],
    ],
  },

  {
    source: "Flask API, sessions",
    rule: "When a session becomes empty, Flask deletes its cookie.",
    cases: [["Logged out", "POST logout", "no cookie", [put(untouched), logOut(), send()]]],
  },
  {
    source: "Flask security, set-cookie options",
    rule: "A logout only asks the browser to delete the cookie; the server keeps no list of valid sessions. Use short sessions. To revoke one, store it on the server, or store a number in it that the account can change.",
    cases: [
      [
        "Sent again after the logout",
        "POST logout\nthen payload.time.signature again",
        `no cookie, then ${TAKEN}`,
        [put(untouched), logOut(), send(), put(untouched), send()],
      ],
    ],
  },

  {
    source: "Flask configuration, SECRET_KEY_FALLBACKS",
    rule: "Flask signs with the key, and verifies with the key and its fallbacks. A new key ends no session as long as the old key is a fallback.",
    cases: [
      ["A new key, with the old one as a fallback", "payload.time.signature", TAKEN, tried(untouched, "rotated")],
      ["A new key, without the old one", "payload.time.signature", DISCARDED, tried(untouched, "dropped")],
      [
        "Signed with the new key, for a server with only the old one",
        "log in to an app with the new key\nthen send to an app with the old key",
        DISCARDED,
        [logIn("rotated"), send("current")],
      ],
      [
        "Changed while the old key is a fallback, then the old key is removed",
        "log in to an app with both keys\nthen send to an app with the new key",
        TAKEN,
        [put(untouched), logIn("rotated"), send("dropped")],
      ],
    ],
  },
  {
    source: "Flask configuration, SESSION_REFRESH_EACH_REQUEST",
    rule: "A permanent session is signed again in every response, with the new key. Any other session is signed again only when its data changes.",
    cases: [
      [
        "Only read while the old key is a fallback, then the old key is removed",
        "send to an app with both keys\nthen send to an app with the new key",
        DISCARDED,
        [put(untouched), visit("rotated"), send("dropped")],
      ],
      [
        "Only read, but permanent (Remember me), then the old key is removed",
        "log in with remember\nthen send to an app with both keys\nthen send to an app with the new key",
        TAKEN,
        [logIn("current", { remember: "on" }), visit("rotated"), send("dropped")],
      ],
    ],
  },

  {
    source: "RFC 6265bis, 5.7 step 23",
    rule: "A script cannot overwrite an HttpOnly cookie. Flask's session cookie is HttpOnly.",
    cases: [
      [
        "A script overwrites the cookie",
        "document.cookie = 'lab=forged; Path=/api/lab/session'",
        TAKEN,
        [put(untouched), script("over", () => "forged"), send()],
        {
          differs: {
            WebKit:
              "WebKitGTK looks for an HttpOnly cookie only among the cookies of the page's path. This one has another path, so a script overwrites it.",
          },
        },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 8.6",
    rule: "A script can set a cookie of the same name with a longer path. It is sent first (5.8.3), and Flask reads the first one. A name with the prefix __Host- prevents this: it allows only Path=/.",
    cases: [
      [
        "A script adds Jane's cookie, with a longer path",
        "document.cookie = 'lab=Jane's; Path=/api/lab/session/current'",
        "taken: jane",
        [put(untouched), script("beside", (_, jane) => jane), send()],
      ],
    ],
  },
];
