// What the visitor has decided, as this browser knows it.
import type { Decision, Decisions, Recorded } from '../assent';
import type { Action, Layer, Purpose, Source } from './content';
import { CODES, type Stored, codeOf, format, grants, parse } from './cookie';
import { decide } from './decide';
import { type Entry, flush, send, start as startOutbox, waiting } from './outbox';
import { call, content, emit, isUnseen, name, optional, read, refusal, write } from './page';
import { idOf, isKey, newKey, uuid } from './visitor';

/** How long after opening `/you` its changes are looked for, in milliseconds: as long as the page knows the visitor. */
const YOU_LASTS = 3_600_000;
/** A choice from further ahead, in milliseconds, was made by a wrong clock, or set by somebody else: it does not count. */
const AHEAD = 86_400_000;

/** Called after every change of decisions, and when a choice is recorded or delayed. */
export type Listener = (delayed?: boolean) => void;

let listener: Listener;
let stored: Stored | null = null;
/** The cookies as they were last read: where they are blocked, `stored` goes on without them. */
let seen: string | undefined;
let last = '';
/** The click of the choice that was sent once more. */
let settled = 0;

let key = newKey();
/** Whether a choice was made with the key: here, on an earlier page or in another tab. */
let kept = false;
/** The visitor id; empty until it is known, a moment after the key. */
let id = '';

const browser = navigator as { globalPrivacyControl?: boolean; doNotTrack?: string | null };
/** Whether the browser objects, in a way that the owner lets count. */
const objects = () =>
  !!content.signals?.some((signal) => (signal === 'gpc' ? browser.globalPrivacyControl === true : browser.doNotTrack === '1'));

/** Whether the browser has refused for a visitor who has not chosen. */
export const isObjected = () => !stored && objects();

const decided = (purpose: Purpose) => decide(content, purpose, stored, Date.now(), objects());

/** Everything this page knows. */
export const decisions = (): Decisions => ({
  site: content.site,
  visitor: stored?.id || null,
  version: content.version,
  decisions: content.purposes.map(decided),
});

/** The decision of one purpose; `undefined` when there is none of that key. */
export function decision(key: string): Decision | undefined {
  const purpose = content.purposes.find((purpose) => purpose.key === key);
  return purpose && decided(purpose);
}

export const allows = (purpose: string): boolean => decision(purpose)?.decision === 'allow';

/** Whether every choice made here is on record. */
export const recorded = () => !waiting()[0];

const answersNow = () => optional().map((purpose) => decided(purpose).decision);

/** Whether anything optional is on. */
export const isOn = () => answersNow().includes('allow');

/** The present choice in one word, for `data-assent-choice`. */
export function summary(): 'none' | 'accepted' | 'rejected' | 'custom' {
  const answers = answersNow();
  if (answers.includes('unknown')) return 'none';
  return !answers.includes('allow') ? 'rejected' : answers.includes('deny') ? 'custom' : 'accepted';
}

/** Whether the visitor has to be asked: never by a page that is older than the choice. */
export const undecided = () => summary() === 'none' && !(stored && stored.version > content.version!);

/** Sets a cookie, if one is given, and reads all; where they are blocked there are none. */
function cookies(next?: string): string {
  try {
    if (next) document.cookie = next;
    return document.cookie;
  } catch {
    return '';
  }
}

/** Takes over what another tab, or the server, has set. */
function refresh(): void {
  const now = cookies();
  if (now === seen) return;
  seen = now;
  const found = parse(now, name);
  stored = found && found.time < Date.now() + AHEAD ? found : null;
  tell();
}

/** Remembers decisions. */
const keep = (version: number, time: number, codes: string) =>
  set({ version, time, codes, id: grants(codes) ? id : '' });

/** Takes the key of an earlier page or of another tab: together they are one visitor. */
function adopt(): void {
  const found = read('.key');
  if (!isKey(found)) return;
  kept = true;
  if (found === key) return;
  key = found;
  id = '';
  know();
}

/** Begins to find out the visitor id, which takes a moment. */
export function know(): void {
  const own = key;
  if (!id) idOf(own).then((known) => own === key && identify(known), () => {});
}

/** Learns the visitor id: from the key, or else from the server's answer to a choice. */
function identify(found: string): void {
  id = found;
  refresh();
  if (stored && !stored.id && grants(stored.codes)) keep(stored.version, stored.time, stored.codes);
  reread();
}

/** The click of the present choice, 0 before the first. */
export const chosenAt = () => stored?.time || 0;

/** Sets the cookie, or removes it. */
function set(next: Stored | null): void {
  stored = next;
  const left = next ? Math.floor((next.time + content.lifetime - Date.now()) / 1000) : -1;
  const secure = location.protocol === 'https:' ? ';secure' : '';
  const cookie = name + '=' + (next ? format(next) : '');
  const bake = (domain: string, age = left) => (seen = cookies(`${cookie};max-age=${age};path=/;samesite=lax${secure}${domain}`));
  if (content.share) {
    // The one for this host alone would stand beside the shared one.
    bake('', 0);
    // The widest domain that the browser takes: it refuses those under which anybody can have a site.
    const isKept = (_: string, at: number, labels: string[]) =>
      bake(';domain=' + labels.slice(-1 - at).join('.')).includes(cookie) === !!next;
    // An address of numbers, or a name without a dot, has no domain to share.
    if (!location.hostname.split('.').some(isKept)) bake('');
  } else bake('');
  tell();
}

/** A visitor id that becomes known is no change of a decision. */
function tell(): void {
  const now = JSON.stringify(decisions().decisions);
  listener();
  if (last && now !== last) emit('change', decisions());
  last = now;
}

/**
 * Applies a choice at once, and sends it. A choice per purpose names what it is about; everything else stays as it is,
 * and off where nothing was chosen.
 */
export function choose(action: Action, source: Source, layer: Layer | null, wishes?: Record<string, boolean>): Promise<Recorded> {
  if (content.version === null) return refusal(Error('assent: offline'));
  refresh();
  // After every choice before, whatever the clock says now.
  const at = Math.max(Date.now(), ...[stored, ...waiting()].map((each) => ((each as Stored)?.time || (each as Entry)?.at || 0) + 1));
  const purposes: Record<string, boolean> = {};
  const codes = optional().map(({ key: purpose }) => {
    // Only `true` and `false` are wishes: every object has a `constructor`.
    const wish = wishes && wishes[purpose];
    const allowed = allows(purpose);
    const granted = wishes ? wish === true || (wish !== false && allowed) : action === 'accept_all';
    purposes[purpose] = granted;
    return purpose + ':' + codeOf(granted, allowed);
  });
  const before = stored?.id;
  adopt();
  know();
  kept = true;
  write('.key', key);
  keep(content.version, at, codes.join('|'));
  return send({
    at,
    choice: {
      id: uuid(at),
      key,
      version: content.version,
      action,
      purposes,
      language: content.language,
      source,
      layer,
      regime: content.regime,
      gpc: browser.globalPrivacyControl ?? null,
      // The key of the visitor who granted is lost: this one takes its place and ends its grants. The server ignores
      // a visitor that would replace itself.
      replaces: (before !== id && before) || undefined,
    },
  });
}

/** The visitor key, once a choice was made with it, for the visitor's own page; notes that changes may follow. */
export function keyForYou(): string {
  if (kept) write('.you', '' + Date.now());
  return kept ? key : '';
}

/** Takes over what was changed on the visitor's own page, once everything from here is on record. */
async function reread(): Promise<void> {
  const opened = +read('.you')!;
  const visitor = id || stored?.id;
  if (!opened || !visitor || !kept || !recorded() || isUnseen()) return;
  const before = stored;
  try {
    const theirs: Decision[] = (await (await call(`visitors/${visitor}/decisions`)).json()).decisions;
    refresh();
    // A choice made meanwhile, here or in another tab, is newer than the answer.
    if (stored?.time !== before?.time || !recorded()) return;
    if (opened + YOU_LASTS < Date.now()) write('.you', '');
    if (theirs.every((each) => each.because === decision(each.purpose)?.because)) return;
    const chosen = theirs.filter(({ because }) => CODES[because]);
    const codes = chosen.map(({ purpose, because }) => purpose + ':' + CODES[because]);
    if (chosen[0]) keep(chosen[0].version!, Date.parse(chosen[0].decided_at!), codes.join('|'));
    else set(null);
  } catch {}
}

/**
 * A slow network or a clock that was set can make the server take an earlier choice for the newest. Where its decisions
 * are not those of the last choice, that is sent once more, as of now.
 */
function settle({ decisions: theirs }: Recorded, { at, choice }: Entry): void {
  const differs = ({ purpose, decision }: Decision) =>
    purpose in choice.purposes && decision !== 'unknown' && choice.purposes[purpose] !== (decision === 'allow');
  if (stored?.time !== at || !recorded() || settled === at || !theirs.some(differs)) return;
  settled = Math.max(Date.now(), at + 1);
  keep(stored.version, settled, stored.codes);
  send({ at: settled, choice: { ...choice, id: uuid(settled) } });
}

/** Takes over what was chosen elsewhere. */
function follow(event: Event): void {
  // A page that has just come has read it all.
  if ((event as PageTransitionEvent).persisted === false) return;
  adopt();
  refresh();
  reread();
}

/** Follows other tabs and the visitor's own page, also after the page was put away or rendered in advance. */
export function listen(): void {
  for (const event of ['storage', 'focus', 'visibilitychange', 'pageshow']) addEventListener(event, follow);
  document.addEventListener('prerenderingchange', follow);
}

/** Reads what is known, and from then on follows what is chosen elsewhere. */
export function start(onChange: Listener): void {
  listener = onChange;
  refresh();
  listen();
  startOutbox({
    recorded(answer, entry) {
      identify(answer.visitor);
      listener();
      emit('recorded', answer);
      settle(answer, entry);
    },
    refused({ at }) {
      refresh();
      // What is not on record was not granted; a refusal holds all the same.
      if (stored && stored.time === at && grants(stored.codes)) set(null);
    },
    delayed: () => listener(true),
  });
  // Whoever has not chosen has nothing stored, and storage is slow to open.
  if (!stored) return;
  adopt();
  if (waiting()[0]) flush();
}
