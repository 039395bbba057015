// A tab's end of the line that all tabs of this browser share; where there is no shared worker, a line of its own.

const PATIENCE = 3000; // for a worker that does not answer

/** @type {{ createScriptURL(url: string): any } | null | undefined} the one thing that may name a script, and only this one */
let policy;

const address = () => {
  const url = new URL("./worker.js", import.meta.url).href;
  const types = /** @type {any} */ (self).trustedTypes;
  policy ??= types?.createPolicy("throughline-worker", { createScriptURL: () => url }) ?? null;
  return policy ? policy.createScriptURL(url) : url;
};

/** Opens the line for a person. `tell` hears how it fares, `hear` each frame. Returns {send, retry, stop}. */
/** @param {string} person @param {(told: Console.LineTold) => void} tell @param {(frame: any) => void} hear @returns {Console.LineEnd} */
export function openLine(person, tell, hear) {
  /** @type {Console.LineEnd | null} */
  let end = null;
  let stopped = false;
  const alone = async () => {
    if (end || stopped) return;
    const { Line } = await import("./line.js");
    if (end || stopped) return;
    const line = new Line(tell, hear);
    end = line;
    line.start();
  };
  const join = joinWorker(person, tell, hear, alone, (found) => {
    if (end || stopped) return false;
    end = found;
    return true;
  });
  return {
    send: (frame) => end?.send(frame),
    retry: () => end?.retry(),
    stop: () => {
      stopped = true;
      (end ?? join)?.stop();
    },
  };
}

/** @param {string} person @param {(told: Console.LineTold) => void} tell @param {(frame: any) => void} hear @param {() => void} alone @param {(end: Console.LineEnd) => boolean} joined whether it came in time */
function joinWorker(person, tell, hear, alone, joined) {
  /** @type {MessagePort} */
  let port;
  try {
    const worker = new SharedWorker(address(), { type: "module", name: `throughline ${person}` });
    worker.onerror = alone;
    port = worker.port;
  } catch {
    alone(); // none in this browser, or not allowed
    return null;
  }
  const timer = setTimeout(alone, PATIENCE);
  let open = false;
  const leave = () => port.postMessage({ leave: true });
  const free = holdLock((lock) => port.postMessage({ lock }));
  const end = {
    send: (/** @type {object} */ frame) => port.postMessage({ frame }),
    retry: () => port.postMessage({ retry: true }),
    stop: () => {
      clearTimeout(timer);
      removeEventListener("pagehide", leave);
      port.onmessage = null;
      leave();
      free();
    },
  };
  port.onmessage = ({ data }) => {
    clearTimeout(timer);
    if (data.full) return alone();
    if (!open && !joined(end)) return end.stop();
    open = true;
    if (data.told) tell(data.told);
    if (data.frame) hear(data.frame);
    return undefined;
  };
  addEventListener("pagehide", leave);
  return end;
}

// A lock that goes with the tab, however it ends. Returns what lets it go.
/** @param {(name: string) => void} held */
function holdLock(held) {
  /** @type {() => void} */
  let free = () => {};
  const name = `throughline-tab-${[...crypto.getRandomValues(new Uint8Array(12))].map((each) => each.toString(36)).join("-")}`;
  navigator.locks?.request(name, () => {
    held(name);
    return new Promise((done) => (free = () => done(null)));
  });
  return () => free();
}
