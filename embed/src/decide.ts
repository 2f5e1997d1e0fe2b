// Mirrors `consent::decide`; both run the vectors of `consent/wire/decide/`. Whatever cannot be proven is not `allow`.
import type { Because, Decision } from '../assent';
import type { Content, Purpose } from './content';
import { CODES, type Stored, codeFor } from './cookie';

/** The answer for one purpose, as the API gives it; `refused` by a signal of the browser, for whoever has not chosen. */
export function decide(content: Content, purpose: Purpose, stored: Stored | null, now: number, refused?: boolean): Decision {
  const code = stored && codeFor(stored, purpose.key);
  const isSame = () => purpose.same!.some(([first, last]) => first <= stored!.version && stored!.version <= last);
  const because: Because =
    purpose.kind === 'necessary'
      ? 'necessary'
      : content.version === null
        ? 'not_asked'
        : !stored
          ? refused
            ? 'gpc'
            : 'no_record'
          : !code
            ? 'not_asked'
            : !isSame()
              ? 'changed'
              : stored.time + content.lifetime <= now
                ? 'expired'
                : (Object.keys(CODES).find((because) => CODES[because] === code) as Because);
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
