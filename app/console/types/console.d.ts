// What the console's modules hand to each other, and what newer browsers know; not served.

// Every element of ours is one of HTML or of SVG: both have these.
interface Element {
  readonly dataset: DOMStringMap;
  focus(options?: FocusOptions): void;
}

interface ParentNode {
  querySelector(selectors: string): HTMLElement | null;
}

interface HTMLElement {
  hidePopover(): void;
  showPopover(): void;
}

interface HTMLElementTagNameMap {
  search: HTMLElement;
}

declare class Highlight {
  constructor(...ranges: Range[]);
}

declare namespace CSS {
  const highlights: Map<string, Highlight>;
}

interface Array<T> {
  findLast(test: (each: T, index: number) => unknown): T | undefined;
  findLastIndex(test: (each: T, index: number) => unknown): number;
  toSorted(compare?: (a: T, b: T) => number): T[];
}

// Pages are named in the types of almost every module.
type Page = import("../js/core/page.js").Page;

/** What early.js began; on the agent's page only. */
interface Window {
  begun: Console.Begun;
}

declare namespace Wire {
  type Tab = "mine" | "waiting" | "team";
  type State = Present["state"];
}

declare namespace Console {
  type Lane = "chat" | "email" | "store" | "phone";
  type Child = Node | string | number | boolean | null | undefined | Child[];
  type Attributes = Record<string, any> | null;
  type Moment = string | number | Date;
  /** Sentences by key; a plural by its forms. */
  type Catalogue = Record<string, any>;
  type Line = "connecting" | "live" | "offline" | "signed_out" | "refused";
  /** How a line fares. */
  interface LineTold {
    state: Line;
    since: number | null;
    attempt: number;
    retryAt: number | null;
    ms: number | null;
  }
  interface Begun {
    asked: Promise<Response> | null;
    line: { person: string; worker: SharedWorker } | null | undefined;
    keys: KeyboardEvent[] | null;
    open(person: string): SharedWorker;
  }
  interface LineEnd {
    send(frame: object): void;
    retry(): void;
    stop(): void;
  }
  interface Subscription {
    frame(): object;
    take(frame: any): void;
  }
  /** One tab of the queue as this browser holds it. */
  interface Feed {
    version: number | null;
    epoch: string | null;
    rows: Map<string, Wire.QueueRow>;
  }
  /** A map that has its keys from the start. */
  interface Total<K, V> extends Map<K, V> {
    get(key: K): V;
  }
  type QueueFrame = Wire.InboxSnapshot | Wire.InboxChanges | Wire.Resumed | Wire.Reset | Wire.Problem;
  type PageFrame = Wire.Snapshot | Wire.Changes | Wire.Resumed | Wire.Presence;
  /** What a key does. */
  type Actions = Record<
    "next" | "previous" | "waiting" | "end" | "reply" | "note" | "claim" | "promise" | "handOver" | "close" | "find" | "help" | "back",
    () => void
  > & { source(n: number): void; seek(): boolean; print(): boolean };
  /** Where a walk over the items stands. */
  interface Walk {
    talk: Shown | null;
    call: Row | null;
    day: string;
  }
  /** A dialog to open. */
  interface Asked {
    title: string;
    nodes: Child;
    verb?: string;
    cancel?: string;
    run?(): unknown;
    again?(fault: Refusal): unknown;
    closed?(): void;
    wide?: boolean;
  }
  type Said = { customerId: string; kind: Entry["kind"]; body: any; channel: string; promises?: Kept[] };
  /** What the server refused: an Error with its slug. */
  interface Refusal extends Error {
    slug: string;
    status: number;
    wait: number;
    body: any;
  }
  /** One turn of the timeline as it is drawn. */
  interface Row {
    key: string;
    kind: "switch" | "item" | "quiet" | "call";
    lane: Lane | null;
    from?: Lane | null;
    channels?: [string, string];
    gap?: number;
    items: Shown[];
    day?: string;
    first?: boolean;
    end?: boolean;
    unread?: number;
    opens?: boolean;
    repeated?: number;
    answered?: boolean;
    live?: boolean;
    whole?: Shown[];
    goesOn?: boolean;
  }
  /** A row where the talk goes over to another channel. */
  interface Bend extends Row {
    lane: Lane;
    from: Lane;
    channels: [string, string];
    gap: number;
  }
  /** An item, or a row for what this person wrote that is not in the record yet. */
  type Shown = Pick<Wire.Item, "item_id" | "interaction_id" | "channel" | "kind" | "event" | "author" | "occurred_at" | "recorded_at"> &
    Pick<Wire.Item, "entry_point" | "text" | "asked_again" | "attachments"> &
    Partial<Wire.Item> & { entry?: Entry };
  /** What a row is drawn from besides its items. */
  interface View {
    page: Page;
    folds: string;
    move: ((item: Shown) => unknown) | null;
    source: Source | null;
    customer: string;
    promises: Wire.Promise[];
    /** Ids of items whose long text stands open. */
    unfolded: Set<string>;
    /** By the item whose words they were read from. */
    noted: Map<string, Wire.Promise[]>;
    contrary: Set<string>;
    who: Wire.WhoAmI;
    now: number;
    edit(entry: Entry): void;
    decide(entry: Entry): void;
    writing: import("../js/core/writing.js").Writing;
    /** Draws an item's files into a box that is kept for them. */
    files(box: HTMLElement, item: Shown): void;
  }
  /** What is drawn in a row: its nodes, what it is called, and its class. */
  interface Body {
    nodes: Child;
    label: string;
    cls?: string | null;
  }
  /** Something said in a call. */
  interface Utterance {
    who: string;
    role: string;
    text: string;
    span: [number, number] | null;
  }
  type Timeline = ReturnType<typeof import("../js/views/timeline.js").makeTimeline>;
  /** Something to choose in the palette; `here` is done with the open customer, `stays` leaves the palette open. */
  interface Option {
    name: string;
    run(): unknown;
    icon?: string;
    channel?: string;
    detail?: string | null;
    key?: string;
    here?: boolean;
    stays?: boolean;
  }
  interface Draft {
    text: string;
    mode: string | null;
    kept: Kept[];
  }
  /** A promise found in a draft that goes along. */
  interface Kept {
    words: string;
    what: string;
    due_at: string | null;
    [more: string]: unknown;
  }
  /** How much is written and not sent. */
  interface Left {
    entries: number;
    drafts: number;
  }
  /** Keeps words over the end of their tab. */
  interface Keeper {
    keep(words: string, left: Left): unknown;
    end(): void;
  }
  type EntryState = "waiting" | "sending" | "sent" | "crossed" | "failed";
  /** Something on its way to the server. */
  interface Entry {
    id: string;
    key: string;
    customerId: string;
    kind: "message" | "note" | "promise";
    body: any;
    channel: string;
    promises: Kept[];
    at: string;
    tries: number;
    state?: EntryState;
    slug?: string;
    certain?: boolean;
    items?: Wire.Item[];
    shown?: number;
    itemId?: string;
    version?: number;
    row?: Shown;
  }
  /** What has just happened to who a customer is, or to a call. */
  type News = { merge?: Wire.MergeShown; apart?: string; call?: Wire.Item; handed?: Wire.HandoffShown; given?: { to: string; reaches: string[] } } | null;
  /** A part of a text: words, or what is folded. */
  type Told = string | { key: string };
  /** An order, a parcel, an offer or a stock: what is said of it depends on which. */
  type Noted = Pick<Wire.Item, "event" | "text" | "occurred_at"> & { about: Record<string, any> };
  /** What `draft_check` answers, and of which facts it knew. */
  interface Looked extends Wire.DraftChecked {
    facts?: Wire.Fact[];
    text?: string;
  }
  /** What looks over the shoulder of who writes. */
  interface Guard {
    check(next: string, by: string | null): void;
    clear(promises: Kept[]): void;
    draw(page: Page): void;
    kept(): Kept[];
  }
  /** A way to write to a customer, or a note. */
  type Way = Pick<Wire.ChannelShown, "channel" | "can"> & Partial<Wire.ChannelShown>;
  type Section = "promises" | "contradictions" | "facts" | "orders" | "identity" | "consents";
  /** How much stands in a section, and how much of it is bad. */
  interface Count {
    n: number;
    bad?: number;
  }
  /** Puts a count, something beside it and the contents into a section. */
  type Fill = (count: number | null, aside: HTMLElement | null, ...nodes: Child[]) => void;
  interface Source {
    item_id: string;
    span?: [number, number] | null;
    fact?: string | null;
    sentence?: number | null;
    promise?: boolean;
  }
  /** What every view is made with. */
  interface Context {
    /** Views are drawn while somebody is signed in; those of a page while one is open. */
    session: import("../js/core/session.js").Session & { page: Page };
    source: Source | null;
    out: string | undefined;
    start(): Promise<void>;
    signedOut(why: string): void;
    setLanguage(language: string): Promise<void>;
    showSource(source: Source): void;
    toggleKnowledge(open?: boolean): void;
    showIdentity(): void;
    reveal(key: string): void;
    help(): void;
    palette(): void;
    toEnd(): void;
    findHere(): boolean;
    settings(): void;
    focusComposer(): void;
    editEntry(entry: Entry): void;
    decideEntry(entry: Entry): void;
  }
}
