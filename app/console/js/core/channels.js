// The four lanes of the thread, and which channel runs in which.

/** @type {Console.Lane[]} */
export const LANES = ["chat", "email", "store", "phone"];

/** @type {Record<string, Console.Lane>} */
const LANE_OF = {
  chat: "chat",
  sms: "chat",
  whatsapp: "chat",
  messenger: "chat",
  telegram: "chat",
  app: "chat",
  social: "chat",
  marketplace: "chat",
  email: "email",
  in_store: "store",
  phone: "phone",
};
const CONTEXT_CHANNELS = new Set(["crm", "commerce"]);
const TALK = new Set(["message", "call", "visit"]);

/** The lane of a channel; an unknown channel runs with the chats, one that only brings context in none. */
/** @type {(channel: string) => Console.Lane | null} */
export const laneOf = (channel) => (CONTEXT_CHANNELS.has(channel) ? null : (LANE_OF[channel] ?? "chat"));

/** Whether an item is part of the talk itself and so draws the thread into its lane. */
/** @type {(item: Console.Shown) => boolean} */
export const moves = (item) => TALK.has(item.kind) && laneOf(item.channel) !== null;

/** Whether an item belongs to a telephone call's transcript. */
/** @type {(item: Console.Shown) => boolean} */
export const isCall = (item) => item.kind === "call" && item.channel === "phone" && Boolean(item.interaction_id);
