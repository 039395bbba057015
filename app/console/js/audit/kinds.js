// What kind of event is what: which filter lists it, who did it, on which channel it happened.

const FACTS = new Set(["contradiction-detected", "contradiction-resolved", "message-redacted"]);
const TALK = new Set([
  "interaction-started", "interaction-ended", "message-received", "message-sent", "call-connected", "call-transcribed",
  "store-visit-noted", "note-added", "message-delivery-updated", "channel-switched", "offer-quoted", "wrap-up-recorded",
]);
const MOVES = new Set(["message-received", "message-sent", "call-connected", "call-transcribed", "store-visit-noted"]);
const HELD = new Set(["brief-prepared", "brief-read", "claimed", "released"]);

export const FILTERS = ["all", "talk", "facts", "promises", "access"];

/** Whether a filter lists a row of the list. */
/** @param {string} filter @param {Audit.Row} row */
export function listed(filter, row) {
  if (filter === "all") return true;
  if (row.access) return filter === "access";
  if (filter === "talk") return TALK.has(row.type);
  if (filter === "facts") return row.type.startsWith("fact-") || FACTS.has(row.type);
  if (filter === "promises") return row.type.startsWith("promise-");
  return HELD.has(row.type);
}

/** Whether an event is part of the talk itself and so draws the thread into its lane. */
/** @type {(event: Audit.Event) => boolean} */
export const draws = (event) => MOVES.has(event.type);

/** Gives each event the channel it happened on: its own, its interaction's, or that of the talk before it. */
/** @param {Audit.Event[]} events @param {Audit.Channels} [before] */
export function placeChannels(events, before = { of: new Map(), last: null }) {
  const { of } = before;
  for (const event of events) {
    const { channel, interaction_id: interaction } = event.data;
    const own = channel && channel !== "••••" && !(channel === "crm" || channel === "commerce") ? channel : null;
    if (own && interaction) of.set(interaction, own);
    event.channel = channel === "commerce" || channel === "crm" ? channel : (own ?? of.get(interaction) ?? before.last);
    if (draws(event)) before.last = event.channel;
  }
  return before;
}
