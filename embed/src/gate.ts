// Tags that wait for a purpose: `<script type="text/plain" data-assent="PURPOSE" data-src=…>`, or any other element
// with `data-assent` and `data-src`, `data-srcset`, `data-href` or `data-poster`.
import { allows, decision, recorded } from './choices';
import { content } from './page';
import { placeholder } from './view';

const ADDRESSES = ['src', 'srcset', 'href', 'poster'];
/** The class of placeholders, which stand before the frames that are not loaded. */
const HELD = 'assent-held';

/** Tags that have run or been reported; scripts cannot be unrun. */
const done = new WeakSet<Element>();
/** Tags that are loaded. */
const opened = new WeakSet<Element>();
let scripts: Promise<unknown> = Promise.resolve();

/** What is open already stays so while another choice is on its way. */
const isOpen = (tag: HTMLElement) =>
  allows(tag.dataset.assent!) && (tag.dataset.assentWhen !== 'recorded' || recorded() || opened.has(tag));

/** Opens and closes every tag by the present decisions, in document order. */
export function gate(): void {
  for (const tag of document.querySelectorAll<HTMLElement>('[data-assent]')) {
    if (done.has(tag)) continue;
    const purpose = tag.dataset.assent!;
    if (!decision(purpose)) {
      done.add(tag);
      console.warn(`assent: no purpose “${purpose}”`, tag);
    } else if (tag.localName !== 'script') load(tag, isOpen(tag));
    else if (isOpen(tag)) {
      done.add(tag);
      scripts = scripts.then(() => run(tag as HTMLScriptElement));
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
    if (name !== 'type') script.setAttribute(name.replace(/^data-(src|type)$/, '$1'), value);
  }
  // The browser hides a nonce from `attributes`.
  script.nonce = tag.nonce;
  script.text = tag.text;
  script.async = tag.hasAttribute('async');
  done.add(script);
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
    if (open && !loaded) tag.setAttribute(name, address);
    if (!open && loaded) tag.removeAttribute(name);
  }
  opened[open ? 'add' : 'delete'](tag);
  if (tag.localName !== 'iframe' || !content.html) return;
  const before = tag.previousElementSibling;
  const stand = before?.className === HELD && before;
  if (!open && !stand) tag.before(placeholder(tag as HTMLIFrameElement));
  if (open && stand) stand.remove();
}
