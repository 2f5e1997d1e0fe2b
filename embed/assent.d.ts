/** Types of the page API that the snippet provides. Reference them with `/// <reference path="assent.d.ts" />`. */

/** What a tracker may do. Only `allow` means yes. */
export type Answer = 'allow' | 'deny' | 'unknown';

/** The reason of an answer. */
export type Because =
  | 'granted'
  | 'necessary'
  | 'regime_default'
  | 'refused'
  | 'withdrawn'
  | 'gpc'
  | 'no_record'
  | 'not_asked'
  | 'changed'
  | 'expired';

/** The answer for one purpose, as the API gives it. */
export interface Decision {
  purpose: string;
  decision: Answer;
  because: Because;
  /** The version the answer rests on; `null` where no choice decides. */
  version: number | null;
  /** RFC 3339, by the clock of whoever answers. */
  decided_at: string | null;
  expires_at: string | null;
}

/** Everything this page knows. */
export interface Decisions {
  site: string;
  /** What trackers ask with; `null` unless something optional is granted, and that is on record. */
  visitor: string | null;
  /** The live version; `null` while the banner is offline: then nothing optional is granted. */
  version: number | null;
  decisions: Decision[];
}

/** The server's answer once a choice is on record. */
export interface Recorded {
  record: string;
  visitor: string;
  version: number;
  decided_at: string;
  expires_at: string;
  decisions: Decision[];
}

export interface Assent {
  /** Fulfilled once the page's decisions are known and the banner is in the page. */
  ready: Promise<Assent>;
  /** The decisions of all purposes. */
  get(): Decisions;
  /** The decision of one purpose; `undefined` when the site has none of that key. */
  get(purpose: string): Decision | undefined;
  /** Calls `listener` after every change of decisions. Returns a function that ends it. */
  on(event: 'change', listener: (decisions: Decisions) => void): () => void;
  /** Calls `listener` after each choice that the server has put on record. */
  on(event: 'recorded', listener: (recorded: Recorded) => void): () => void;
  /** Opens the privacy settings. */
  show(): void;
  /**
   * Grants every optional purpose. Like the next three, it applies at once and is fulfilled when the server has put
   * the choice on record; it waits while the server cannot be reached, and is rejected when the server refuses.
   */
  acceptAll(): Promise<Recorded>;
  /** Refuses every optional purpose. */
  rejectAll(): Promise<Recorded>;
  /**
   * Decides about the optional purposes named; those not named stay as they are, and off where nothing was chosen.
   * Names that are not optional purposes of the site are ignored.
   */
  save(purposes: Record<string, boolean>): Promise<Recorded>;
  /** Ends everything that was granted. */
  withdraw(): Promise<Recorded>;
}

/** A function that gets the API, or a method's name and its arguments: `['on', 'change', listener]`. */
export type Queued = ((assent: Assent) => void) | [method: string, ...args: unknown[]];

declare global {
  interface Window {
    assent?: Assent;
    /** May be an array before the snippet has run; afterwards what is pushed runs at once. */
    assentQueue?: { push(...items: Queued[]): unknown };
  }
  interface DocumentEventMap {
    /** The API is there; `detail` is what `get()` returns. */
    'assent:ready': CustomEvent<Decisions>;
    /** Decisions have changed; `detail` is what `get()` returns. */
    'assent:change': CustomEvent<Decisions>;
    /** A choice is on record; `detail` is the server's answer. */
    'assent:recorded': CustomEvent<Recorded>;
  }
}
