// Mirrors `consent::decide`; both run the vectors of `consent/wire/decide/`. Whatever cannot be proven is not `allow`.
import type { Because, Decision } from '../assent';
import type { Content, Purpose } from './content';
import { CODES, type Stored, codeFor } from './cookie';

/** The reason of the answer for one purpose. */
function reason(content: Content, purpose: Purpose, stored: Stored | null, now: number, refused?: boolean): Because {
  if (purpose.kind === 'necessary') return 'necessary';
  if (content.version === null) return 'not_asked';
  if (!stored) return refused ? 'gpc' : 'no_record';
  const code = codeFor(stored, purpose.key);
  if (!code) return 'not_asked';
  const { version } = stored;
  if (!purpose.same!.some(([first, last]) => first <= version && version <= last)) return 'changed';
  if (stored.time + content.lifetime <= now) return 'expired';
  return Object.keys(CODES).find((because) => CODES[because] === code) as Because;
}

/** The answer for one purpose, as the API gives it; `refused` by a signal of the browser, for whoever has not chosen. */
export function decide(content: Content, purpose: Purpose, stored: Stored | null, now: number, refused?: boolean): Decision {
  const because = reason(content, purpose, stored, now, refused);
  // `necessary`, `no_record` and `not_asked` rest on no choice.
  const rests = /^n/.test(because) ? null : stored;
  const date = (time: number) => new Date(time).toISOString();
  return {
    purpose: purpose.key,
    decision: /^(granted|necessary)$/.test(because) ? 'allow' : CODES[because] ? 'deny' : 'unknown',
    because,
    version: rests && rests.version,
    decided_at: rests && date(rests.time),
    expires_at: rests && date(rests.time + content.lifetime),
  };
}
