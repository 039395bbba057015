// What the modules of the auditor's view hand to each other; not served.

declare namespace Audit {
  type Story = import("../js/audit/story.js").Story;
  type Proof = ReturnType<typeof import("../js/audit/proof.js").makeProof>;
  type Point = "a" | "b";
  type Tab = "state" | "diff" | "agent";
  /** An event of the stream, its personal fields masked. */
  interface Event extends Omit<Wire.EventShown, "occurred_at" | "recorded_at" | "actor" | "data"> {
    occurred_at: string;
    recorded_at: string;
    actor: { kind: string; id: string } | null; // null: it cannot be read
    data: Record<string, any>;
    channel: string | null;
    key: string;
    moved?: boolean;
    access?: undefined;
    day?: undefined;
  }
  /** A record of somebody having looked. */
  interface Look extends Wire.AccessRecord {
    access: true;
    key: string;
    version?: undefined;
    moved?: undefined;
    type?: undefined;
    channel?: undefined;
    day?: undefined;
  }
  type Row = Event | Look;
  /** A line of the list that only names a day. */
  interface Day {
    day: string;
    key: string;
    access?: undefined;
    version?: undefined;
    moved?: undefined;
  }
  interface Who {
    role: string;
    name: string;
  }
  /** Where the interactions of a stream ran, carried from page to page. */
  interface Channels {
    of: Map<string, string>;
    last: string | null;
  }
  /** What is asked of the list. */
  interface Question {
    words: string[];
    number?: number;
    type?: string;
    who?: string;
    channel?: string;
    from?: string;
    to?: string;
  }
  /** A stretch of the thread: along a lane, or bending into the next. */
  interface Piece {
    lane: Console.Lane;
    next?: Console.Lane;
    from: number;
    to: number;
    before?: boolean;
  }
  interface Bundle {
    about: { format: string; tenant: string; customer: string; own: number; moved: number };
    head: { size: number; root: string; time: string; key: string; signature: string };
    rows: BundleRow[];
    seal: { sha256: string; signature: string };
  }
  interface BundleRow extends Record<string, any> {
    position: number;
    stream: string;
    version: number;
    prev_hash: string;
    hash: string;
    path: string[];
  }
  interface Found {
    customer: string;
    total: number;
    own: number;
    head: Bundle["head"];
    hashes: Map<number, string>;
    signed: string | null;
    early: boolean;
  }
  interface Checked {
    kind: "none" | "busy" | "whole" | "broken" | "refused" | "failed" | "unable";
    total: number;
    found: Found | null;
    fault: any;
    took: number;
  }
  interface AtMoment {
    brief: Wire.Brief;
    facts: Wire.Fact[];
    promises: Wire.Promise[];
    consents: Wire.Consent[];
    notices: Wire.Notice[];
    seen: Wire.SeenShown;
  }
  interface Between {
    diff: Wire.DiffShown;
    seen: Wire.SeenShown;
  }
  type Change<T> = { change: "added" | "changed" | "removed"; before: T | null; after: T | null; cause: Wire.Cause };
  interface Context {
    who: Wire.WhoAmI | null;
    story: Story | null;
    proof: Proof | null;
    setLanguage(language: string): Promise<void>;
    signedOut(why: string): void;
    help(): void;
  }
  type Actions = Record<"setA" | "setB" | "next" | "previous" | "diff" | "verify" | "export" | "play" | "find" | "help" | "back", () => void> & {
    step(by: number, point: Point): void;
  };
}
