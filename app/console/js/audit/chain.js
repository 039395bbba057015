// The integrity of a history computed anew in this browser, from the stored bytes alone (docs/proof-format.md).

const COLUMNS = [
  ["position", "integer"], ["tenant", "text"], ["stream", "text"], ["version", "integer"], ["event_id", "bytes"],
  ["intake_key", "bytes"], ["body_digest", "bytes"], ["type", "text"], ["schema", "integer"], ["occurred_at", "integer"],
  ["recorded_at", "integer"], ["meta", "bytes"], ["state", "bytes"], ["prev_hash", "bytes"],
];
const FORMAT = "throughline-evidence-1";
const FIRST = "0".repeat(64);
const AT_ONCE = 400; // rows between two breaths
const encoder = new TextEncoder();

/** The first place that does not hold; `version` is the row's, 0 where it is none; `stream` where it is another one's. */
export class Broken extends Error {
  /** @param {string} what @param {number} [version] @param {string} [stream] */
  constructor(what, version = 0, stream = "") {
    super(what);
    this.version = version;
    this.stream = stream;
  }
}

/** Whether this browser can compute at all: hashing is shut where the page did not come over https or loopback. */
export const canCompute = () => Boolean(globalThis.crypto?.subtle);

/**
 * Checks a bundle: its seal, the signed head, every row's hash, the chain, every path to the head.
 * Returns {customer, total, head, hashes, signed}; `signed` is null where this browser knows no Ed25519. Throws Broken.
 */
/** @param {string} text @param {(done: number, total: number) => void} [progress] @returns {Promise<Audit.Found>} */
export async function checkBundle(text, progress = () => {}) {
  const lines = text.split("\n");
  const bundle = parsed(text);
  const { about, head, rows } = bundle;
  if (about.format !== FORMAT || rows.length > about.own + about.moved) throw new Broken("layout");
  if (rows.length < about.own + about.moved) throw new Broken("cut");
  const signed = await checkHead(lines[1], head);
  await checkRows(rows, about, progress);
  await checkPaths(rows, about, head);
  await checkSeal(text, bundle, signed !== null); // last: whatever was changed breaks it, and the place is worth more
  const hashes = new Map(rows.slice(0, about.own).map((row) => [row.version, row.hash]));
  const early = rows.some((row) => row.recorded_at / 1000 > Date.parse(head.time) + 1); // the clock was set back since
  return { customer: about.customer, total: rows.length, own: about.own, head, hashes, signed, early };
}

/** @param {string} text @returns {Audit.Bundle} */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Broken("cut");
  }
}

/** @param {string} text @param {Audit.Bundle} bundle @param {boolean} able whether this browser can check who signed */
async function checkSeal(text, { head, seal }, able) {
  const sealed = text.slice(0, text.lastIndexOf('"seal":'));
  if ((await sha256(encoder.encode(sealed))) !== seal.sha256) throw new Broken("seal");
  const key = able ? await publicKey(head.key) : null;
  if (key && !(await verifies(key, seal.signature, `${FORMAT} sha256 ${seal.sha256}`))) throw new Broken("seal");
}

/** @param {string} headLine @param {Audit.Bundle["head"]} head */
async function checkHead(headLine, head) {
  const said = headLine.slice(headLine.indexOf("{"), headLine.lastIndexOf(',"signature"'));
  const key = await publicKey(head.key);
  if (!key) return null;
  if (!(await verifies(key, head.signature, said))) throw new Broken("head");
  return head.key;
}

/** @param {Audit.BundleRow[]} rows @param {Audit.Bundle["about"]} about @param {(done: number, total: number) => void} progress */
async function checkRows(rows, about, progress) {
  const ends = new Map();
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const some = rows.slice(from, from + AT_ONCE);
    const hashes = await Promise.all(some.map((row) => sha256(rowBytes(row))));
    some.forEach((row, index) => checkRow(row, hashes[index], from + index < about.own, about, ends));
    progress(Math.min(rows.length, from + AT_ONCE), rows.length);
  }
}

/** @param {Audit.BundleRow} row @param {string} hash @param {boolean} own @param {Audit.Bundle["about"]} about @param {Map<string, { version: number, hash: string }>} ends */
function checkRow(row, hash, own, about, ends) {
  const stream = own ? "" : row.stream;
  if (hash !== row.hash) throw new Broken("hash", row.version, stream);
  if (row.tenant !== about.tenant || own !== (row.stream === about.customer)) throw new Broken("stream", row.version, stream);
  const before = ends.get(row.stream) ?? { version: own ? 0 : -1, hash: FIRST };
  const follows = row.version === before.version + 1;
  if (own && !follows) throw new Broken("gap", row.version);
  if (follows && row.prev_hash !== before.hash) throw new Broken("chain", row.version, stream);
  ends.set(row.stream, { version: row.version, hash: row.hash });
}

// RFC 9162, section 2.1.3.2. Nodes once led to the root need not be led there again: neighbours share most of their way.
/** @param {Audit.BundleRow[]} rows @param {Audit.Bundle["about"]} about @param {Audit.Bundle["head"]} head */
async function checkPaths(rows, about, head) {
  const proven = /** @type {Map<string, string>} */ (new Map());
  for (const row of rows) {
    const way = /** @type {[string, string][]} */ ([]);
    if (!(await leads(row, head, proven, way))) throw new Broken("path", row.version, row.stream === about.customer ? "" : row.stream);
    for (const [name, hash] of way) proven.set(name, hash);
  }
}

/** @param {Audit.BundleRow} row @param {Audit.Bundle["head"]} head @param {Map<string, string>} proven @param {[string, string][]} way */
async function leads(row, head, proven, way) {
  let [index, last, level] = [row.position - 1, head.size - 1, 0];
  if (index < 0 || index > last) return false;
  let node = await sha256(concat([Uint8Array.of(0), bytes(row.hash)]));
  for (const other of row.path) {
    const name = `${level}:${index}`;
    if (proven.has(name)) return proven.get(name) === node;
    way.push([name, node]);
    if (last === 0) return false;
    const right = index % 2 === 1 || index === last;
    node = await sha256(concat([Uint8Array.of(1), bytes(right ? other : node), bytes(right ? node : other)]));
    if (right) while (index && index % 2 === 0) [index, last, level] = [index / 2, Math.floor(last / 2), level + 1];
    [index, last, level] = [Math.floor(index / 2), Math.floor(last / 2), level + 1];
  }
  return last === 0 && node === head.root;
}

/** The bytes a row's hash is of: the hash before it, then each column behind its length. */
/** @param {Audit.BundleRow} row */
function rowBytes(row) {
  const parts = [bytes(row.prev_hash)];
  for (const [name, kind] of COLUMNS) {
    const value = row[name];
    if (value === null) parts.push(length(0xffffffff));
    else {
      const data = kind === "integer" ? integer(value) : kind === "text" ? encoder.encode(value) : bytes(value);
      parts.push(length(data.length), data);
    }
  }
  return concat(parts);
}

/** @param {string} digits */
async function publicKey(digits) {
  try {
    return await crypto.subtle.importKey("raw", bytes(digits), "Ed25519", false, ["verify"]);
  } catch {
    return null;
  }
}

/** @type {(key: CryptoKey, signature: string, text: string) => Promise<boolean>} */
const verifies = (key, signature, text) => crypto.subtle.verify("Ed25519", key, bytes(signature), encoder.encode(text));

/** @param {Uint8Array} data */
async function sha256(data) {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", data)));
}

/** @param {number} n */
function length(n) {
  return Uint8Array.of(n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255);
}

/** @param {number} n */
function integer(n) {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigInt64(0, BigInt(n));
  return out;
}

const VALUES = new Uint8Array(128);
for (let n = 0; n < 16; n++) VALUES[n.toString(16).charCodeAt(0)] = n;

/** @param {string} digits */
function bytes(digits) {
  const out = new Uint8Array(digits.length / 2);
  for (let at = 0; at < out.length; at++) out[at] = (VALUES[digits.charCodeAt(2 * at)] << 4) | VALUES[digits.charCodeAt(2 * at + 1)];
  return out;
}

const DIGITS = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, "0"));
/** @type {(data: Uint8Array) => string} */
const hex = (data) => Array.from(data, (each) => DIGITS[each]).join("");

/** @param {Uint8Array[]} parts */
function concat(parts) {
  const out = new Uint8Array(parts.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
