// The shared worker: one line to the service for all tabs of one person in this browser. It knows nothing of what is said.

import { Line } from "./line.js";

const MOST = 12; // tabs on one line: a connection follows at most 64 feeds, a tab five

/** @type {Map<number, MessagePort>} */
const tabs = new Map();
const line = new Line(tellAll, route);
let next = 1;

/** @param {Console.LineTold} told */
function tellAll(told) {
  for (const port of tabs.values()) port.postMessage({ told });
}

// Ids begin with their tab's number; what has none is for the person, in every tab.
/** @param {{ id?: string }} frame */
function route(frame) {
  if (frame.id === undefined) {
    for (const port of tabs.values()) port.postMessage({ frame });
    return;
  }
  const [tab, id] = frame.id.split(".");
  tabs.get(Number(tab))?.postMessage({ frame: { ...frame, id } });
}

/** @param {MessagePort} port */
function enter(port) {
  if (tabs.size >= MOST) {
    port.postMessage({ full: true });
    return;
  }
  const tab = next++;
  /** @type {Set<string>} */
  const followed = new Set();
  tabs.set(tab, port);
  port.onmessage = ({ data }) => {
    if (data.frame) {
      if (data.frame.type === "subscribe") followed.add(data.frame.id);
      if (data.frame.type === "unsubscribe") followed.delete(data.frame.id);
      line.send({ ...data.frame, id: `${tab}.${data.frame.id}` });
    } else if (data.retry) line.retry();
    else if (data.there) port.postMessage({ told: line.told });
    else if (data.lock) navigator.locks.request(data.lock, leave); // given when the tab is no more
    else if (data.leave) leave();
  };
  function leave() {
    if (!tabs.delete(tab)) return;
    for (const id of followed) line.send({ type: "unsubscribe", id: `${tab}.${id}` });
    if (!tabs.size) line.stop();
  }
  const ended = line.told.state === "signed_out" || line.told.state === "refused";
  if (tabs.size === 1 || ended) line.start();
  port.postMessage({ told: line.told });
}

/** @type {any} */ (self).onconnect = (/** @type {MessageEvent} */ event) => enter(event.ports[0]);
