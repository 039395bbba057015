// What is looked at, kept in the address: so many weeks, one team or all, charts or tables.

export const SPANS = [4, 8, 12]; // weeks

/** Reads the address. */
export function looked() {
  const asked = new URLSearchParams(location.search);
  const weeks = Number(asked.get("weeks"));
  return { weeks: SPANS.includes(weeks) ? weeks : SPANS[0], team: asked.get("team"), tables: asked.get("tables") === "1" };
}

/** Writes it; `back` leaves a step back. */
/** @param {Figures.Look} asked1 @param {boolean} [back] */
export function look({ weeks, team, tables }, back = true) {
  const words = new URLSearchParams();
  if (weeks !== SPANS[0]) words.set("weeks", String(weeks));
  if (team !== null) words.set("team", team);
  if (tables) words.set("tables", "1");
  const address = location.pathname + (String(words) ? `?${words}` : "");
  if (address !== location.pathname + location.search) history[back ? "pushState" : "replaceState"](null, "", address);
}
