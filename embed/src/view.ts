// The banner in the page. Its markup comes from the server; nothing is built here but clones of its template.
import { allows, choose, isOn, keyForYou, summary, undecided } from './choices';
import type { Action } from './content';
import { base, content } from './page';

type State = 'closed' | 'banner' | 'settings';

const ACTIONS: Record<string, Action> = {
  'accept-all': 'accept_all',
  'reject-all': 'reject_all',
  'turn-off': 'withdraw',
  save: 'custom',
  allow: 'custom',
};

let root: HTMLElement | undefined;
let state: State = 'closed';
/** The visitor closed the first layer without a choice: it stays closed on this page. */
let dismissed = false;
/** What had the focus before the settings. */
let opener: HTMLElement;

const all = <Kind extends HTMLElement>(selector: string) => root!.querySelectorAll<Kind>(selector);
const boxes = () => [...all<HTMLInputElement>('[data-assent-purpose]')];

/**
 * Keeps the banner in the page when that replaces its body, or renders all of it anew. Whoever removes the banner alone
 * wants it gone.
 */
export function stay(changes: MutationRecord[]): void {
  if (!root || root.isConnected || !document.body) return;
  const removed = changes.flatMap(({ removedNodes }) => [...removedNodes]);
  if (removed.some((node) => node !== root && node.nodeType === 1)) place();
}

/** First in the body, so that the keyboard reaches it first. */
function place(): void {
  // A dialog that was taken out of the page is open no more, though it says so.
  for (const dialog of all<HTMLDialogElement>('dialog')) dialog.removeAttribute('open');
  document.body.prepend(root!);
  show(state);
}

/** Puts the banner into the page. */
export function mount(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(content.css!);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const holder = document.createElement('template');
  holder.innerHTML = content.html!;
  root = holder.content.firstElementChild as HTMLElement;
  place();
  document.addEventListener('click', click, true);
  root.addEventListener('submit', openYou);
  root.addEventListener('close', closed, true);
  render();
}

function show(next: State): void {
  const before = state;
  root!.dataset.assentState = state = next;
  for (const dialog of all<HTMLDialogElement>('dialog')) {
    if (dialog.dataset.assentLayer !== next) dialog.close();
    else if (!dialog.open) dialog.showModal();
  }
  if (before !== 'settings') return;
  opener.focus();
  // It may be gone with the first layer.
  if (document.activeElement !== opener) all('aside>button')[0].focus();
}

/** Shows the first layer if it is needed, and else only the control that opens the settings. */
const rest = () => show(undecided() && !dismissed ? 'banner' : 'closed');

/** Opens the settings with the present decisions. */
export function settings(): void {
  if (!root) return;
  for (const box of boxes()) box.checked = allows(box.value);
  opener = document.activeElement as HTMLElement;
  show('settings');
}

/** Closes the open layer; nothing is decided. */
function dismiss(): void {
  if (state === 'banner') dismissed = true;
  rest();
}

/** A dialog was closed, by Escape or a click beside it if its layer should still be open. */
function closed(event: Event): void {
  const dialog = event.target as HTMLDialogElement;
  if (!dialog.open && dialog.dataset.assentLayer === state) dismiss();
}

/** Shows the present decisions; `delayed` while the server has not confirmed them. */
export function render(delayed?: boolean): void {
  if (!root) return;
  const choice = (root.dataset.assentChoice = summary());
  // Some may be on while others have to be asked for again.
  const on = root.toggleAttribute('data-assent-on', isOn());
  all('aside>span')[0].textContent = content.words![delayed ? 'pending' : on && choice === 'none' ? 'custom' : choice];
  if (state !== 'settings') rest();
}

/** Announces that a choice is on record. */
export function announce(): void {
  if (root) all('[role=status]')[0].textContent = content.words!.saved;
}

function click(event: Event): void {
  const button = (event.target as Element).closest<HTMLButtonElement>('[data-assent-action]');
  if (!button) return;
  const name = button.dataset.assentAction!;
  const action = ACTIONS[name];
  if (action) {
    // A placeholder stands in the page, whatever layer is open.
    const layer = state === 'closed' || name === 'allow' ? null : state;
    const wishes =
      name === 'save'
        ? Object.fromEntries(boxes().map((box) => [box.value, box.checked]))
        : name === 'allow'
          ? { [button.value]: true }
          : undefined;
    // Close first: what follows may take time.
    if (layer) show('closed');
    choose(action, layer || 'settings', layer, wishes);
  }
  if (name === 'settings' || name === 'reopen') settings();
  if (name === 'close') dismiss();
}

/** The visitor's own page gets the key in the body of a POST, never in its address. */
function openYou(event: Event): void {
  const form = event.target as HTMLFormElement;
  const [key, back] = form.elements as unknown as HTMLInputElement[];
  form.action = `${base}/you/${content.site}`;
  key.value = keyForYou();
  key.disabled = !key.value;
  form.method = key.value ? 'post' : 'get';
  back.value = location.origin + location.pathname;
}

/** What stands in for a frame that is not loaded, in the same room, so that nothing moves. */
export function placeholder(frame: HTMLIFrameElement): Element {
  const purpose = frame.dataset.assent!;
  const stand = all<HTMLTemplateElement>('template')[0].content.firstElementChild!.cloneNode(true) as HTMLElement;
  const values: Record<string, string> = {
    '{purpose}': boxes().find((box) => box.value === purpose)!.parentElement!.textContent!,
    // A link reads an address as the browser would, and never throws.
    '{host}': Object.assign(document.createElement('a'), { href: frame.dataset.src || '' }).host,
  };
  for (const part of stand.children) part.textContent = part.textContent!.replace(/{\w+}/, (slot) => values[slot]);
  (stand.lastElementChild as HTMLButtonElement).value = purpose;
  for (const side of ['width', 'height'] as const) {
    // What is not a length is ignored: `480` without the unit, `100%` with it.
    for (const unit of ['', 'px']) stand.style.setProperty(side, frame[side] + unit, 'important');
  }
  return stand;
}
