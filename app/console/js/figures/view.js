// The page: pickers, numbers, charts. Charts are drawn anew at every size, never scaled.

import { el, keepFocus, put } from "../core/dom.js";
import { number, t } from "../core/i18n.js";
import { shape } from "./shapes.js";
import { LEAST, known } from "./data.js";
import { legend, lineChart } from "./line.js";
import { mapView } from "./map.js";
import { againView, promisesView, teamName } from "./promises.js";
import { needs, sankey } from "./sankey.js";
import { SPANS } from "./state.js";
import { storyTable, tilesTable, waysTable, weeksTable } from "./tables.js";
import { tileView, versionMark } from "./tiles.js";
import { dayOf } from "./words.js";

/** @type {Record<string, (figures: Figures.All) => Wire.FigureShown | undefined>} */
const OF = { story: (each) => each.story.answer, ways: (each) => each.rest?.journeys, again: (each) => each.rest?.again, cross: (each) => each.rest?.cross.answer };

/** Makes the page's column. `ctx.look` is what is looked at; `ctx.open` opens what a number is made of. */
/** @param {Figures.Context} ctx */
export function makeView(ctx) {
  const charts = new Map(); // the box of a chart and what draws it at a size
  const watcher = new ResizeObserver((entries) => entries.forEach(({ target }) => paint(/** @type {HTMLElement} */ (target))));
  const node = el("main", { class: "kp", id: "figures", tabindex: "-1" });

  /** @param {HTMLElement} box */
  function paint(box) {
    const drawing = charts.get(box);
    const [width, height] = [Math.floor(box.clientWidth), box.clientHeight]; // the stylesheet says how tall
    if (!drawing || width < 40 || box.dataset.size === `${width} ${height}`) return;
    box.dataset.size = `${width} ${height}`;
    put(box, drawing(width, height));
  }

  /** @param {Figures.Drawing} drawing */
  function chart(drawing) {
    const box = el("div", { class: "box" });
    charts.set(box, drawing);
    return box;
  }

  function draw() {
    watcher.disconnect();
    charts.clear();
    if (current(ctx)) node.removeAttribute("aria-busy");
    else node.setAttribute("aria-busy", "true");
    keepFocus(node, () => put(node, head(ctx), ctx.figures ? body(/** @type {Figures.Ready} */ (ctx), chart) : el("p", { class: "wait m", role: "status" }, t("data.loading"))));
    for (const box of charts.keys()) {
      paint(box);
      watcher.observe(box);
    }
  }

  return { node, draw };
}

/** Whether all of what is looked at is known. */
/** @param {Figures.Context} ctx */
function current({ figures, look, failed }) {
  return failed || Boolean(figures?.rest && figures.period.weeks === look.weeks && figures.period.team === look.team);
}

/** @param {Figures.Context} ctx */
function head(ctx) {
  const { look, figures, who } = ctx;
  const called = (/** @type {string} */ each) => teamName(each, figures?.names);
  const teams = [...new Set([...(figures?.teams ?? []), ...(look.team ? [look.team] : [])])].sort((one, other) => called(one).localeCompare(called(other)));
  const team = select("team", t("pick.team"), [["", t("pick.all")], ...teams.map((each) => [`=${each}`, called(each)])], look.team === null ? "" : `=${look.team}`, (value) => ctx.go({ team: value ? value.slice(1) : null }));
  const weeks = select("weeks", t("pick.period"), SPANS.map((each) => [String(each), t("pick.weeks", { n: each })]), String(look.weeks), (value) => ctx.go({ weeks: Number(value) }));
  const report = el("button", { type: "button", class: "btn", onclick: () => print() }, shape("print"), t("report"));
  const sub = figures ? t(figures.period.before.start ? "sub.start" : "sub.before", { n: figures.period.weeks, from: dayOf(figures.period.begin), to: dayOf(figures.period.end) }) : "";
  return el("div", { class: "kh" }, el("h1", null, t(who.role === "agent" ? "figures.own" : "figures.title")), el("span", { class: "m sub" }, sub), el("span", { class: "sp" }), team, weeks, report);
}

/** @param {string} name @param {string} label @param {string[][]} options @param {string} chosen @param {(value: string) => void} run */
function select(name, label, options, chosen, run) {
  const node = el("select", { class: "btn pick", "aria-label": label, "data-f": name, onchange: () => run(node.value) }, options.map(([value, words]) => el("option", { value, selected: value === chosen }, words)));
  return node;
}

/** @param {Figures.Ready} ctx @param {(drawing: Figures.Drawing) => HTMLElement} chart */
function body(ctx, chart) {
  const { figures, look } = ctx;
  const { tables } = look;
  return [
    el("dl", { class: "nums" }, figures.tiles.map((tile) => tileView(tile, (asked) => ctx.open(asked)))),
    tables && el("section", { class: "fc ct", "aria-labelledby": "h-tiles" }, el("header", null, el("h2", headed("tiles"), t("card.tiles"))), tilesTable(figures.tiles, t("card.tiles"), (asked) => ctx.open(asked))),
    el("div", { class: "grid" }, story(ctx, tables, chart), ways(ctx, tables, chart), wide(ctx), again(ctx), cross(ctx, tables, chart)),
  ];
}

// Who was led to a heading stays on it when it is drawn anew.
/** @param {string} name */
const headed = (name) => ({ id: `h-${name}`, tabindex: "-1", "data-f": `h-${name}` });

/** A card with a heading, a link to its table, and what is in it. */
/** @param {Figures.Ready} ctx @param {string} name @param {string} note @param {string} cls @param {Console.Child} content @param {boolean} [switching] */
function card(ctx, name, note, cls, content, switching = true) {
  const id = `h-${name}`;
  const words = t(ctx.look.tables ? "to.chart" : "to.table");
  const link = switching && el("button", { type: "button", class: "lk", "aria-label": `${words}: ${t(`card.${name}`)}`, "data-f": `table-${name}`, onclick: () => ctx.go({ tables: !ctx.look.tables }) }, words);
  return el("section", { class: `fc ${cls}`, "aria-labelledby": id }, el("header", null, el("h2", headed(name), t(`card.${name}`), versionMark(OF[name](ctx.figures) ?? { version: 1 })), el("span", { class: "m" }, note), el("span", { class: "sp" }), link), content);
}

/** @param {Figures.Ready} ctx @param {boolean} tables @param {(drawing: Figures.Drawing) => HTMLElement} chart */
function story(ctx, tables, chart) {
  const { story: told, period } = ctx.figures;
  const caption = t("card.story");
  /** @param {Figures.Opens} asked */
  const open = (asked) => ctx.open(asked);
  /** @type {Figures.Drawing} */
  const drawing = (width, height) => lineChart(width, height, told.lines, period, t("story.label")) ?? few("story.few");
  const content = tables ? storyTable(told.lines, caption, open) : [chart(drawing), known(told.lines[0].points).length >= LEAST && legend(told.lines)];
  return card(ctx, "story", t("story.note"), "cs", content);
}

/** @param {Figures.Ready} ctx @param {boolean} tables @param {(drawing: Figures.Drawing) => HTMLElement} chart */
function ways(ctx, tables, chart) {
  const { rest } = ctx.figures;
  if (!rest) return card(ctx, "ways", "", "cw", waiting());
  const { rows } = rest.journeys;
  const count = needs(rows);
  /** @param {Figures.Opens} asked */
  const open = (asked) => ctx.open(asked);
  /** @type {Figures.Drawing} */
  const drawing = (width, height) => sankey(width, height, rows, t("ways.label"), (flow) => open({ name: "journeys", rows: flow.rows }));
  const content = !count ? few("ways.none") : tables ? waysTable(rows, t("card.ways"), open) : chart(drawing);
  return card(ctx, "ways", t("ways.note", { n: count }), "cw", content);
}

/** @param {Figures.Ready} ctx */
function wide(ctx) {
  /** @param {Figures.Opens} asked */
  const open = (asked) => ctx.open(asked);
  const { rest, names } = ctx.figures;
  if (!rest) return el("div", { class: "fc two-halves" }, waiting());
  const { map, promises } = rest;
  const left = el("section", { class: "half", "aria-labelledby": "h-map" }, el("header", null, el("h2", headed("map"), t("card.map"), versionMark(map)), el("span", { class: "m o" }, t("map.note"))), map.rows.length ? el("div", { class: "scroll" }, mapView(map.rows, open)) : few("ways.none"));
  const right = el("section", { class: "half", "aria-labelledby": "h-promises" }, el("header", null, el("h2", headed("promises"), t("card.promises"), versionMark(promises)), el("span", { class: "sp" }), el("button", { type: "button", class: "lk", "data-f": "overdue", onclick: () => open({ name: "promises", row: "overdue", all: true }) }, t("promises.show"))), promisesView(promises.rows, names, open));
  return el("div", { class: "fc two-halves" }, left, right);
}

/** @param {Figures.Ready} ctx */
function again(ctx) {
  const { rest } = ctx.figures;
  return card(ctx, "again", t("again.note"), "ca", rest ? againView(rest.again.rows, (asked) => ctx.open(asked)) : waiting(), false);
}

/** @param {Figures.Ready} ctx @param {boolean} tables @param {(drawing: Figures.Drawing) => HTMLElement} chart */
function cross(ctx, tables, chart) {
  const { rest, period } = ctx.figures;
  if (!rest) return card(ctx, "cross", "", "cc", waiting());
  const { tile } = rest.cross;
  /** @param {Figures.Opens} asked */
  const open = (asked) => ctx.open(asked);
  /** @type {Figures.Drawing} */
  const drawing = (width, height) => lineChart(width, height, [{ lane: null, points: tile.weeks }], period, t("cross.label")) ?? few("story.few");
  const content = tables ? weeksTable(tile, t("card.cross"), open) : chart(drawing);
  const note = tile.now.value === null ? t("cross.few", { n: tile.now.of }) : t("cross.note", { so: number(tile.now.so), n: tile.now.of });
  return card(ctx, "cross", note, "cc", content);
}

const waiting = () => el("p", { class: "box m" }, t("data.loading"));

/** @param {string} key */
const few = (key) => el("p", { class: "none s" }, t(key));
