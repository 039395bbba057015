// Which way needs went over the channels: contact by contact, until they were met.

import { LANES, laneOf } from "../core/channels.js";
import { svg } from "../core/dom.js";
import { number, t } from "../core/i18n.js";

const WIDE = 10; // of a node
const GAP = 9; // between nodes
const HEAD = 24;
const STEPS = 4;
const ENDS = ["closed", "open"];

/** The rows by lane: `flows` {step, from, to, count, rows}, `nodes` by "step.name". */
/** @param {Wire.FigureRow[]} rows */
export function waysOf(rows) {
  const flows = new Map();
  const nodes = new Map();
  /** @param {number} step @param {string} name @param {number} count */
  const add = (step, name, count) => {
    const key = `${step}.${name}`;
    nodes.set(key, { step, name, count: (nodes.get(key)?.count ?? 0) + count });
  };
  for (const row of rows) {
    const step = Number(row.keys.step);
    const from = laneOf(row.keys.channel) ?? "chat";
    const end = ENDS.includes(row.keys.next);
    const to = end ? row.keys.next : (laneOf(row.keys.next) ?? "chat");
    add(step, from, row.numerator);
    if (step === STEPS) continue;
    if (end) add(step + 1, to, row.numerator);
    const key = `${step}.${from}.${to}`;
    const flow = flows.get(key) ?? { step, from, to, count: 0, rows: [] };
    flow.count += row.numerator;
    flow.rows.push(row);
    flows.set(key, flow);
  }
  return { flows: [...flows.values()].sort(inOrder), nodes };
}

/** How many needs there are. */
/** @param {Wire.FigureRow[]} rows */
export const needs = (rows) => rows.filter((row) => row.keys.step === "1").reduce((all, row) => all + row.numerator, 0);

/** The whole picture. `open(rows)` is called with what was clicked. */
/** @param {number} width @param {number} height @param {Wire.FigureRow[]} rows @param {string} label @param {(flow: Figures.Flow) => unknown} open */
export function sankey(width, height, rows, label, open) {
  const { flows, nodes } = waysOf(rows);
  const columns = Math.max(...[...nodes.values()].map((node) => node.step));
  place(nodes, width, height, columns);
  const picture = svg("svg", { class: "c halo sn", width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${label}: ${[...nodes.values()].filter((each) => each.step === 1).map((each) => t("node", { lane: t(`lane.${each.name}`), count: number(each.count) })).join(", ")}. ${t("chart.table")}` });
  picture.append(gradients(flows));
  for (const flow of flows) picture.append(ribbon(flow, nodes, open));
  for (let step = 1; step <= columns; step += 1) {
    const at = columnAt(step, width, columns);
    picture.append(svg("text", { class: "mut", x: at, y: 12 }, t(step === STEPS ? "contact.last" : "contact.n", { n: step })));
  }
  for (const node of nodes.values()) picture.append(...nodeOf(node, columns));
  return picture;
}

/** @param {Figures.Flow} one @param {Figures.Flow} other */
const inOrder = (one, other) => one.step - other.step || order(one.from) - order(other.from) || order(one.to) - order(other.to);
/** @param {string} name */
const order = (name) => [...LANES, ...ENDS].indexOf(name);
/** @param {number} step @param {number} width @param {number} columns */
const columnAt = (step, width, columns) => 2 + ((width - 122) * (step - 1)) / Math.max(1, columns - 1);

/** @param {Map<string, Figures.Spot>} nodes @param {number} width @param {number} height @param {number} columns */
function place(nodes, width, height, columns) {
  const all = [...nodes.values()].filter((node) => node.step === 1).reduce((sum, node) => sum + node.count, 0);
  const most = Math.max(...Array.from({ length: columns }, (_, step) => [...nodes.values()].filter((node) => node.step === step + 1).length));
  const scale = (height - HEAD - 4 - GAP * (most - 1)) / all;
  for (let step = 1; step <= columns; step += 1) {
    let down = HEAD;
    const column = [...nodes.values()].filter((node) => node.step === step).sort((one, other) => order(one.name) - order(other.name));
    for (const node of column) {
      Object.assign(node, { x: columnAt(step, width, columns), y: down, tall: Math.max(1, node.count * scale), scale, out: 0, in: 0 });
      down += node.tall + GAP;
    }
  }
}

/** @param {Figures.Flow[]} flows */
function gradients(flows) {
  const pairs = new Set(flows.map((flow) => `${flow.from}-${flow.to}`));
  return svg(
    "defs",
    null,
    [...pairs].map((pair) => {
      const [from, to] = pair.split("-");
      return svg("linearGradient", { id: `sn-${pair}` }, svg("stop", { class: `g-${from}` }), svg("stop", { class: `g-${to}`, offset: 1 }));
    }),
  );
}

/** @param {Figures.Flow} flow @param {Map<string, Figures.Spot>} nodes @param {(flow: Figures.Flow) => unknown} open */
function ribbon(flow, nodes, open) {
  const from = /** @type {Figures.Spot} */ (nodes.get(`${flow.step}.${flow.from}`));
  const to = /** @type {Figures.Spot} */ (nodes.get(`${flow.step + 1}.${flow.to}`));
  const tall = flow.count * from.scale;
  const [x0, x1] = [from.x + WIDE, to.x];
  const [y0, y1] = [from.y + from.out, to.y + to.in];
  from.out += tall;
  to.in += tall;
  const [mid, ...ys] = [(x0 + x1) / 2, y0, y1, y1 + tall, y0 + tall].map((each) => each.toFixed(1));
  const d = `M${x0.toFixed(1)} ${ys[0]}C${mid} ${ys[0]} ${mid} ${ys[1]} ${x1.toFixed(1)} ${ys[1]}V${ys[2]}C${mid} ${ys[2]} ${mid} ${ys[3]} ${x0.toFixed(1)} ${ys[3]}Z`;
  const same = flow.from === flow.to ? " same" : "";
  return svg("path", { class: `rb${same}`, d, fill: `url(#sn-${flow.from}-${flow.to})`, onclick: () => open(flow) }, svg("title", null, wayName(flow)));
}

/** "Czat → Telefon: 240". */
/** @param {Figures.Flow} flow */
export const wayName = (flow) => t("way", { from: t(`lane.${flow.from}`), to: t(`lane.${flow.to}`), n: flow.count });

/** @param {Figures.Spot} node @param {number} columns */
function* nodeOf(node, columns) {
  yield svg("rect", { class: `nd ${node.name}`, x: node.x.toFixed(1), y: node.y.toFixed(1), width: WIDE, height: node.tall.toFixed(1), rx: 2 });
  const ends = ENDS.includes(node.name);
  const named = node.step === 1 || (ends && node.step === columns);
  if (node.tall < 9 && !named) return;
  const words = named ? t("node", { lane: t(`lane.${node.name}`), count: number(node.count) }) : number(node.count);
  yield svg("text", { class: named ? "str" : "", x: (node.x + WIDE + 6).toFixed(1), y: (node.y + node.tall / 2 + 4).toFixed(1) }, words);
}
