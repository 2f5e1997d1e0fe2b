// Choices on their way to the server: kept in storage until they are on record, sent one after the other in the order
// of the clicks. A text as body makes the POST a simple request, without preflight.
import type { Recorded } from '../assent';
import type { Choice } from './content';
import { PAINTED, call, isUnseen, read, write } from './page';

export interface Entry {
  /** The click, in milliseconds since 1970. */
  at: number;
  choice: Choice;
}

interface Own extends Entry {
  resolve(recorded: Recorded): void;
  reject(error: Error): void;
}

/** What happens to an entry. */
export interface Outcome {
  /** The server has put it on record. */
  recorded(answer: Recorded, entry: Entry): void;
  /** The server will never take it. */
  refused(entry: Entry): void;
  /** The server cannot be reached for now. */
  delayed(): void;
}

const ITEM = '.outbox';
/** Longest wait before the next attempt, in milliseconds. */
const LONGEST_WAIT = 60_000;
/** Oldest choice that the server takes, in milliseconds: a refusal that waited for longer is sent as that old. */
const OLDEST = 30 * 86_400_000;

/** Choices made in this page: answered here even if another tab delivers them, and kept where storage is blocked. */
const own = new Map<string, Own>();
let outcome: Outcome;
let timer: ReturnType<typeof setTimeout>;
let failures = 0;
let work: Promise<unknown> = Promise.resolve();

function stored(): Entry[] {
  try {
    // Anything can be in storage: the page's own scripts write there too.
    return JSON.parse(read(ITEM) || '[]').filter((entry: Entry) => entry.choice.id && entry.at);
  } catch {
    return [];
  }
}

const store = (entries: Entry[]) => write(ITEM, JSON.stringify(entries));

/** Everything not yet on record, oldest first, some of it twice: ids of version 7 sort by time. */
export const waiting = (): Entry[] => [...own.values(), ...stored()].sort((a, b) => (a.choice.id < b.choice.id ? -1 : 1));

/** Gets ready to send. */
export function start(handlers: Outcome): void {
  outcome = handlers;
  addEventListener('online', flush);
  document.addEventListener('prerenderingchange', flush);
}

/** Keeps a choice and sends it; fulfilled when it is on record. */
export function send(entry: Entry): Promise<Recorded> {
  const delivery = new Promise<Recorded>((resolve, reject) => own.set(entry.choice.id, { ...entry, resolve, reject }));
  // Who asks by a click does not wait for the answer.
  delivery.catch(() => {});
  const keep = () => {
    removeEventListener('pagehide', keep);
    if (own.has(entry.choice.id)) store([...stored(), entry]);
    flush();
  };
  // Storage and network are slow to begin: first the browser paints the answer to the click.
  setTimeout(keep, PAINTED);
  addEventListener('pagehide', keep);
  return delivery;
}

/** Sends what waits. */
export function flush(): void {
  clearTimeout(timer);
  // Another tab may send the same: the server answers the second like the first, and each tab keeps the order.
  work = work.then(drain);
}

async function drain(): Promise<void> {
  for (let entry; !isUnseen() && (entry = waiting()[0]); ) {
    const { at, choice } = entry;
    let response: Response | undefined;
    let body;
    try {
      const age = Math.max(0, Date.now() - at);
      const grants = Object.values(choice.purposes).includes(true);
      response = await call('choices', JSON.stringify({ ...choice, age_ms: grants ? age : Math.min(age, OLDEST) }));
      body = await response.json();
    } catch {}
    const status = response?.status;
    // 429 only asks for patience.
    const final = /^4(?!29)/.test(`${status}`);
    if (!final && !(response?.ok && body)) {
      const asked = +response?.headers.get('retry-after')! * 1000;
      timer = setTimeout(flush, asked || Math.min(1000 * 2 ** failures++, LONGEST_WAIT));
      outcome.delayed();
      return;
    }
    failures = 0;
    // Decisions first, so that other tabs, which hear of the storage, find them.
    if (final) outcome.refused(entry);
    store(stored().filter((other) => other.choice.id !== choice.id));
    const mine = own.get(choice.id);
    own.delete(choice.id);
    if (final) {
      const message = `assent: ${status} ${body?.code}`;
      console.error(message);
      mine?.reject(Error(message));
    } else {
      outcome.recorded(body, entry);
      mine?.resolve(body);
    }
  }
}
