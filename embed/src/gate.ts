// Tags that wait for a purpose: `<script type="text/plain" data-assent="PURPOSE" data-src=…>`, or any other element
// with `data-assent` and `data-src`, `data-srcset`, `data-href` or `data-poster`. `tracker:KEY` stands for the purpose of
// that tracker.
import { allows, chosenAt, decision, recorded } from './choices';
import { content } from './page';
import { trusted } from './trust';
import { placeholder } from './view';

const ADDRESSES = ['src', 'srcset', 'href', 'poster', 'data'];
/** What shows something of its own, for which a placeholder stands in. */
const SHOWS = /^(iframe|video|audio|object|embed)$/;
/** The least width that people notice, in pixels. */
const SEEN = 10;
/** The class of placeholders, which stand before what is not loaded. */
export const HELD = 'assent-held';

/** Tags that have run or been reported; scripts cannot be unrun. */
const done = new WeakSet<Element>();
/** Tags that are loaded. */
const opened = new WeakSet<Element>();
let scripts: Promise<unknown> = Promise.resolve();

/** Tags allowed once, by the choice that stood then: the next one ends it. */
const once = new WeakMap<Element, number>();
/** The purposes of scripts that have run. */
export const ran = new Set<string>();

/** As it is before automatic blocking watches it: a tag that says what it waits for goes by that alone. */
const { setAttribute } = Element.prototype;

/** The purpose that a tag waits for: what it names, or else that of the tracker it names; empty where there is none. */
export function purposeOf(tag: HTMLElement): string {
  const [purpose, tracker] = tag.dataset.assent!.split('tracker:');
  return purpose || content.purposes.find(({ trackers }) => trackers?.includes(tracker))?.key || '';
}

/** What is open already stays so while another choice is on its way. */
const isOpen = (tag: HTMLElement) =>
  once.get(tag) === chosenAt() ||
  (allows(purposeOf(tag)) && (tag.dataset.assentWhen !== 'recorded' || recorded() || opened.has(tag)));

/** Loads what a placeholder stands in for, without a choice. */
export function allowOnce(stand: Element): void {
  once.set(stand.nextElementSibling!, chosenAt());
  gate();
}

/** Whether a script has run whose purpose is no longer allowed: it ends with the page. */
export const isStale = () => content.reload !== false && [...ran].some((purpose) => !allows(purpose));

/** Opens and closes every tag by the present decisions, in document order. */
export function gate(): void {
  for (const tag of document.querySelectorAll<HTMLElement>('[data-assent]')) {
    if (done.has(tag)) continue;
    if (!decision(purposeOf(tag))) {
      done.add(tag);
      console.warn(`assent: no purpose “${tag.dataset.assent}”`, tag);
    } else if (tag.localName !== 'script') load(tag, isOpen(tag));
    else if (isOpen(tag)) {
      done.add(tag);
      // One that the page's policy refuses keeps no other from running.
      scripts = scripts.then(() => run(tag as HTMLScriptElement)).catch(console.error);
    }
  }
}

/** Runs a script; fulfilled when the next one may run. */
function run(tag: HTMLScriptElement): Promise<unknown> | undefined {
  // Decisions may have changed while earlier scripts loaded, and the page with them: a tag that is not in it, and a
  // script put in its place, would never load.
  if (!isOpen(tag) || !tag.isConnected) {
    done.delete(tag);
    return;
  }
  const script = document.createElement('script');
  for (const { name, value } of tag.attributes) {
    if (name === 'data-src') setAttribute.call(script, 'src', trusted('ScriptURL', value));
    else if (name !== 'type') script.setAttribute(name === 'data-type' ? 'type' : name, value);
  }
  // The browser hides a nonce from `attributes`.
  script.nonce = tag.nonce;
  script.text = trusted('Script', tag.text);
  script.async = tag.hasAttribute('async');
  done.add(script);
  // Whoever listens to `assent:change` itself says so.
  if (!tag.hasAttribute('data-assent-stops')) ran.add(purposeOf(tag));
  const loaded = new Promise((next) => (script.onload = script.onerror = next));
  tag.replaceWith(script);
  return script.src && !script.async ? loaded : undefined;
}

/** Loads a tag, or unloads it; a frame that is not loaded has a placeholder. */
function load(tag: HTMLElement, open: boolean): void {
  for (const name of ADDRESSES) {
    const address = tag.getAttribute('data-' + name);
    if (address === null) continue;
    // Another address beside it is the page's own: what it shows meanwhile.
    const loaded = tag.getAttribute(name) === address;
    if (open && !loaded) setAttribute.call(tag, name, trusted('ScriptURL', address));
    if (!open && loaded) tag.removeAttribute(name);
  }
  const changed = opened.has(tag) !== open;
  opened[open ? 'add' : 'delete'](tag);
  // A player asks for its `source` children only once.
  if (changed && tag.localName === 'source') (tag.parentElement as HTMLMediaElement).load?.();
  // Nothing stands in for what nobody sees.
  if (!SHOWS.test(tag.localName) || !content.html || (tag.offsetWidth && tag.offsetWidth < SEEN)) return;
  const before = tag.previousElementSibling;
  const stand = before?.className === HELD && before;
  if (!open && !stand && tag.checkVisibility?.() !== false) tag.before(placeholder(tag));
  if (open && stand) stand.remove();
}
