/** Who gets a cookie, and who may touch it: Secure, HttpOnly, SameSite, prefixes, partitions, limits, order. */
import { HOME, NOTHING, ROOT } from "./rules.js";

const SCRIPT = /** @type {const} */ ({ by: "script" });
const FIFTY = Array.from({ length: 50 }, (_, number) => `lab${number}=1`);
const AS_NONE = { Firefox: "Firefox takes a cookie without a SameSite that it knows for None, not for Lax." };

const STOPS = "To Firefox a request that was redirected by another site comes from another site.";

/** @type {import("./rules.js").CookieGroup[]} */
export const SENT = [
  {
    source: "RFC 6265bis, 5.8.3",
    rule: "Secure wants a secure connection; this very machine counts as one, even over plain HTTP.",
    cases: [
      ["Secure, here", "lab=1; Secure", "lab=1"],
      ["Secure with a value", "lab=1; Secure=no", "lab=1"],
      ["Secure, by script", "lab=1; Secure", "lab=1", SCRIPT],
      ["Without Secure over one that has it", ["lab=1; Secure", "lab=2"], "lab=2"],
    ],
  },
  {
    source: "RFC 6265bis, 5.7",
    rule: "What is HttpOnly, no script can read, make, change or delete.",
    cases: [
      ["HttpOnly, to the server", "lab=1; HttpOnly", "lab=1"],
      ["HttpOnly, to a script", "lab=1; HttpOnly; Path=/", NOTHING, { from: "document.cookie" }],
      ["HttpOnly with a value, to a script", "lab=1; HttpOnly=no; Path=/", NOTHING, { from: "document.cookie" }],
      ["Without HttpOnly, to a script", "lab=1; Path=/", "lab=1", { from: "document.cookie" }],
      ["A script that makes one", "lab=1; HttpOnly; Path=/", NOTHING, SCRIPT],
      ["A script that changes one", "lab=1; HttpOnly; Path=/", "lab=1", { after: "lab=2; Path=/" }],
      ["A script that deletes one", "lab=1; HttpOnly; Path=/", "lab=1", { after: "lab=; Path=/; Max-Age=0" }],
      [
        "A script with the same name at another path",
        "lab=1; HttpOnly; Path=/",
        "lab=2; lab=1",
        { after: "lab=2; Path=/api" },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.8.3",
    rule: "SameSite=Strict goes with requests of this site alone.",
    cases: [
      ["Strict, a script of this site", `lab=1; SameSite=Strict; ${ROOT}`, "lab=1"],
      ["Strict, a frame of this site", `lab=1; SameSite=Strict; ${ROOT}`, "lab=1", { from: "a frame" }],
      ["Strict, a link of this site", `lab=1; SameSite=Strict; ${ROOT}`, "lab=1", { from: "a link" }],
      ["Strict, a form of this site", `lab=1; SameSite=Strict; ${ROOT}`, "lab=1", { from: "a posted form" }],
      ["Strict, another site's script", `lab=1; SameSite=Strict; ${ROOT}`, NOTHING, { from: "another site's script" }],
      ["Strict, another site's frame", `lab=1; SameSite=Strict; ${ROOT}`, NOTHING, { from: "another site's frame" }],
      ["Strict, another site's link", `lab=1; SameSite=Strict; ${ROOT}`, NOTHING, { from: "another site's link" }],
      [
        "Strict, another site's form",
        `lab=1; SameSite=Strict; ${ROOT}`,
        NOTHING,
        { from: "another site's posted form" },
      ],
      [
        "Strict, a frame of this site in another's in this one",
        `lab=1; SameSite=Strict; ${ROOT}`,
        NOTHING,
        { from: "a frame in another site's frame" },
      ],
      ["Strict, in capitals", `lab=1; SAMESITE=STRICT; ${ROOT}`, NOTHING, { from: "another site's link" }],
    ],
  },
  {
    source: "RFC 6265bis, 5.2",
    rule: "What counts is the address that is asked for in the end, not the redirects before it.",
    cases: [
      [
        "Strict, a frame of this site by way of another's redirect",
        `lab=1; SameSite=Strict; ${ROOT}`,
        "lab=1",
        { from: "a frame by way of another site", differs: { Firefox: STOPS } },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.6.7.1",
    rule: "SameSite=Lax goes along from another site only to a whole new page, and only by a safe method.",
    cases: [
      ["Lax, a form of this site", `lab=1; SameSite=Lax; ${ROOT}`, "lab=1", { from: "a posted form" }],
      ["Lax, another site's script", `lab=1; SameSite=Lax; ${ROOT}`, NOTHING, { from: "another site's script" }],
      ["Lax, another site's frame", `lab=1; SameSite=Lax; ${ROOT}`, NOTHING, { from: "another site's frame" }],
      ["Lax, another site's link", `lab=1; SameSite=Lax; ${ROOT}`, "lab=1", { from: "another site's link" }],
      ["Lax, another site's form", `lab=1; SameSite=Lax; ${ROOT}`, NOTHING, { from: "another site's posted form" }],
    ],
  },
  {
    source: "RFC 6265bis, 5.6.7",
    rule: "Without SameSite, or with a value that nobody knows, it is as good as Lax.",
    cases: [
      [
        "No SameSite, another site's script",
        `lab=1; ${ROOT}`,
        NOTHING,
        { from: "another site's script", differs: AS_NONE },
      ],
      [
        "No SameSite, another site's frame",
        `lab=1; ${ROOT}`,
        NOTHING,
        { from: "another site's frame", differs: AS_NONE },
      ],
      ["No SameSite, another site's link", `lab=1; ${ROOT}`, "lab=1", { from: "another site's link" }],
      [
        "SameSite=Sometimes, another site's link",
        `lab=1; SameSite=Sometimes; ${ROOT}`,
        "lab=1",
        { from: "another site's link" },
      ],
      [
        "SameSite=Sometimes, another site's script",
        `lab=1; SameSite=Sometimes; ${ROOT}`,
        NOTHING,
        { from: "another site's script", differs: AS_NONE },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.6.7.2",
    rule: "Without SameSite a cookie may go along with a posted form for its first two minutes.",
    cases: [
      [
        "No SameSite, another site's form",
        `lab=1; ${ROOT}`,
        NOTHING,
        { from: "another site's posted form", may: "lab=1" },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.7",
    rule: "SameSite=None goes with every request, but only a Secure cookie may say so; the last SameSite counts.",
    cases: [
      ["None without Secure", "lab=1; SameSite=None", NOTHING],
      [
        "None, another site's script",
        `lab=1; SameSite=None; Secure; ${ROOT}`,
        "lab=1",
        { from: "another site's script" },
      ],
      [
        "None, another site's frame",
        `lab=1; SameSite=None; Secure; ${ROOT}`,
        "lab=1",
        { from: "another site's frame" },
      ],
      ["None, another site's link", `lab=1; SameSite=None; Secure; ${ROOT}`, "lab=1", { from: "another site's link" }],
      [
        "None, another site's form",
        `lab=1; SameSite=None; Secure; ${ROOT}`,
        "lab=1",
        { from: "another site's posted form" },
      ],
      [
        "Strict, then None",
        `lab=1; SameSite=Strict; SameSite=None; Secure; ${ROOT}`,
        "lab=1",
        { from: "another site's script" },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.7",
    rule: "An answer to another site's request may set no cookie but one with SameSite=None.",
    cases: [
      ["Lax in the answer to another site's script", `lab=1; SameSite=Lax; ${ROOT}`, NOTHING, { by: "cross-site" }],
      [
        "None in the answer to another site's script",
        `lab=1; SameSite=None; Secure; ${ROOT}`,
        "lab=1",
        { by: "cross-site" },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.4",
    rule: "__Secure- wants Secure; __Host- wants Secure, Path=/ and no Domain; letter case does not matter.",
    cases: [
      ["__Secure- with Secure", "__Secure-lab=1; Secure", "__Secure-lab=1"],
      ["__Secure- without it", "__Secure-lab=1", NOTHING],
      ["__SECURE- without it", "__SECURE-lab=1", NOTHING],
      ["__Host- with all it wants", "__Host-lab=1; Secure; Path=/", "__Host-lab=1"],
      ["__Host- without Secure", "__Host-lab=1; Path=/", NOTHING],
      ["__Host- without Path", "__Host-lab=1; Secure", NOTHING],
      ["__Host- with another Path", "__Host-lab=1; Secure; Path=/api", NOTHING],
      ["__host- without Secure", "__host-lab=1; Path=/", NOTHING],
      ["__Host- by script", "__Host-lab=1; Secure; Path=/", "__Host-lab=1", SCRIPT],
      ["A prefix in a value without a name", "=__Secure-lab", NOTHING],
    ],
  },
  {
    source: "CHIPS",
    rule: "A Partitioned cookie belongs to the site at the top as well, and must be Secure.",
    cases: [
      ["Partitioned, this site at the top", `lab=1; Secure; SameSite=None; Partitioned; ${ROOT}`, "lab=1"],
      ["Partitioned without Secure", "lab=1; Partitioned", NOTHING],
      [
        "Partitioned here, asked below another site",
        `lab=1; Secure; SameSite=None; Partitioned; ${ROOT}`,
        NOTHING,
        { from: "another site's frame" },
      ],
      [
        "Partitioned below another site, asked there",
        `lab=1; Secure; SameSite=None; Partitioned; ${ROOT}`,
        "lab=1",
        { by: "cross-site", from: "another site's script" },
      ],
      [
        "Partitioned below another site, asked here",
        `lab=1; Secure; SameSite=None; Partitioned; ${ROOT}`,
        NOTHING,
        { by: "cross-site" },
      ],
    ],
  },
  {
    source: "RFC 6265bis, 5.6",
    rule: "Name and value have 4096 bytes together, an attribute 1024; a longer attribute is ignored.",
    cases: [
      ["4096 bytes", "lab={4096}", "lab=xxx…"],
      ["4097 bytes", "lab={4097}", NOTHING],
      ["A Path of 1024 bytes, somewhere else", "lab=1; Path=/{1023}", NOTHING],
      ["A Path of 1025 bytes", "lab=1; Path=/{1024}", "lab=1"],
      ["A Domain of 1025 bytes", "lab=1; Domain={1025}", "lab=1"],
    ],
  },
  {
    source: "RFC 6265bis, 6.1",
    rule: "A browser has room for 50 cookies of a host at least.",
    cases: [["Fifty cookies", FIFTY, "50 cookies"]],
  },
  {
    source: "RFC 6265bis, 5.7",
    rule: "The name, the domain and the path make a cookie; another value for these three takes the old one's place.",
    cases: [
      ["The same name twice", ["lab=1", "lab=2"], "lab=2"],
      ["Names that differ in a letter's case", ["laba=1", "labA=2"], "laba=1; labA=2"],
      ["Another Path is another cookie", [`lab=1; Path=${HOME}/a`, "lab=2; Path=/"], "lab=1; lab=2"],
      ["Delete with another Path: it stays", [`lab=1; Path=${HOME}`, "lab=; Path=/; Max-Age=0"], "lab=1"],
    ],
  },
  {
    source: "RFC 6265bis, 5.8.3",
    rule: "Longer paths come first, then what is older; a new value does not make a cookie younger.",
    cases: [
      ["The longer path first", ["lab=short; Path=/", `lab=long; Path=${HOME}`], "lab=long; lab=short"],
      ["The older one first", ["labz=1", "laba=2"], "labz=1; laba=2"],
      ["The same value again keeps its place", ["laba=1", "labb=2", "laba=1"], "laba=1; labb=2"],
      [
        "A new value keeps its place",
        ["laba=1", "labb=2", "laba=3"],
        "laba=3; labb=2",
        {
          differs: {
            Chromium: "Chromium takes a cookie with another value for a new one; only the same value keeps its place.",
          },
        },
      ],
    ],
  },
];
