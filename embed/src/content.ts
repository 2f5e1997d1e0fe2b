// The messages between page and server. Golden examples of each are in `consent/wire/`.
import type { Answer, Decision } from '../assent';

export type Kind = 'necessary' | 'functional' | 'measurement' | 'marketing';

export interface Purpose {
  key: string;
  kind: Kind;
  /** First and last version of each run in which the purpose meant what it means today. */
  same?: [number, number][];
  /** The names of what its trackers store in cookies, local and session storage and databases: a regular expression each. */
  items?: Partial<Record<'c' | 'l' | 's' | 'd', string>>;
  /** The version since which a yes counts. */
  since?: number;
  /** It runs until the visitor decides. */
  runs?: boolean;
  /** The keys of its trackers. */
  trackers?: string[];
  /** The addresses of its trackers, `*` for any characters, where scripts of the page are held by them. */
  urls?: string[];
}

/** What the core lends to the other parts of the runtime. */
export interface Kit {
  /** The address of the server, without a slash at the end. */
  base: string;
  ask(path: string, init?: RequestInit): Promise<Response>;
  trusted(kind: 'HTML', text: string): string;
  /** Looks at the page's tags again, a moment later. */
  soon(): void;
  /** The purposes of scripts that have run. */
  ran: Set<string>;
}

/** `consent::vendors::Vendor`. */
export type Vendor = 'uet' | 'clarity' | 'meta' | 'tiktok' | 'matomo' | 'posthog' | 'segment' | 'mixpanel';

/** `consent::vendors::Google`, as far as the page needs it. */
export interface Google {
  /** In milliseconds; 0 is not at all. */
  wait_for_update: number;
  ads_data_redaction: boolean;
  url_passthrough: boolean;
}

/** What the server hands to the runtime: `consent::content::Content`. */
export interface Content {
  site: string;
  /** `null` while the banner is offline. */
  version: number | null;
  language: string;
  languages: string[];
  regime: string;
  /** How visitors are met: asked before anything optional runs where there is none. */
  manner?: 'choices' | 'notice';
  /** Whether the language was asked for by the snippet. */
  told?: boolean;
  /** How long a grant counts, in milliseconds. */
  lifetime: number;
  /** How long a refusal counts, in milliseconds. */
  refusals: number;
  purposes: Purpose[];
  /** `false`: the page is not loaded again when a script that has run loses its purpose. */
  reload?: boolean;
  /** Subdomains share the choice. */
  share?: boolean;
  /** The banner stands in an element of the page, where the page has one for it. */
  inline?: boolean;
  /** The parts of the runtime that this banner needs beside its core. */
  extras?: ('vendors' | 'block' | 'lists' | 'again' | 'databases' | 'keep')[];
  /** What the core lends to those parts. */
  kit?: Kit;
  /** Signals of the browser that refuse for whoever has not chosen. */
  signals?: ('gpc' | 'dnt')[];
  /** The vendors that are told what the visitor allows. */
  vendors?: { google?: Google; others?: Vendor[] };
  words?: Record<string, string>;
  html?: string;
  css?: string;
}

export type Action = 'accept_all' | 'reject_all' | 'custom' | 'withdraw';
export type Source = 'banner' | 'settings' | 'api';
export type Layer = 'banner' | 'settings';

/** A choice as sent, but for `age_ms`. */
export interface Choice {
  id: string;
  key: string;
  version: number | null;
  action: Action;
  purposes: Record<string, boolean>;
  language: string;
  source: Source;
  layer: Layer | null;
  regime: string;
  gpc: boolean | null;
  replaces?: string;
}

export type { Answer, Decision };
