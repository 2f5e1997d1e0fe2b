import type { Assent, Queued } from '../assent';
import { choose, decision, decisions, recorded, start } from './choices';
import { declare } from './declare';
import { forget } from './forget';
import { gate, isStale, ran } from './gate';
import { PAINTED, ask, base, content, emit, isUnseen, script, speak } from './page';
import { trusted } from './trust';
import { hasPlace, mount, render, settings, stay } from './view';

/** The offered language that the snippet or the page asks for; the server knows what the browser prefers. */
function language(): string | undefined {
  for (const tag of [script?.dataset.lang, document.documentElement.lang]) {
    let wanted = (tag || '')
      .toLowerCase()
      .replace(/^n[no]\b/, 'nb')
      .replace(/^zh-(tw|hk|mo)\b/, 'zh-hant')
      .replace(/^zh(?!-hant).*/, 'zh-hans');
    // A tag loses its subtags from the end until it is offered.
    for (; wanted; wanted = wanted.replace(/-?[^-]*$/, '')) {
      const found = content.languages.find((code) => code.toLowerCase() === wanted);
      if (found) return found;
    }
  }
}

/** How long the page waits for the record of a withdrawal before it is loaded again, in milliseconds. */
const RELOAD_AFTER = 1000;

function run(): void {
  const wanted = content.html && language();
  // A script of the general address, or a pinned one, speaks the browser's language.
  let isTold = content.told || !wanted || wanted === content.language;
  let isLate = false;
  let resolve: (assent: Assent) => void;
  let isReady = false;
  let isWaiting = false;
  let isNews = false;

  const assent = {
    ready: new Promise((done) => (resolve = done)),
    get: (purpose?: string) => (purpose === undefined ? decisions() : decision(purpose)),
    on(event: string, listener: (detail: never) => void) {
      const type = 'assent:' + event;
      const heard = (event: Event) => listener((event as CustomEvent).detail as never);
      document.addEventListener(type, heard);
      return () => document.removeEventListener(type, heard);
    },
    show: () => void assent.ready.then(settings),
    acceptAll: () => choose('accept_all', 'api', null),
    rejectAll: () => choose('reject_all', 'api', null),
    save: (purposes: Record<string, boolean>) => choose('custom', 'api', null, purposes),
    withdraw: () => choose('withdraw', 'api', null),
  } as Assent;

  /** Puts the banner into the page, once there is a body, and opens tags. */
  function work(): void {
    isWaiting = false;
    if (isNews) forget();
    isNews = false;
    // A page that is rendered in advance may never be seen.
    if (!isReady && isTold && hasPlace() && !isUnseen()) {
      isReady = true;
      if (content.html) mount();
      resolve(assent);
      emit('ready', decisions());
    }
    if (!isReady) return;
    if (isStale() && (isLate || recorded())) location.reload();
    else {
      gate();
      declare();
    }
  }

  /** Tags are released after the browser has painted the answer to a click. */
  function soon(_?: unknown): void {
    if (!isWaiting) setTimeout(work, PAINTED);
    isWaiting = true;
  }

  function call(item: Queued): void {
    try {
      if (typeof item === 'function') item(assent);
      else (assent as never as Record<string, (...args: unknown[]) => void>)[item[0]](...item.slice(1));
    } catch (error) {
      console.error(error);
    }
  }

  window.assent = assent;
  content.kit = { base, ask, trusted, soon, ran };
  start((delayed) => {
    render(delayed);
    isNews = true;
    if (isStale()) setTimeout(() => soon((isLate = true)), RELOAD_AFTER);
    soon();
  });
  new MutationObserver((changes) => {
    stay(changes);
    soon();
  }).observe(document, { childList: true, subtree: true });
  document.addEventListener('readystatechange', soon);
  // After the listener that takes over what was chosen meanwhile.
  document.addEventListener('prerenderingchange', work);
  const queue = window.assentQueue as Queued[] | undefined;
  window.assentQueue = { push: (...items) => items.forEach(call) };
  queue?.forEach(call);
  if (!isTold) {
    const told = () => {
      isTold = true;
      work();
    };
    speak(wanted!).then(told, told);
  }
  work();
}

// An element with the id `assent` is found under the same name.
if (!window.assent?.ready) run();
