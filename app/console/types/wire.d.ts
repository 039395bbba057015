// Written by `python -m tests.console.wire_types` from the service's own shapes; not served. Never edited by hand.

declare namespace Wire {
  interface AccessRecord {
    at: string;
    who: string;
    person: string;
    role: string;
    customer_id: string;
    what: string;
    purpose: string;
    via: string;
    at_version: number | null;
  }
  interface AccessRecords {
    records: AccessRecord[];
  }
  interface Actor {
    kind: string;
    id?: string;
  }
  interface Answer {
    version: number;
    at: string;
    channel: string;
  }
  interface Apart {
    customer_id: string;
    other: string;
    until: string | null;
    version: number;
    position: number;
  }
  interface AskedAgain {
    key: string;
    fact_id: string;
    known_then: boolean;
  }
  interface Attachment {
    ref: string;
    media_type?: string;
    sha256?: string;
    size?: number | null;
    name?: string;
    attachment_id?: string;
    width?: number | null;
    height?: number | null;
  }
  interface AttachmentReceived {
    dataref: string;
    sha256: string;
    size: number;
    media_type: string;
    width: number | null;
    height: number | null;
    outcome: string;
  }
  interface Author {
    role: string;
    id: string;
    name: string;
  }
  interface Brief {
    at_version: number;
    lines: Line[];
    known: string[];
  }
  interface BriefHasBeenRead {
    handoff_id: string;
    customer_id: string;
    at_version: number;
    version: number;
    position: number;
  }
  interface Bye {
    type: "bye";
    retry_ms: number;
  }
  interface Case {
    case_id: string;
    kind: string;
    topic: string;
    order_no: string;
    state: string;
    opened_at: string;
    changed_at: string;
    interactions: string[];
    resolved_at: string | null;
    why: string;
    reopened: number;
    detected_by: string;
    item_id: string;
    opened_in: string;
    by_hand: boolean;
  }
  interface CaseClosing {
    customer_id: string;
    why?: "closed_by_hand" | "duplicate" | "no_answer" | "wrapped_up";
  }
  interface CaseJoining {
    customer_id: string;
    other: string;
  }
  interface CaseParting {
    customer_id: string;
    interactions: string[];
    kind?: "complaint" | "order" | "praise" | "question" | "return" | "";
    topic?: string;
  }
  interface CaseReopening {
    customer_id: string;
  }
  interface CaseShown {
    case_id: string;
    kind: string;
    topic: string;
    order_no: string;
    state: string;
    opened_at: string;
    changed_at: string;
    interactions: string[];
    resolved_at: string | null;
    why: string;
    reopened: number;
    detected_by: string;
    item_id: string;
    opened_in: string;
    by_hand: boolean;
    switches: Switch[];
  }
  interface CaseWritten {
    case_id: string;
    customer_id: string;
    version: number;
    position: number;
  }
  interface CasesTold {
    cases: Case[];
    switches: Switch[];
  }
  interface Cause {
    event_id: string;
    version: number;
    position: number;
    type: string;
    occurred_at: string;
    actor: Actor;
  }
  interface Changes {
    type: "changes";
    id: string | number;
    from: number;
    to: number;
    items: Item[];
    stands_after: (string | null)[];
    brief?: Brief;
    facts?: Fact[];
    promises?: Promise[];
    contradictions?: Contradiction[];
    cases?: CasesTold;
    claim?: ClaimShown | null;
    facts_more?: boolean;
  }
  interface ChannelShown {
    channel: string;
    to: string;
    interaction_id: string | null;
    can: boolean;
    why: string | null;
    last: boolean;
  }
  interface ChannelsShown {
    customer_id: string;
    channels: ChannelShown[];
  }
  interface ClaimShown {
    by: string;
    name: string;
    expires_at: string;
  }
  interface ClaimStands {
    customer_id: string;
    by: string;
    name: string;
    expires_at: string;
    version: number;
    position: number;
  }
  interface CloudEventShown {
    specversion: string;
    id: string;
    source: string;
    type: string;
    time: unknown;
    recordedtime: unknown;
    datacontenttype: string;
    position: number;
    stream: string;
    version: number;
    data: Record<string, unknown>;
    sourceref?: string;
    sourceid?: string;
    subject?: string;
    unreadable?: string;
  }
  interface CodeOnItsWay {
    code_id: string;
    sent_to: string;
    expires_at: string;
    tries_left: number;
    version: number;
    position: number;
  }
  interface Conflict {
    kind: string;
    subject: string;
    span: [number, number];
    value: string;
    before: Side;
    item_id: string;
  }
  interface Consent {
    at: string;
    channel: string;
    place: string;
    source: string;
    item_id: string;
    interaction_id: string | null;
    position: number;
    purpose: string;
    given: boolean;
    notice: string;
    notice_version: string;
    expires_at: string | null;
    objected: boolean;
  }
  interface ConsentChange {
    change: "added" | "changed" | "removed";
    purpose: string;
    before: Consent | null;
    after: Consent | null;
    cause: Cause;
  }
  interface ConsentSaid {
    customer_id: string;
    purpose: string;
    given: boolean;
    version: number;
    position: number;
  }
  interface ConsentsShown {
    consents: Consent[];
    notices: Notice[];
  }
  interface ConsistencyShown {
    from: number;
    to: number;
    from_root: string;
    to_root: string;
    path: string[];
  }
  interface Contradiction {
    contradiction_id: string;
    kind: string;
    left: Side;
    right: Side;
    state: string;
    items: string[];
    subject: string;
    detected_at: string;
    stands: string;
    told_item: string;
    by: string;
    reason: string;
    detected_by: string;
    interaction_id: string | null;
  }
  interface ContradictionsShown {
    contradictions: Contradiction[];
  }
  interface CustomerShown {
    customer_id: string;
    display_name: string;
    proven: boolean;
    handles: HandleShown[];
    absorbed: string[];
    merges: MergeShown[];
    proof: Proof | null;
    here: HereShown | null;
    suggested_matches: MatchShown[];
    cases: CaseShown[];
    claim: ClaimShown | null;
    consents: Consent[];
    notices: Notice[];
    version: number;
    epoch: string;
  }
  interface Decided {
    customer_id: string;
    decisions: Turn[];
  }
  interface DeliveryState {
    state: string;
    code: string;
    at: string;
  }
  interface DiffShown {
    customer_id: string;
    from: number;
    to: number;
    events: number;
    brief: LineChange[];
    facts: FactChange[];
    promises: PromiseChange[];
    consents: ConsentChange[];
    notices: NoticeChange[];
    same: Unchanged;
  }
  interface Draft {
    text: string;
    channel?: "app" | "chat" | "commerce" | "crm" | "email" | "in_store" | "marketplace" | "messenger" | "phone" | "sms" | "social" | "telegram" | "whatsapp";
  }
  interface DraftChecked {
    asked_again: Known[];
    contradicts: Conflict[];
    promises: Offered[];
  }
  interface EventBehind {
    event_id: string;
    position: number;
    type: string;
    at: string;
    customer_id: string | null;
    interaction_id: string | null;
    item_id: string | null;
    channel: string;
    key: string;
  }
  interface EventShown {
    event_id: string;
    tenant: string;
    stream: string;
    version: number;
    position: number;
    type: string;
    schema: number;
    occurred_at: unknown;
    recorded_at: unknown;
    actor: unknown;
    source: string;
    sourceid: string | null;
    correlation_id: string;
    causation_id: string;
    data: Record<string, unknown>;
    prev_hash: string;
    hash: string;
    unreadable?: string;
  }
  interface EventsShown {
    events: EventShown[];
    after: number | null;
  }
  interface Everything {
    format: string;
    exported_at: string;
    customer: CustomerShown;
    items: Item[];
    facts: Fact[];
    promises: Promise[];
    contradictions: Contradiction[];
    cases: CaseShown[];
    consents: Consent[];
    notices: Notice[];
    access: AccessRecord[];
  }
  interface EvidenceShown {
    about: Record<string, unknown>;
    head: Record<string, unknown>;
    kept: Record<string, unknown> | null;
    consistency: string[];
    rows: (Record<string, unknown>)[];
    seal: Record<string, string>;
  }
  interface Fact {
    fact_id: string;
    key: string;
    value: string;
    norm: string;
    stated_by: string;
    channel: string;
    item_id: string;
    span: [number, number];
    extracted_by: string;
    confidence: number;
    superseded_by: string | null;
    proven: boolean;
    confirmed_by: string;
    retracted: boolean;
  }
  interface FactChange {
    change: "added" | "changed" | "removed";
    key: string;
    before: Fact | null;
    after: Fact | null;
    cause: Cause;
  }
  interface FactConfirmation {
    customer_id: string;
  }
  interface FactRetraction {
    customer_id: string;
    reason?: string;
  }
  interface FactWritten {
    fact_id: string;
    customer_id: string;
    version: number;
    position: number;
  }
  interface FactsShown {
    facts: Fact[];
  }
  interface FigureOpened {
    name: string;
    version: number;
    people: Person[];
    next: number | null;
  }
  interface FigureRow {
    keys: Record<string, string>;
    numerator: number;
    denominator: number;
    value: number | null;
    events: string[];
    more: number;
  }
  interface FigureShown {
    name: string;
    version: number;
    unit: string;
    start: string;
    end: string;
    by: string[];
    rows: FigureRow[];
    events: EventBehind[];
    next: number | null;
    position: number;
    started_on: string | null;
    teams: Record<string, string>;
  }
  interface Found {
    customer_id: string;
    display_name: string;
    level: number;
  }
  interface Handed {
    type: "handed";
    customer_id: string;
    handoff_id: string;
    by: string;
    name: string;
    at: string;
  }
  interface HandedOver {
    handoff_id: string;
    customer_id: string;
    at_version: number;
    lines: Line[];
    reaches: string[];
    version: number;
    position: number;
  }
  interface HandedShown {
    handoff_id: string;
    by: string;
    name: string;
    at: string;
  }
  interface HandleShown {
    link_id: string;
    kind: string;
    value: string;
    level: number;
    bound: number;
    method: string;
    at: string;
    shared: boolean;
    why: string[];
    unfit: string;
  }
  interface HandoffShown {
    handoff_id: string;
    at: string;
    at_version: number;
    language: string;
    method: string;
    by: string;
    to: string;
    note: string;
    lines: Line[];
    read: Reading[];
  }
  interface HandoffsShown {
    customer_id: string;
    at_version: number;
    handoffs: HandoffShown[];
  }
  interface HeadShown {
    life: string;
    size: number;
    root: string;
    time: string;
    key: string;
    signature: string;
    line: string;
  }
  interface Heartbeat {
    type: "heartbeat";
  }
  interface Hello {
    type: "hello";
    ticket: string;
  }
  interface HereShown {
    interaction_id: string;
    channel: string;
    level: number;
    at: string;
    proven: boolean;
  }
  interface Hit {
    customer_id: string;
    item_id: string;
    text: string;
    marks: ([number, number])[];
  }
  interface HitsShown {
    hits: Hit[];
    more: boolean;
    version: number;
  }
  interface InboxChanges {
    type: "changes";
    id: string | number;
    from: number;
    to: number;
    customers: QueueRow[];
    gone: string[];
  }
  interface InboxPage {
    version: number;
    epoch: string;
    rows: QueueRow[];
    gone: string[];
    far: boolean;
  }
  interface InboxShown {
    customers: QueueRow[];
    version: number;
    epoch: string;
  }
  interface InboxSnapshot {
    type: "snapshot";
    id: string | number;
    inbox: "mine" | "team" | "waiting";
    version: number;
    epoch: string;
    customers: QueueRow[];
    more: boolean;
  }
  interface InteractionPut {
    customer_id: string;
    case_id: string;
  }
  interface InteractionShown {
    interaction_id: string;
    customer_id: string;
    channel: string;
    entry_point: string;
    started_at: string;
    ended_at: string | null;
    items: Item[];
  }
  interface Item {
    item_id: string;
    position: number;
    version: number;
    stream: string;
    interaction_id: string | null;
    channel: string;
    entry_point: string;
    kind: string;
    direction: string;
    author: Author;
    occurred_at: string;
    recorded_at: string;
    text: string;
    event: string;
    text_more: boolean;
    late: boolean;
    asked_again: AskedAgain[];
    attachments: Attachment[];
    delivery: DeliveryState | null;
    segments: Segment[];
    about: Record<string, unknown>;
    ended_at: string | null;
    client_id: string;
  }
  interface Known {
    key: string;
    fact: Fact;
    span: [number, number];
  }
  interface Limits {
    frame_bytes: number;
    frames_a_second: number;
    subscriptions: number;
    sockets: number;
  }
  interface Line {
    text: string;
    items: string[];
    stale: boolean;
  }
  interface LineChange {
    change: "added" | "changed" | "removed";
    about: string;
    before: Told | null;
    after: Told | null;
    cause: Cause;
  }
  interface Lookup {
    kind: string;
    value: string;
  }
  interface LookupAnswer {
    customers: Found[];
  }
  interface MatchShown {
    customer_id: string;
    score: number;
    evidence: string[];
  }
  interface MergeShown {
    merge_id: string;
    absorbed: string;
  }
  interface Merged {
    merge_id: string;
    survivor: string;
    absorbed: string;
    version: number;
    position: number;
  }
  interface MessageWritten {
    customer_id: string;
    item_id: string;
    interaction_id: string;
    version: number;
    position: number;
  }
  interface NewCase {
    interaction_id: string;
    kind?: "complaint" | "order" | "praise" | "question" | "return";
    topic?: string;
    order_no?: string;
  }
  interface NewClaim {
    minutes?: number;
    take_over?: boolean;
  }
  interface NewCode {
    link_id: string;
    language?: "en" | "pl";
  }
  interface NewConsent {
    channel: "app" | "chat" | "commerce" | "crm" | "email" | "in_store" | "marketplace" | "messenger" | "phone" | "sms" | "social" | "telegram" | "whatsapp";
    item_id?: string | null;
    place?: string;
    purpose: string;
    given: boolean;
    notice?: string;
    notice_version?: string;
    expires_at?: string | null;
  }
  interface NewDismissal {
    other: string;
    reason?: string;
    until?: string | null;
  }
  interface NewFact {
    key: string;
    value: string;
    item_id?: string | null;
    corrects?: string | null;
  }
  interface NewHandoff {
    to: string;
    note?: string;
    language?: "en" | "pl";
  }
  interface NewMerge {
    absorb: string;
    evidence?: string[];
    reason?: string;
    seen_version?: number | null;
  }
  interface NewMessage {
    text: string;
    channel: "app" | "chat" | "email" | "in_store" | "marketplace" | "messenger" | "phone" | "sms" | "social" | "telegram" | "whatsapp";
    seen_version: number;
    anyway?: boolean;
    interaction_id?: string | null;
    client_id?: string;
  }
  interface NewNote {
    text: string;
    mentions?: string[];
  }
  interface NewNotice {
    channel: "app" | "chat" | "commerce" | "crm" | "email" | "in_store" | "marketplace" | "messenger" | "phone" | "sms" | "social" | "telegram" | "whatsapp";
    item_id?: string | null;
    place?: string;
    notice?: string;
    notice_version?: string;
    locale?: string;
  }
  interface NewObjection {
    channel: "app" | "chat" | "commerce" | "crm" | "email" | "in_store" | "marketplace" | "messenger" | "phone" | "sms" | "social" | "telegram" | "whatsapp";
    item_id?: string | null;
    place?: string;
    purpose: string;
  }
  interface NewOutcome {
    customer_id: string;
    state: "broken" | "kept" | "moved" | "withdrawn";
    due_at?: string | null;
    item_id?: string | null;
    reason?: string;
  }
  interface NewPromise {
    kind: "callback" | "delivery" | "discount" | "info" | "refund" | "replacement";
    what: string;
    due_at?: string | null;
    amount?: string;
    item_id?: string | null;
    span?: [number, number] | null;
    interaction_id?: string | null;
  }
  interface NewProof {
    method: "called_back" | "id_document_seen" | "known_in_person" | "security_questions" | "video_call";
    link_id?: string;
    kind?: string;
    value?: string;
    note?: string;
  }
  interface NewReading {
    language?: "en" | "pl";
  }
  interface NewReassignment {
    to: string | null;
    reason?: "other" | "shared_handle" | "told_so" | "wrong_person";
  }
  interface NewRelease {
    reason?: string;
  }
  interface NewResolution {
    customer_id: string;
    stands: "left" | "neither" | "right";
    told_item?: string | null;
    reason?: string;
  }
  interface NewReveal {
    what: string;
    reason: "caller_asked" | "complaint" | "correction" | "delivery" | "fraud_check" | "legal_request" | "order" | "return_or_refund";
  }
  interface NewReversal {
    allot?: Record<string, string>;
    reason?: string;
  }
  interface NewSaying {
    channel: "app" | "chat" | "commerce" | "crm" | "email" | "in_store" | "marketplace" | "messenger" | "phone" | "sms" | "social" | "telegram" | "whatsapp";
    item_id?: string | null;
    place?: string;
  }
  interface NewWrapUp {
    code: string;
    outcome: "abandoned" | "duplicate" | "escalated" | "follow_up" | "resolved";
    note?: string;
    seconds?: number | null;
  }
  interface NoteWritten {
    customer_id: string;
    item_id: string;
    version: number;
    position: number;
  }
  interface Notice {
    at: string;
    channel: string;
    place: string;
    source: string;
    item_id: string;
    interaction_id: string | null;
    position: number;
    notice: string;
    notice_version: string;
    locale: string;
  }
  interface NoticeChange {
    change: "added" | "changed" | "removed";
    notice: string;
    before: Notice | null;
    after: Notice | null;
    cause: Cause;
  }
  interface NoticeSaid {
    customer_id: string;
    version: number;
    position: number;
  }
  interface ObjectionSaid {
    customer_id: string;
    purpose: string;
    version: number;
    position: number;
  }
  interface Offered {
    kind: string;
    what: string;
    due_at: string | null;
    span: [number, number];
    confidence: number;
    amount: string;
  }
  interface Opening {
    reason: "checking_figure" | "coaching" | "complaint" | "overdue_promise";
    from?: string | null;
    to?: string | null;
    by?: string | null;
    row?: string | null;
    team?: string | null;
    after?: number;
  }
  interface Outcome {
    merge_id: string;
    customer_id: string;
    survivor: string;
    absorbed: string;
    returned: string[];
    asked: string[];
  }
  interface ParkedList {
    parked: ParkedShown[];
  }
  interface ParkedShown {
    view: string;
    tenant: string;
    customer_id: string;
    position: number;
    version: number;
    held: number;
    reason: string;
  }
  interface Person {
    customer_id: string;
    display_name: string;
    events: EventBehind[];
  }
  interface Pill {
    kind: string;
    due_at?: string | null;
    promise_id?: string;
  }
  interface Presence {
    type: "presence";
    id: string | number;
    who: Present[];
  }
  interface Present {
    name: string;
    state: "editing" | "idle" | "viewing";
  }
  interface Preview {
    survivor: PreviewSide;
    absorbed: PreviewSide;
    items: number;
    superseded: string[];
    proven: boolean;
    needs_lead: boolean;
  }
  interface PreviewSide {
    customer_id: string;
    version: number;
    proven: boolean;
    items: number;
    channels: Record<string, number>;
    first_at: string | null;
    last_at: string | null;
    handles: Record<string, number>;
    orders: boolean;
    display_name: string | null;
    initials: string;
  }
  interface Problem {
    type: "problem";
    id: string | number | null;
    slug: string;
    detail: string;
    retry_ms: number | null;
  }
  interface Promise {
    promise_id: string;
    what: string;
    kind: string;
    due_at: string | null;
    state: string;
    made_by: string;
    items: string[];
    span: [number, number];
    amount: string;
    made_at: string | null;
    extracted_by: string;
    confidence: number;
    interaction_id: string | null;
  }
  interface PromiseChange {
    change: "added" | "changed" | "removed";
    promise_id: string;
    before: Promise | null;
    after: Promise | null;
    cause: Cause;
  }
  interface Promised {
    promise_id: string;
    customer_id: string;
    item_id: string;
    version: number;
    position: number;
  }
  interface PromisesOutcome {
    promise_id: string;
    customer_id: string;
    state: string;
    version: number;
    position: number;
  }
  interface PromisesShown {
    promises: Promise[];
  }
  interface Proof {
    level: number;
    method: string;
    kind: string;
    at: string;
    fresh: boolean;
    until: string | null;
  }
  interface ProofShown {
    customer_id: string;
    version: number;
    head: HeadShown;
    rows: RowProved[];
    moved: RowProved[];
  }
  interface Proven {
    customer_id: string;
    link_id: string;
    level: number;
    method: string;
    version: number;
    position: number;
  }
  interface QueueRow {
    customer_id: string;
    display_name: string;
    name_from: string;
    handle_hint: string;
    hint_kind: string;
    channel: string;
    preview: string;
    last_at: string | null;
    waiting_since: string | null;
    path: string[];
    live_call: boolean;
    pills: Pill[];
    claimed_by: string | null;
    claimed_name: string;
    claimed_until: string | null;
    handed: HandedShown | null;
    unread: boolean;
    version: number;
  }
  interface Reading {
    by: string;
    at: string;
    at_version: number;
  }
  interface Ready {
    status: string;
    version: string;
    sqlite_version: string;
    behind: Record<string, number>;
    parked: number;
    parked_in: Record<string, number>;
    warnings: string[];
  }
  interface Reassigned {
    interaction_id: string;
    customer_id: string;
    version: number;
    position: number;
  }
  interface ReleaseDone {
    customer_id: string;
    version: number;
    position: number;
  }
  interface Reset {
    type: "reset";
    id: string | number;
    reason: "epoch" | "erased" | "moved" | "too_far";
  }
  interface Resolved {
    contradiction_id: string;
    customer_id: string;
    stands: string;
    version: number;
    position: number;
  }
  interface Resumed {
    type: "resumed";
    id: string | number;
    epoch: string;
    version: number;
  }
  interface RowProved {
    position: number;
    stream: string;
    version: number;
    event_id: string;
    type: string;
    prev_hash: string;
    hash: string;
    path: string[];
  }
  interface Seen {
    type: "seen";
    id: string | number;
    version: number;
  }
  interface SeenShown {
    customer_id: string;
    version: number;
    recorded_at: string | null;
    people: Viewer[];
  }
  interface Segment {
    party: string;
    text: string;
    from_ms?: number;
    to_ms?: number;
    confidence?: number | null;
  }
  interface SetPresence {
    type: "presence";
    id: string | number;
    state: "editing" | "idle" | "viewing";
  }
  interface Side {
    value: string;
    words?: string;
    source?: string;
    at?: string | null;
  }
  interface Snapshot {
    type: "snapshot";
    id: string | number;
    customer_id: string;
    epoch: string;
    version: number;
    items: Item[];
    more: boolean;
    brief: Brief;
    facts: Fact[];
    promises: Promise[];
    contradictions: Contradiction[];
    cases: CasesTold;
    claim: ClaimShown | null;
    facts_more?: boolean;
    presence: Present[];
  }
  interface Sought {
    q: string;
    limit?: number;
  }
  interface Subscribe {
    type: "subscribe";
    id: string | number;
    customer_id?: string | null;
    inbox?: "mine" | "team" | "waiting" | null;
    since?: number | null;
    epoch?: string | null;
    language?: "en" | "pl";
    purpose?: string | null;
  }
  interface Switch {
    case_id: string;
    from_interaction: string;
    to_interaction: string;
    from_channel: string;
    to_channel: string;
    at: string;
    gap_s: number;
    confidence: number;
    detected_by: string;
    carried: string[];
    reasons: string[];
    item_id: string;
  }
  interface TimelineShown {
    items: Item[];
    before: string | null;
    after: string | null;
    version: number;
    epoch: string;
  }
  interface Told {
    text: string;
    items: string[];
  }
  interface ToldCode {
    code: string;
  }
  interface Turn {
    what: "apart" | "merged" | "moved_in" | "moved_out" | "separated";
    at: string;
    rule: boolean;
    by: string;
    other: string;
    why: string[];
    reason: string;
    interaction_id: string;
  }
  interface Unchanged {
    brief: number;
    facts: number;
    promises: number;
    consents: number;
    notices: number;
  }
  interface Unmerged {
    merge_id: string;
    customer_id: string;
    survivor: string;
    absorbed: string;
    returned: string[];
    allotted: Record<string, string>;
    version: number;
    position: number;
  }
  interface Unread {
    row: unknown;
    why: "damaged" | "newer";
  }
  interface Unsubscribe {
    type: "unsubscribe";
    id: string | number;
  }
  interface VconShown {
    vcon: string;
    uuid: string;
    created_at: string;
    subject: string;
    parties: (Record<string, unknown>)[];
    dialog: (Record<string, unknown>)[];
    analysis: (Record<string, unknown>)[];
    attachments: (Record<string, unknown>)[];
  }
  interface Viewer {
    who: string;
    role: string;
    opened_at: string | null;
    opened_version: number | null;
    via: string;
    before_at: string | null;
    before_version: number | null;
    read_at: string | null;
    answered: Answer | null;
  }
  interface Welcome {
    type: "welcome";
    connection: string;
    heartbeat_s: number;
    limits: Limits;
    now: string;
  }
  interface WhoAmI {
    name: string;
    role: string;
    tenant: string;
    shop_name: string;
    person: string;
    timezone: string;
    session: string;
    writing_keys: Record<string, string>;
  }
  interface WrapUpWritten {
    customer_id: string;
    interaction_id: string;
    version: number;
    position: number;
  }
  type ServerFrame = Welcome | Snapshot | Changes | InboxSnapshot | InboxChanges | Resumed | Reset | Presence | Handed | Problem | Bye | Heartbeat;
  type ClientFrame = Hello | Subscribe | Unsubscribe | Seen | SetPresence | Heartbeat;
}
