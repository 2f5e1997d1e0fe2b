import type { Assent, Queued } from '../assent';
import { choose, decision, decisions, start } from './choices';
import { gate } from './gate';
import { base, content, emit, script } from './page';
import { announce, mount, render, settings, stay } from './view';

/** The offered language that fits best: the snippet's, the page's, the browser's. */
function language(): string | undefined {
  for (const tag of [script?.dataset.lang, document.documentElement.lang, ...navigator.languages]) {
    const wanted = (tag || '').toLowerCase();
    const offers = (code: string) => content.languages.find((each) => each.toLowerCase() === code);
    const found = offers(wanted) || offers(wanted.split('-')[0]);
    if (found) return found;
  }
}

function run(): void {
  let resolve: (assent: Assent) => void;
  let isReady = false;
  let isWaiting = false;

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
    if (!isReady && document.body) {
      isReady = true;
      if (content.html) mount();
      resolve(assent);
      emit('ready', decisions());
    }
    if (isReady) gate();
  }

  /** Tags are released after the browser has painted the answer to a click. */
  function soon(): void {
    if (!isWaiting) setTimeout(work);
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
  assent.on('recorded', announce);
  start((delayed) => {
    render(delayed);
    soon();
  });
  new MutationObserver((changes) => {
    stay(changes);
    soon();
  }).observe(document, { childList: true, subtree: true });
  const queue = window.assentQueue as Queued[] | undefined;
  window.assentQueue = { push: (...items) => items.forEach(call) };
  queue?.forEach(call);
  work();
}

// An element with the id `assent` is found under the same name.
if (!window.assent?.ready) {
  const wanted = content.html && language();
  // A script of the general address speaks the browser's language; one with `?lang=` or of `/b/SITE/…` was asked for by
  // its language.
  if (wanted && wanted !== content.language && /\/b\/\w+\.js(?!.*[?&]lang=)/.test(script!.src)) {
    const other = document.createElement('script');
    other.src = `${base}/b/${content.site}/${content.regime}.${wanted}.js`;
    other.onerror = run;
    document.documentElement.append(other);
  } else run();
}
