// The cookie `assent_SITEKEY`: `1.VERSION.TIME_MS.DECISIONS.VISITOR_ID`, for example
//   1.3.1764000000000.analytics:a|ads:r.N0cI__dxndWXnsh11WzSKA
// Refused all:  1.3.1764000000000.analytics:r|ads:r.      (the last field is empty: no identifier)
// Accepted all: 1.3.1764000000000.analytics:a|ads:a.N0cI__dxndWXnsh11WzSKA

/** a granted, r refused, w withdrawn (refused after it was allowed), g refused by Global Privacy Control. */
export type Code = 'a' | 'r' | 'w' | 'g';

/** The letters of the reasons that rest on a choice. */
export const CODES: Record<string, Code | undefined> = { granted: 'a', refused: 'r', withdrawn: 'w', gpc: 'g' };

/** The letter of a decision; `allowed` is what stood before. */
export const codeOf = (granted: boolean, allowed: boolean): Code => (granted ? 'a' : allowed ? 'w' : 'r');

/** What a browser remembers of a choice. */
export interface Stored {
  version: number;
  /** The click, in milliseconds since 1970. */
  time: number;
  /** The decisions as they are written: `analytics:a|ads:r`. */
  codes: string;
  /** The visitor id; empty unless something optional is granted. */
  id: string;
}

const FORMAT = /^1\.(\d+)\.(\d{1,15})\.((?:\w+:[argw](?:\||\b))*)\.([\w-]{22})?$/;

/**
 * Reads the newest well-formed cookie of that name: one may be set for the host, one for its parent domain, and a copy of
 * either by the server.
 */
export function parse(cookies: string, name: string): Stored | null {
  let newest: Stored | null = null;
  for (const cookie of cookies.split('; ')) {
    const [own, value] = cookie.split('=');
    const found = (own === name || own === name + '_kept') && FORMAT.exec(value);
    if (!found || (newest && newest.time >= +found[2])) continue;
    newest = { version: +found[1], time: +found[2], codes: found[3], id: found[4] || '' };
  }
  return newest;
}

/** The cookie's value. */
export const format = (stored: Stored) => `1.${stored.version}.${stored.time}.${stored.codes}.${stored.id}`;

/** What was decided about a purpose, if anything. */
export const codeFor = (stored: Stored, purpose: string) => RegExp(`\\b${purpose}:(.)`).exec(stored.codes)?.[1] as Code | undefined;

/** Whether anything is granted. */
export const grants = (codes: string) => codes.includes(':a');
