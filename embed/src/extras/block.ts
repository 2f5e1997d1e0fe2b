// Automatic blocking, for tags that the owner cannot edit: what scripts of the page load is held by its address, until
// the purposes of its trackers are allowed. Tags in the page's own HTML are beyond it: the parser fetches those.
import type { Content } from '../content';

declare const __assent: Content;

const { kit, extras } = __assent;

const RULES = __assent.purposes.flatMap(({ key, urls = [] }) =>
  urls.map((url) => ({
    purpose: key,
    length: url.length,
    fits: RegExp(`^${url.replace(/[^\w*]/g, '\\$&').replace(/\*/g, '.*')}$`),
  })),
);

/** Whether it is an address of Assent: choices go out, however wide a pattern is. */
const isOwn = (url: string) => ['/b/', '/api/'].some((path) => url.startsWith(kit!.base + path));

/** The purposes an address is asked for: those of the longest pattern that fits. */
function purposesOf(address: unknown): string[] {
  let url: string;
  try {
    url = new URL(String(address), document.baseURI).href;
  } catch {
    return [];
  }
  if (isOwn(url)) return [];
  const found = RULES.filter(({ fits }) => fits.test(url));
  const longest = Math.max(...found.map(({ length }) => length));
  return found.filter(({ length }) => length === longest).map(({ purpose }) => purpose);
}

/** The first purpose of an address that is not allowed. */
const held = (address: unknown) => purposesOf(address).find((purpose) => window.assent!.get(purpose)!.decision !== 'allow');

/** Scripts that wait, in the order in which they got their addresses, and how each goes on. */
const scripts = new Map<Element, { address: unknown; go(): void }>();
/** Frames and images that were made tags like those that the owner writes. */
const tagged = new WeakSet<Element>();

/** Sets an address by `go`, now or when it is allowed. */
function point(element: HTMLElement, name: string, address: unknown, go: () => void): void {
  const purposes = purposesOf(address);
  const waits = held(address);
  if (element.localName === 'script') {
    // Its place is behind those that got their address before.
    scripts.delete(element);
    if (waits) scripts.set(element, { address, go });
    else {
      for (const purpose of purposes) kit!.ran.add(purpose);
      go();
    }
    return;
  }
  if (purposes[0]) {
    element.dataset.assent = waits || purposes[0];
    element.setAttribute('data-' + name, String(address));
    tagged.add(element);
    kit!.soon();
  } else if (tagged.delete(element)) {
    delete element.dataset.assent;
    element.removeAttribute('data-' + name);
  }
  if (!waits) go();
  else {
    element.removeAttribute(name);
    // Whoever waits for an image that stands in no page hears that it will not come.
    setTimeout(() => element.localName !== 'img' || element.isConnected || element.dispatchEvent(new Event('error')));
  }
}

/** Lets the scripts go on that may. */
function release(): void {
  for (const [element, { address, go }] of scripts) {
    if (held(address)) continue;
    scripts.delete(element);
    for (const purpose of purposesOf(address)) kit!.ran.add(purpose);
    go();
  }
}

/** Puts `around` in the place of a method; `go` is what stood there. */
function wrap<Owner extends object>(owner: Owner, name: keyof Owner, around: (self: any, go: (...words: unknown[]) => unknown, words: unknown[]) => unknown): void {
  const own = owner[name] as (...words: unknown[]) => unknown;
  (owner as any)[name] = function (...words: unknown[]) {
    return around(this, own.bind(this), words);
  };
}

/** Watches an address that scripts set. */
function watch(prototype: HTMLElement, name: string): void {
  const own = Object.getOwnPropertyDescriptor(prototype, name)!;
  Object.defineProperty(prototype, name, {
    ...own,
    get(this: HTMLElement) {
      return scripts.has(this) ? String(scripts.get(this)!.address) : own.get!.call(this);
    },
    set(this: HTMLElement, address: unknown) {
      point(this, name, address, () => own.set!.call(this, address));
    },
  });
}

/** An address that no network is asked for, and that fails. */
const NOWHERE = 'blob:null/held';

function begin(): void {
  watch(HTMLScriptElement.prototype, 'src');
  watch(HTMLIFrameElement.prototype, 'src');
  watch(HTMLImageElement.prototype, 'src');
  wrap(Element.prototype, 'setAttribute', (self: HTMLElement, go, words) => {
    const name = String(words[0]).toLowerCase();
    const isWatched = name === 'src' && /^(script|iframe|img)$/.test(self.localName);
    return isWatched ? point(self, name, words[1], () => go(...words)) : go(...words);
  });
  wrap(window, 'fetch', (_, go, words) => {
    const [asked] = words;
    const purpose = held(asked instanceof Request ? asked.url : asked);
    return purpose ? Promise.reject(new TypeError(`assent: “${purpose}” is not allowed`)) : go(...words);
  });
  wrap(XMLHttpRequest.prototype, 'open', (_, go, [method, address, ...rest]) => go(method, held(address) ? NOWHERE : address, ...rest));
  wrap(navigator, 'sendBeacon', (_, go, words) => !held(words[0]) && go(...words));
  window.assent!.on('change', release);
  // The owner learns what was too early to be held.
  addEventListener('load', () => {
    for (const tag of document.querySelectorAll<HTMLScriptElement>('script[src],iframe[src],img[src]')) {
      const purpose = held(tag.src);
      if (purpose && !tag.dataset.assent) console.warn(`assent: loaded before “${purpose}” was allowed; write it as a tag that waits`, tag);
    }
  });
}

if (kit && extras?.includes('block')) begin();
