// The banner in the page. Its markup comes from the server; nothing is built here but clones of its template.
import { allows, choose, isObjected, isOn, keyForYou, listen, summary, undecided, wishesAgain } from './choices';
import type { Action } from './content';
import { HELD, allowOnce, gate, purposeOf } from './gate';
import { PAINTED, base, content, speak, write } from './page';
import { trusted } from './trust';

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
/** The page took the banner out with all around it, and has no body yet to put it back into. */
let isLost = false;
/** What had the focus before the settings. */
let opener: HTMLElement;

const all = <Kind extends HTMLElement>(selector: string) => root!.querySelectorAll<Kind>(selector);

/** The markup of the layers that are not in the page yet: most visitors open none of them. */
let layers: Record<string, string>;

/** Puts a layer into the page. */
function open(layer: string): void {
  if (layers[layer]) all('aside')[0].before(parse(layers[layer]));
  delete layers[layer];
}

function boxes(): HTMLInputElement[] {
  open('settings');
  return [...all<HTMLInputElement>('[data-assent-purpose]')];
}

/** The page's own element for the banner. */
const spot = () => content.inline && document.querySelector('[data-assent-inline]');

/** Whether it is known where the banner stands: an element for it may be further down in a page that is still coming. */
export const hasPlace = () => document.body && (!content.inline || spot() || document.readyState !== 'loading');

/**
 * Keeps the banner in the page when that replaces its body, or renders all of it anew. Whoever removes the banner alone
 * wants it gone.
 */
export function stay(changes: MutationRecord[]): void {
  if (!root) return;
  if (root.isConnected) {
    // Its own element may come late, or be made anew.
    if (!(spot() || root).contains(root)) place();
    return;
  }
  const removed = changes.flatMap(({ removedNodes }) => [...removedNodes]);
  isLost ||= removed.some((node) => node.contains(root!)) && removed.some((node) => node !== root && node.nodeType === 1);
  if (isLost && document.body) place();
}

/** First in the body, so that the keyboard reaches it first. */
function place(): void {
  // A dialog that was taken out of the page is open no more, though it says so.
  for (const dialog of all<HTMLDialogElement>('dialog')) dialog.removeAttribute('open');
  (spot() || document.body).prepend(root!);
  isLost = false;
  // Each is added once, however often. A document that is written anew (`document.open`) has lost them all.
  setTimeout(listen, PAINTED);
  // At the window, so that a withdrawal holds before a script that watches clicks hears of this one.
  addEventListener('click', click, true);
  document.addEventListener('assent:recorded', announce);
  // Names of languages are written when somebody reaches for them.
  for (const [event, heard] of Object.entries({ submit: openYou, close: closed, change: translate, pointerdown: list, focusin: list })) {
    root!.addEventListener(event, heard, true);
  }
  show(state);
}

/** Puts the banner into the page. */
export function mount(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(content.css!);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  build();
}

function parse(html: string): HTMLElement {
  const holder = document.createElement('template');
  holder.innerHTML = trusted('HTML', html);
  return holder.content.firstElementChild as HTMLElement;
}

/** Makes the banner from its markup, in the place of the one before. */
function build(): void {
  // Between the first tag and the control stand the two layers.
  const [start, banner, settings, end] = content.html!.split(/(?=<d[^>]*-layer|<aside)/);
  root?.remove();
  if (state !== 'settings') state = rest();
  const asks = state === 'banner';
  layers = asks ? { settings } : { banner, settings };
  root = parse(start + (asks ? banner : '') + end);
  place();
  render();
}

const isTongues = (event: Event) => (event.target as Element).localName === 'select';

/** Lists the languages to choose from, each in its own words. */
function list(event: Event): void {
  const tongues = event.target as HTMLSelectElement;
  if (!isTongues(event) || tongues.options[1]) return;
  for (const code of content.languages) {
    if (code === content.language) continue;
    const option = new Option(new Intl.DisplayNames(code, { type: 'language' }).of(code), code);
    option.lang = code;
    tongues.add(option);
  }
}

/** Shows the banner in the language that was chosen, with what was ticked so far. */
async function translate(event: Event): Promise<void> {
  if (!isTongues(event)) return;
  const tongues = event.target as HTMLSelectElement;
  const ticked = boxes().map((box) => box.checked);
  try {
    await speak(tongues.value);
  } catch {
    tongues.value = content.language;
    return;
  }
  for (const stand of document.querySelectorAll('.' + HELD)) stand.remove();
  build();
  boxes().forEach((box, at) => (box.checked = ticked[at]));
  all(`[data-assent-layer=${state}] select`)[0]?.focus();
  gate();
}

function show(next: State): void {
  const before = state;
  open(next);
  root!.dataset.assentState = state = next;
  for (const dialog of all<HTMLDialogElement>('dialog')) {
    if (dialog.dataset.assentLayer !== next) dialog.close();
    else if (!dialog.open) dialog.showModal();
  }
  // Above whatever the page puts on top, and in no transformed element of it; but not above a dialog that makes it inert.
  if (!document.querySelector(':modal')) for (const layer of all('[popover]')) layer.togglePopover?.((layer.dataset.assentLayer || 'closed') === next);
  if (before !== 'settings' || next === before) return;
  opener.focus();
  // It may be gone with the first layer.
  if (document.activeElement !== opener) all('aside>button')[0].focus();
}

/** The first layer if it is needed, and else only the control that opens the settings. */
const rest = () => (undecided() && !dismissed ? 'banner' : 'closed');

/** Opens the settings with the present decisions. */
export function settings(): void {
  if (!root) return;
  for (const box of boxes()) box.checked = allows(box.value);
  opener = document.activeElement as HTMLElement;
  show('settings');
}

/** Closes the open layer; nothing is decided. */
function dismiss(): void {
  if (state === 'banner') {
    dismissed = true;
    if (content.manner) write('.seen', '1');
  }
  show(rest());
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
  all('aside>span')[0].textContent =
    content.words![delayed ? 'pending' : on && choice === 'none' ? 'custom' : isObjected() ? 'gpc' : choice];
  const due = rest();
  if (state !== 'settings' && state !== due) show(due);
}

/** Announces that a choice is on record. */
function announce(): void {
  all('[role=status]')[0].textContent = content.words!.saved;
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
          : layer === 'banner' && wishesAgain(name === 'accept-all');
    // Close first: what follows may take time.
    if (layer) show('closed');
    choose(wishes ? 'custom' : action, layer || 'settings', layer, wishes || null);
  }
  if (name === 'allow-once') allowOnce(button.closest('.' + HELD)!);
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

/** What stands in for a frame or a player that is not loaded, in the same room, so that nothing moves. */
export function placeholder(frame: HTMLElement): Element {
  const purpose = purposeOf(frame);
  const stand = all<HTMLTemplateElement>('template')[0].content.firstElementChild!.cloneNode(true) as HTMLElement;
  const values: Record<string, string> = {
    '{purpose}': boxes().find((box) => box.value === purpose)!.parentElement!.textContent!,
    // A link reads an address as the browser would, and never throws.
    '{host}': Object.assign(document.createElement('a'), { href: frame.dataset.src || frame.dataset.data || '' }).host,
  };
  for (const part of stand.querySelectorAll('p,button')) part.textContent = part.textContent!.replace(/{\w+}/, (slot) => values[slot]);
  for (const button of stand.querySelectorAll('button')) button.value = purpose;
  const room = frame.getBoundingClientRect();
  for (const side of ['width', 'height'] as const) {
    // As it is laid out; where it is not, as it says itself: `480` without the unit, `100%` with it.
    for (const length of [frame.getAttribute(side), frame.getAttribute(side) + 'px', room[side] && room[side] + 'px']) {
      if (length) stand.style.setProperty(side, length, 'important');
    }
  }
  return stand;
}
