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
    rule: "Signed is not encrypted: whoever holds a session can read it, without any key.",
    cases: [
      ["Sent back as it came", "payload.time.signature", TAKEN, tried(untouched)],
      ["The payload, read without a key", "atob(payload)", '{"username":"robert"}', [put(untouched), readPayload()]],
      [
        "A long payload, which Flask packs, read without a key",
        "inflate(atob(payload))",
        `{"username":"${LONG}"}`,
        [logIn("current", { username: LONG }), readPayload()],
      ],
      ["The time, read without a key", "atob(time)", "the time of the login", [readTime()]],
    ],
  },

  {
    source: "itsdangerous exceptions, BadSignature",
    rule: "The signature covers payload and time. Where it does not fit, Flask begins an empty session, without a word.",
    cases: [
      [
        "The payload rewritten, the signature kept",
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
        "The time moved on by a day, to live longer",
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
      ["No signature", "payload.time.", DISCARDED, tried((robert) => ({ ...robert, signature: "" }))],
      ["The signature cut off", "payload.time", DISCARDED, tried(({ payload, time }) => `${payload}.${time}`)],
      ["Three parts of garbage", "a.b.c", DISCARDED, tried(() => "a.b.c")],
      ["Garbage without a full stop", "garbage", "discarded: malformed", tried(() => "garbage")],
      ["An empty cookie", "nothing behind the name", "discarded: empty", tried(() => "")],
      ["No cookie", "no cookie", "no cookie", [remove(), send()]],
    ],
  },

  {
    source: "RFC 4648, 3.5",
    rule: "20 bytes fill 27 characters but for two bits, which are to be 0; a decoder may look past them, and Python's does.",
    cases: [
      [
        "Bits set in the signature's last character that mean nothing",
        "payload.time.signature, the last character + 1",
        TAKEN,
        tried((robert) => ({ ...robert, signature: moved(robert.signature, -1) })),
      ],
      [
        "Bits changed in it that mean something",
        "payload.time.signature, the last character + 4",
        DISCARDED,
        tried((robert) => ({ ...robert, signature: moved(robert.signature, -1, 4) })),
      ],
    ],
  },
  {
    source: "itsdangerous exceptions, BadSignature",
    rule: "What is signed is the text, each bit of it.",
    cases: [
      [
        "Bits set in the time's last character that mean nothing",
        "payload.time, the last character + 1.signature",
        DISCARDED,
        tried((robert) => ({ ...robert, time: moved(robert.time, -1) })),
      ],
    ],
  },
  {
    source: "Python base64, base64.b64decode",
    rule: "Python passes over what is no base64, where RFC 4648 (3.3) would refuse it: two cookies that differ may be one session.",
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
    rule: "Who has the key can sign whatever they like; so it is long, random, and in no repository.",
    cases: [
      ["Forged with the key dev; the app's is secret", "sign(admin, 'dev')", DISCARDED, tried(forged("dev"))],
      [
        "Forged with the key dev; the app's is dev",
        "sign(admin, 'dev')",
        "taken: admin",
        tried(forged("dev"), "guessed"),
      ],
    ],
  },
  {
    source: "itsdangerous concepts, the salt",
    rule: "The salt tells apart what one key signs for different ends.",
    cases: [
      [
        "Forged with the right key, signed for something else",
        "sign(admin, 'dev', salt='activate')",
        DISCARDED,
        tried(forged("dev", { salt: "activate" }), "guessed"),
      ],
    ],
  },
  {
    source: "Flask configuration, PERMANENT_SESSION_LIFETIME",
    rule: "Flask takes no signature that is older than this, 31 days if nobody says otherwise; not even a right one.",
    cases: [
      [
        "Rightly signed, 30 days ago",
        "sign(admin, 'dev', time - 30 days)",
        "taken: admin",
        tried(forged("dev", { days: -30 }), "guessed"),
      ],
      [
        "Rightly signed, 32 days ago",
        "sign(admin, 'dev', time - 32 days)",
        "discarded: expired",
        tried(forged("dev", { days: -32 }), "guessed"),
      ],
    ],
  },
  {
    source: "itsdangerous changes, version 2.0.0",
    rule: "A signature from the future has expired as well.",
    cases: [
      [
        "Rightly signed, tomorrow",
        "sign(admin, 'dev', time + 1 day)",
        "discarded: expired",
        tried(forged("dev", { days: 1 }), "guessed"),
      ],
    ],
  },

  {
    source: "Flask API, sessions",
    rule: "A session that is emptied takes its cookie with it.",
    cases: [["Logged out", "POST logout", "no cookie", [put(untouched), logOut(), send()]]],
  },
  {
    source: "Flask security, set-cookie options",
    rule: "A logout only asks the browser to forget: no server remembers what it signed. Let sessions be short; to call one back, keep it on the server, or a number in it that the account can change.",
    cases: [
      [
        "Replayed after the logout",
        "POST logout\nthen a copy of payload.time.signature",
        `no cookie, then ${TAKEN}`,
        [put(untouched), logOut(), send(), put(untouched), send()],
      ],
    ],
  },

  {
    source: "Flask configuration, SECRET_KEY_FALLBACKS",
    rule: "The key signs; it and the fallbacks verify. A change of keys ends no session while the old one is a fallback.",
    cases: [
      ["A new key, and the old one a fallback", "payload.time.signature", TAKEN, tried(untouched, "rotated")],
      ["A new key, and the old one gone", "payload.time.signature", DISCARDED, tried(untouched, "dropped")],
      [
        "Signed by the new key, for a server that has only the old one",
        "log in where the key is new\nthen ask where it is old",
        DISCARDED,
        [logIn("rotated"), send("current")],
      ],
      [
        "Written to while the old key was a fallback, then the old one gone",
        "log in again where the key is new\nthen ask where the old one is gone",
        TAKEN,
        [put(untouched), logIn("rotated"), send("dropped")],
      ],
    ],
  },
  {
    source: "Flask configuration, SESSION_REFRESH_EACH_REQUEST",
    rule: "Every answer signs a permanent session anew, and so by the new key; any other one only when something in it changes.",
    cases: [
      [
        "Only read while the old key was a fallback, then the old one gone",
        "ask where both keys are\nthen where the old one is gone",
        DISCARDED,
        [put(untouched), visit("rotated"), send("dropped")],
      ],
      [
        "The same, with Remember me",
        "log in with remember\nthen ask where both keys are\nthen where the old one is gone",
        TAKEN,
        [logIn("current", { remember: "on" }), visit("rotated"), send("dropped")],
      ],
    ],
  },

  {
    source: "RFC 6265bis, 5.7",
    rule: "No script can write over a cookie that is HttpOnly, as Flask's session is.",
    cases: [
      [
        "A script writes over it",
        "document.cookie = 'lab=forged; Path=/api/lab/session'",
        TAKEN,
        [put(untouched), script("over", () => "forged"), send()],
      ],
    ],
  },
  {
    source: "RFC 6265bis, 8.6",
    rule: "A script can set another of that name with a longer path, which is sent first (5.8.3), and Flask reads the first. A name that begins with __Host- allows no path but /.",
    cases: [
      [
        "A script slips in Jane's cookie, with a longer path",
        "document.cookie = 'lab=Jane's; Path=/api/lab/session/current'",
        "taken: jane",
        [put(untouched), script("beside", (_, jane) => jane), send()],
      ],
    ],
  },
];
