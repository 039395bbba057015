// The question in the bar: words, a number, and qualifiers in either language: typ: kto: kanał: od: do:.

import { dayKey, term } from "../core/i18n.js";
import { looked, whose } from "./words.js";

/** @type {Record<string, "type" | "who" | "channel" | "from" | "to">} */
const NAMES = { typ: "type", type: "type", kto: "who", who: "who", kanał: "channel", kanal: "channel", channel: "channel", od: "from", from: "from", do: "to", to: "to" };

/** Reads it: {number, type, who, channel, from, to, words}. */
/** @param {string} text @returns {Audit.Question} */
export function question(text) {
  const asked = /** @type {Audit.Question} */ ({ words: [] });
  for (const part of text.trim().split(/\s+/u).filter(Boolean)) {
    const [, name, value] = /^(\p{L}+):(.+)$/u.exec(part) ?? [];
    if (name && NAMES[plainCase(name)]) asked[NAMES[plainCase(name)]] = plainCase(value);
    else if (/^#?\d+$/.test(part)) asked.number = Number(part.replace("#", ""));
    else asked.words.push(plainCase(part));
  }
  return asked;
}

/** Whether a row answers it. */
/** @param {Audit.Question} asked @param {Audit.Row} row @param {Audit.Story} story */
export function found(asked, row, story) {
  const { number, type, who, channel, from, to, words } = asked;
  if (number !== undefined && (row.moved || row.version !== number)) return false;
  if (number === undefined && !type && !who && !channel && !from && !to && !words.length) return true;
  const name = plainCase(whose(row.access ? { role: row.role, name: row.who } : story.who(row)));
  const kind = plainCase(row.access ? looked(row.what) : `${term("event", row.type)} ${row.type} ${row.type.replaceAll("-", "")}`);
  const day = dayKey(row.access ? row.at : row.occurred_at);
  const lane = row.channel ? plainCase(`${term("channel", row.channel)} ${row.channel}`) : "";
  return (
    (!type || kind.includes(type)) && (!who || name.includes(who)) && (!channel || lane.includes(channel)) &&
    (!from || day >= from) && (!to || day <= to) && words.every((word) => `${kind} ${name} ${lane}`.includes(word))
  );
}

/** @type {(text: string) => string} */
const plainCase = (text) => text.toLocaleLowerCase();
