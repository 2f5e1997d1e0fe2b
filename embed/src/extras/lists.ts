// Long lists of trackers: fetched when the first of them is opened, and searched.
import type { Content } from '../content';

declare const __assent: Content;

const { kit, extras } = __assent;
let lists: Promise<DocumentFragment> | undefined;
/** The language that they are in. */
let spoken = '';

/** All long lists of the version, in the banner's language. */
async function fetchLists(): Promise<DocumentFragment> {
  const { site, version, language } = __assent;
  const answer = await kit!.ask(`/b/${site}/${version}/${language}/trackers.html`);
  if (!answer.ok) throw Error(`${answer.status}`);
  const holder = document.createElement('template');
  holder.innerHTML = kit!.trusted('HTML', await answer.text());
  return holder.content;
}

/** Puts a list into the part that was opened. */
async function open(event: Event): Promise<void> {
  const part = event.target as HTMLDetailsElement;
  const key = part.dataset?.assentList;
  if (!key || !part.open || part.children[1]) return;
  const state = document.createElement('p');
  state.role = 'status';
  state.textContent = __assent.words!.loading;
  part.append(state);
  if (spoken !== __assent.language) lists = undefined;
  spoken = __assent.language;
  try {
    const list = (await (lists ||= fetchLists())).querySelector(`[data-assent-list="${key}"]`)!;
    state.replaceWith(...list.cloneNode(true).childNodes);
  } catch {
    lists = undefined;
    state.textContent = __assent.words!.failed;
    // Opened again, it is tried again.
    part.addEventListener('toggle', () => state.remove(), { once: true });
  }
}

/** Shows the entries that have what is typed, and says how many. */
function search(event: Event): void {
  const field = event.target as HTMLInputElement;
  const list = field.closest<HTMLElement>('[data-assent-list]');
  if (!list || field.type !== 'search') return;
  const wanted = field.value.trim().toLowerCase();
  let found = 0;
  for (const entry of list.querySelectorAll<HTMLElement>('ul > [data-assent-tracker]')) {
    entry.hidden = !entry.textContent!.toLowerCase().includes(wanted);
    if (!entry.hidden) found++;
  }
  const status = list.querySelector<HTMLElement>('[data-assent-found]')!;
  const forms = status.dataset.assentFound!.split('\n').map((form) => form.split(/ (.*)/s));
  const { language } = __assent;
  const form = new Intl.PluralRules(language).select(found);
  status.textContent = wanted && new Map(forms as [string, string][]).get(form)!.replace('{count}', `${found}`);
}

if (kit && extras?.includes('lists')) {
  // The banner is made anew when its language changes; the document stays.
  document.addEventListener('toggle', open, true);
  document.addEventListener('input', search);
}
