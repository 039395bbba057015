// What the modules of the lead's view hand to each other; not served.

declare namespace Figures {
  /** What is looked at. */
  interface Look {
    weeks: number;
    team: string | null;
    tables: boolean;
  }
  /** How many, of how many; `value` is null where there are too few, `raw` is it even then. */
  interface Sum {
    so: number;
    of: number;
    value: number | null;
    raw: number | null;
  }
  interface Point extends Sum {
    monday: string;
  }
  interface Known extends Point {
    value: number;
  }
  interface Line {
    lane: string | null;
    points: Point[];
  }
  interface Named {
    name: string;
    less?: boolean;
    state?: string;
    seconds?: boolean;
  }
  interface Tile extends Named {
    answer: Wire.FigureShown;
    rows: Wire.FigureRow[];
    weeks: Point[];
    now: Sum;
    before: Sum;
  }
  interface Period {
    shown: string[];
    begin: string;
    before: { mondays: string[]; start: boolean };
    weeks: number;
    team: string | null;
    started: string | null;
    end: string;
    position: number;
    at: number;
  }
  interface All {
    period: Period;
    tiles: Tile[];
    story: { answer: Wire.FigureShown; lines: Line[] };
    teams: string[];
    names: Record<string, string>; // of teams, by their entry points
    rest: Rest | null; // null: not known yet
  }
  interface Rest {
    promises: Wire.FigureShown;
    journeys: Wire.FigureShown;
    map: Wire.FigureShown;
    cross: { answer: Wire.FigureShown; tile: Tile };
    again: Wire.FigureShown;
  }
  interface Flow {
    step: number;
    from: string;
    to: string;
    count: number;
    rows: Wire.FigureRow[];
  }
  /** A node, with its place once it has one. */
  interface Spot {
    step: number;
    name: string;
    count: number;
    x: number;
    y: number;
    tall: number;
    scale: number;
    out: number;
    in: number;
  }
  interface Cell {
    so: number;
    of: number;
    rows: Wire.FigureRow[];
  }
  interface Team {
    team: string;
    kept: number;
    broken: number;
    open: number;
    overdue: number;
    of: number;
  }
  /** What is opened: a figure, or some of its rows. */
  interface Opens {
    name: string;
    by?: string;
    row?: string;
    rows?: Wire.FigureRow[];
    state?: string;
    whole?: boolean;
    all?: boolean;
  }
  /** What the finder leads to. */
  interface Option {
    name: string;
    detail?: string;
    run(): unknown;
  }
  /** The same in the words of the service. */
  interface Asked {
    name: string;
    by?: string;
    team: string | null;
    from: string;
    rows: string[] | null;
    role: string;
  }
  interface Ready extends Context {
    figures: All;
  }
  type Open = (opens: Opens) => unknown;
  type Drawing = (width: number, height: number) => Console.Child;
  type Scale = (value: number) => number;
  interface Context {
    who: any;
    figures: All | null;
    failed: boolean;
    look: Look;
    start(): unknown;
    signedOut(why: string): void;
    setLanguage(language: string): unknown;
    go(change: Partial<Look>): void;
    open: Open;
    help(): unknown;
    find(): unknown;
  }
}
