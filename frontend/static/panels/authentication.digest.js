/** Digest (RFC 7616): the answer to a challenge. A page has SHA-256 and SHA-512 from its browser; MD5 is made here. */

/**
 * @typedef {{ user: string, password: string, method: string, uri: string }} Facts
 */

/** Return the value of Authorization that answers a Digest challenge. @param {string} challenge @param {Facts} facts */
export async function answerTo(challenge, { user, password, method, uri }) {
  const { realm = "", nonce = "", opaque = "", algorithm = "MD5", qop = "auth" } = parametersOf(challenge);
  const hash = (/** @type {string[]} */ ...texts) => hashed(algorithm, texts.join(":"));
  const [nc, cnonce, quality] = [
    "00000001",
    crypto.getRandomValues(new Uint32Array(2)).join(""),
    qop.split(/, ?/)[0] ?? "",
  ];
  const secret = await hash(user, realm, password);
  const response = await hash(secret, nonce, nc, cnonce, quality, await hash(method, uri));
  const quoted = { username: user, realm, nonce, uri, response, cnonce, opaque };
  const plain = { algorithm, qop: quality, nc };
  const pairs = [
    ...Object.entries(quoted).map(([name, value]) => `${name}="${value.replaceAll(/["\\]/g, "\\$&")}"`),
    ...Object.entries(plain).map(([name, value]) => `${name}=${value}`),
  ];
  return `Digest ${pairs.join(", ")}`;
}

/** The parameters of a challenge. @param {string} challenge @returns {Record<string, string>} */
const parametersOf = (challenge) =>
  Object.fromEntries(
    [...challenge.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)].map(([, name, quoted, plain]) => [
      name,
      quoted ?? plain ?? "",
    ]),
  );

/** The hash of a text, in hex. @param {string} algorithm @param {string} text */
async function hashed(algorithm, text) {
  const bytes = new TextEncoder().encode(text);
  if (algorithm === "MD5") return md5(bytes);
  if (!crypto.subtle) throw new Error(`a browser has ${algorithm} only at localhost or with HTTPS`);
  return hex(new Uint8Array(await crypto.subtle.digest(algorithm, bytes)));
}

/** @param {Uint8Array} bytes */
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** The rotations of the four rounds (RFC 1321, section 3.4). */
const TURNS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];

/** The function of each round, and the word of the block that a step takes. @type {[(b: number, c: number, d: number) => number, (step: number) => number][]} */
const ROUNDS = [
  [(b, c, d) => (b & c) | (~b & d), (step) => step],
  [(b, c, d) => (d & b) | (~d & c), (step) => 5 * step + 1],
  [(b, c, d) => b ^ c ^ d, (step) => 3 * step + 5],
  [(b, c, d) => c ^ (b | ~d), (step) => 7 * step],
];

const SINES = Array.from({ length: 64 }, (_, step) => Math.floor(2 ** 32 * Math.abs(Math.sin(step + 1))));

/** MD5 (RFC 1321), in hex. @param {Uint8Array} bytes */
export function md5(bytes) {
  const blocks = padded(bytes);
  const state = new Uint32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]);
  for (let start = 0; start < blocks.byteLength; start += 64) mix(state, new DataView(blocks.buffer, start, 64));
  const output = new DataView(new ArrayBuffer(16));
  for (const [index, word] of state.entries()) output.setUint32(4 * index, word, true);
  return hex(new Uint8Array(output.buffer));
}

/** The message with a 1 bit, zeros and its length in bits, in blocks of 64 bytes. @param {Uint8Array} bytes */
function padded(bytes) {
  const { length } = bytes;
  const blocks = new Uint8Array((((length + 8) >> 6) + 1) * 64);
  blocks.set(bytes);
  blocks[length] = 0x80;
  new DataView(blocks.buffer).setUint32(blocks.length - 8, length * 8, true);
  return blocks;
}

/** Mix a block into the state. @param {Uint32Array} state @param {DataView} block */
function mix(state, block) {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let step = 0; step < 64; step++) {
    const [round, turn] = [ROUNDS[step >> 4], TURNS[step >> 4]?.[step % 4] ?? 0];
    if (!round) return;
    const word = block.getUint32((round[1](step) % 16) * 4, true);
    const sum = (a + round[0](b, c, d) + (SINES[step] ?? 0) + word) | 0;
    [a, d, c, b] = [d, c, b, (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0];
  }
  [a, b, c, d].forEach((word, index) => {
    state[index] = (state[index] ?? 0) + word;
  });
}
