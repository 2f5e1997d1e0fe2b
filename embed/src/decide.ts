// Mirrors `consent::decide`; both run the vectors of `consent/wire/decide/`. Whatever cannot be proven is not `allow`.
import type { Because, Decision } from '../assent';
import type { Content, Purpose } from './content';
import { CODES, type Stored, codeFor } from './cookie';

/** The answer for one purpose, as the API gives it; `refused` by a signal of the browser. */
export function decide(content: Content, purpose: Purpose, stored: Stored | null, now: number, refused?: boolean): Decision {
  const code = stored && codeFor(stored, purpose.key);
  const until = stored && stored.time + (code === 'a' ? content.lifetime : content.refusals);
  // Where nothing was decided that counts. A refusal is never widened by what the regime lets run.
  const open = (because: Because): Because =>
    refused && (!stored || purpose.runs) ? 'gpc' : purpose.runs ? 'regime_default' : because;
  const over = stored && (!purpose.same?.some(([first, last]) => first <= stored.version && stored.version <= last) ? 'changed' : (until! <= now || (code === 'a' && stored.version < purpose.since!)) && 'expired');
  const because: Because =
    purpose.kind === 'necessary'
      ? purpose.kind
      : content.version === null
        ? 'not_asked'
        : !code
          ? open(stored ? 'not_asked' : 'no_record')
          : over
            ? code === 'a'
              ? open(over)
              : over
            : (Object.keys(CODES).find((because) => CODES[because] === code) as Because);
  // `necessary`, `no_record`, `not_asked` and `regime_default` rest on no choice.
  const rests = /^(n|reg)/.test(because) ? null : stored;
  const date = (time: number) => new Date(time).toISOString();
  return {
    purpose: purpose.key,
    decision: /^(gra|ne|reg)/.test(because) ? 'allow' : CODES[because] ? 'deny' : 'unknown',
    because,
    version: rests && rests.version,
    decided_at: rests && date(rests.time),
    expires_at: rests && date(until!),
  };
}
