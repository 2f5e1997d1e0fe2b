// What the visitor has decided, as this browser knows it.
import type { Decision, Decisions, Recorded } from '../assent';
import type { Action, Layer, Purpose, Source } from './content';
import { type Stored, codeOf, format, grants, parse } from './cookie';
import { decide } from './decide';
import { type Entry, flush, send, start as startOutbox, waiting } from './outbox';
import { PAINTED, call, content, emit, isUnseen, name, optional, read, refusal, write } from './page';
import { isKey, newKey, uuid } from './visitor';

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

/** The visitor key; empty until a choice was made with it: here, on an earlier page or in another tab. */
let key = '';

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

/**
 * Whether the visitor has to be asked: never by a page that is older than the choice. Where things run until they object,
 * they are told once.
 */
export const undecided = () =>
  content.manner ? !stored && !objects() && !read('.seen') : summary() === 'none' && !(stored && stored.version > content.version!);

/**
 * The wishes of whoever is asked again and says yes, or no, to all that is asked: what was decided and counts stays as it
 * is.
 */
export const wishesAgain = (granted: boolean) =>
  stored && Object.fromEntries(optional().filter((purpose) => decided(purpose).decision === 'unknown').map(({ key }) => [key, granted]));

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

/** Takes the key of an earlier page or of another tab: together they are one visitor. */
function adopt(): void {
  const found = read('.key');
  if (isKey(found)) key = found;
}

/** The click of the present choice, 0 before the first. */
export const chosenAt = () => stored?.time || 0;

/** Sets the cookie, or removes it. */
function set(next: Stored | null): void {
  stored = next;
  const left = next ? Math.floor((next.time + content.refusals - Date.now()) / 1000) : -1;
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
export function choose(action: Action, source: Source, layer: Layer | null, wishes?: Record<string, boolean> | null): Promise<Recorded> {
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
  }).join('|');
  const before = stored?.id || '';
  adopt();
  key ||= newKey();
  write('.key', key);
  // Whoever refuses gets no identifier.
  set({ version: content.version, time: at, codes, id: grants(codes) ? before : '' });
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
      // Where the key of the visitor who granted is lost, this one takes its place and ends its grants. A visitor does
      // not replace itself.
      replaces: before || undefined,
    },
  });
}

/** The visitor key, once a choice was made with it, for the visitor's own page; notes that changes may follow. */
export function keyForYou(): string {
  if (key) write('.you', '' + Date.now());
  return key;
}

/** Takes over what was changed on the visitor's own page, once everything from here is on record. */
async function reread(): Promise<void> {
  const opened = +read('.you')!;
  if (!opened || !key || !recorded() || isUnseen()) return;
  const before = stored;
  try {
    const answer = await call('visitor/cookie', key);
    const theirs = answer.ok ? parse(`${name}=${await answer.text()}`, name) : before;
    refresh();
    // A choice made meanwhile, here or in another tab, is newer than the answer.
    if (stored?.time !== before?.time || !recorded()) return;
    if (opened + YOU_LASTS < Date.now()) write('.you', '');
    if (theirs?.codes !== stored?.codes) set(theirs);
  } catch {}
}

/**
 * A slow network or a clock that was set can make the server take an earlier choice for the newest. Where its decisions
 * are not those of the last choice, that is sent once more, as of now.
 */
function settle({ decisions: theirs }: Recorded, { at, choice }: Entry): void {
  const differs = ({ purpose, decision }: Decision) => decision !== 'unknown' && allows(purpose) !== (decision === 'allow');
  if (stored?.time !== at || !recorded() || settled === at || !theirs.some(differs)) return;
  settled = Math.max(Date.now(), at + 1);
  set({ ...stored, time: settled });
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

/** Follows other tabs and the visitor's own page, also after the page was put away. */
export function listen(): void {
  for (const event of ['storage', 'focus', 'visibilitychange', 'pageshow']) addEventListener(event, follow);
}

/** Reads what is known, and from then on follows what is chosen elsewhere. */
export function start(onChange: Listener): void {
  listener = onChange;
  refresh();
  // Before whatever else waits for a page that was rendered in advance to be opened.
  document.addEventListener('prerenderingchange', follow);
  startOutbox({
    recorded(answer, entry) {
      refresh();
      // The id says that something is on record.
      const { visitor } = answer;
      if (stored?.time === entry.at && grants(stored.codes) && stored.id !== visitor) set({ ...stored, id: visitor });
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
  // To read storage, or to hear of it, the browser opens it, which is slow. Whoever has not chosen has nothing in it.
  setTimeout(() => {
    listen();
    if (!stored) return;
    adopt();
    reread();
    if (waiting()[0]) flush();
  }, PAINTED);
}
