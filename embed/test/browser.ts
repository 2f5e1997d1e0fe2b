// A page in memory, with the runtime on it as the server would send it.
import { Window } from 'happy-dom';
import { buildSync } from 'esbuild';
import { createHash } from 'node:crypto';
import type { Assent, Decisions } from '../assent';
import type { Choice, Content } from '../src/content';

const build = (source: string) => buildSync({ entryPoints: [source], bundle: true, write: false, format: 'iife', target: 'es2020' }).outputFiles[0].text;

const core = build('src/main.ts');
const extra = (name: string) => build(`src/extras/${name}.ts`);
const extras = Object.fromEntries(['vendors', 'again', 'databases'].map((name) => [name, extra(name)]));


/** What the runtime reads from its surroundings. */
const GLOBALS = ['document', 'Element', 'localStorage', 'sessionStorage', 'indexedDB', 'Option', 'navigator', 'location', 'fetch', 'addEventListener', 'removeEventListener', 'CustomEvent', 'MutationObserver', 'CSSStyleSheet', 'setTimeout', 'clearTimeout', 'crypto', 'console'];

export const SERVER = 'https://assent.example';

const box = (key: string, kind: string, state = '') =>
  `<label><input type=checkbox name=purpose value=${key} data-assent-purpose=${key} data-assent-kind=${kind} ${state}><b>${key} title</b></label>`;

/** The hooks of the rendered component, without its texts. */
export const HTML = `<section id=assent-root lang=en data-assent-state=closed data-assent-choice=none><div role=dialog data-assent-layer=banner><select aria-label=Language><option value=en lang=en>English</option></select><button data-assent-action=reject-all></button><button data-assent-action=accept-all></button><button data-assent-action=settings></button></div>
<dialog data-assent-layer=settings><select aria-label=Language><option value=en lang=en>English</option></select><fieldset>${box('necessary', 'necessary', 'checked disabled')}${box('analytics', 'measurement')}${box('ads', 'marketing')}</fieldset>
<form target=_blank><input type=hidden name=key><input type=hidden name=return><input type=hidden name=lang value=en><button id=you></button></form>
<button data-assent-action=reject-all></button><button data-assent-action=accept-all></button><button data-assent-action=save></button><button data-assent-action=close></button></dialog>
<aside><span></span><button data-assent-action=reopen></button><button data-assent-action=turn-off></button></aside><p role=status></p>
<template><div class=assent-held><p>Not loaded: “{purpose}”.</p><p>{host}</p><button data-assent-action=allow-once>Once</button><button data-assent-action=allow>Allow {purpose}</button></div></template></section>`;

export const CONTENT: Content = {
  site: 'demo',
  version: 3,
  language: 'en',
  languages: ['en', 'de'],
  regime: 'eu',
  lifetime: 180 * 86_400_000,
  refusals: 184 * 86_400_000,
  purposes: [
    { key: 'necessary', kind: 'necessary' },
    { key: 'analytics', kind: 'measurement', same: [[1, 3]] },
    { key: 'ads', kind: 'marketing', same: [[3, 3]] },
  ],
  words: { none: 'not chosen', accepted: 'all on', rejected: 'all off', custom: 'some on', saved: 'saved', pending: 'pending' },
  html: HTML,
  css: '#assent-root{color:red}',
};

export type Sent = Choice & { age_ms: number };

/** The server of a test: what it was asked, and what it answers. */
export class Server {
  readonly choices: Sent[] = [];
  readonly urls: string[] = [];
  /** The answers to the next choices; 201 when there are none left, 0 fails like the network. */
  next: (number | { status: number; body?: unknown; retryAfter?: string })[] = [];
  /** What it has on record, as the value of the cookie. */
  record: { status: number; cookie: string } = { status: 200, cookie: '' };
  /** The content in another language; the network fails without. */
  translated?: Partial<Content>;

  readonly fetch = async (url: string, init: { method?: string; body?: string } = {}) => {
    this.urls.push(`${init.method || 'GET'} ${url}`);
    await turn(0);
    const json = (status: number, body: unknown, retryAfter: string | null = null) => ({
      ok: status < 300,
      status,
      headers: { get: () => retryAfter },
      json: async () => body,
      text: async () => `${body}`,
    });
    if (url.endsWith('.json')) {
      if (!this.translated) throw new TypeError('Failed to fetch');
      return json(200, this.translated);
    }
    if (url.endsWith('/visitor/cookie')) return json(this.record.status, this.record.cookie);
    const choice = JSON.parse(init.body!) as Sent;
    this.choices.push(choice);
    const planned = this.next.shift() ?? 201;
    const { status, body, retryAfter } = typeof planned === 'number' ? { status: planned, body: undefined, retryAfter: undefined } : planned;
    if (!status) throw new TypeError('Failed to fetch');
    return json(status, body ?? (status < 300 ? { record: choice.id, visitor: idOf(choice.key), decisions: [] } : { code: 'refused' }), retryAfter);
  };
}

/** The visitor id of a key. */
export const idOf = (key: string) => createHash('sha256').update(Buffer.from(key, 'base64url')).digest().subarray(0, 16).toString('base64url');

const turn = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** Waits until everything that follows by itself has happened: in short steps, so that a slow machine is waited for. */
export async function settled(): Promise<void> {
  for (let step = 0; step < 10; step++) await turn(3);
}

/** A page of one site; `load` puts the runtime on it, as each visit does. */
export class Page {
  readonly window = new Window({ url: 'https://shop.example/plants?secret=1', settings: { disableJavaScriptFileLoading: true, handleDisabledFileLoadingAsSuccess: true } as never });
  readonly document = this.window.document as unknown as Document;
  readonly errors: string[] = [];
  readonly warnings: string[] = [];
  /** Storage throws, as in a sandboxed frame. */
  blocked = false;
  /** The names of databases, as the browser lists them. */
  readonly databases: string[] = [];
  /** How often the page was loaded again. */
  reloads = 0;
  /** What the page reads as its address. */
  location?: Partial<Location>;
  /** What the browser says of itself beside the usual. */
  navigator: object = {};
  /** Whether the document names no running script. */
  module = false;

  constructor(readonly server = new Server(), body = '') {
    this.document.body.innerHTML = body;
  }

  /** Another visit by the same browser: cookies and storage stay. */
  next(body = ''): Page {
    const page = new Page(this.server, body);
    if (this.cookie) page.document.cookie = `assent_demo=${this.cookie};path=/`;
    for (const item of Object.keys(this.storage)) page.storage.setItem(item, this.storage.getItem(item)!);
    return page;
  }

  async load(content: Partial<Content> = {}, src = `${SERVER}/b/demo.js`): Promise<this> {
    this.run(content, src);
    await settled();
    return this;
  }

  run(content: Partial<Content> = {}, src = `${SERVER}/b/demo.js`): void {
    const script = this.document.createElement('script');
    script.setAttribute('src', src);
    const values = { ...this.globals(), currentScript: script };
    const names = [...GLOBALS, 'window', '__assent', '__script'];
    // The document names the running script; here none runs.
    Object.defineProperty(this.document, 'currentScript', { value: this.module ? null : script, configurable: true });
    this.document.head.append(script);
    const runtime = core + (content.extras || []).map((name) => extras[name] || '').join('');
    new Function(...names, runtime)(...names.map((name) => (name === '__assent' ? { ...CONTENT, ...content } : name === '__script' ? this.document.currentScript : (values as never)[name])));
  }

  private globals() {
    const { window } = this;
    const blocked = () => {
      throw new Error('SecurityError');
    };
    return {
      window,
      document: this.document,
      localStorage: this.blocked ? new Proxy({}, { get: blocked, set: blocked }) : window.localStorage,
      sessionStorage: window.sessionStorage,
      Element: window.Element,
      // The browser in memory has no such constructor.
      Option: function (text: string, value: string) {
        return Object.assign(window.document.createElement('option'), { text, value });
      },
      indexedDB: {
        databases: async () => this.databases.map((name) => ({ name })),
        deleteDatabase: (name: string) => this.databases.splice(this.databases.indexOf(name), 1),
      },
      navigator: { languages: window.navigator.languages, ...this.navigator },
      location: { href: window.location.href, origin: window.location.origin, protocol: 'https:', hostname: 'shop.example', pathname: '/plants', ...this.location, reload: () => this.reloads++ },
      fetch: this.server.fetch,
      addEventListener: window.addEventListener.bind(window),
      removeEventListener: window.removeEventListener.bind(window),
      CustomEvent: window.CustomEvent,
      MutationObserver: window.MutationObserver,
      CSSStyleSheet: window.CSSStyleSheet,
      // Waiting is shortened tenfold.
      setTimeout: (work: () => void, milliseconds = 0) => setTimeout(work, milliseconds / 10),
      clearTimeout,
      crypto,
      console: { error: (...words: unknown[]) => this.errors.push(words.join(' ')), warn: (...words: unknown[]) => this.warnings.push(words.join(' ')) },
    };
  }

  get assent(): Assent {
    return (this.window as unknown as { assent: Assent }).assent;
  }

  get storage(): Storage {
    return this.window.localStorage as unknown as Storage;
  }

  get root(): HTMLElement {
    return this.document.getElementById('assent-root')!;
  }

  /** The value of the cookie, empty when there is none. */
  get cookie(): string {
    return this.document.cookie.split('; ').find((cookie) => cookie.startsWith('assent_demo='))?.slice(12) ?? '';
  }

  find<Kind extends HTMLElement = HTMLElement>(selector: string): Kind {
    const found = this.document.querySelector<Kind>(selector);
    if (!found) throw new Error(`nothing matches ${selector}`);
    return found;
  }

  /** Presses a button of the layer that is open. */
  press(action: string, layer = this.root.dataset.assentState): void {
    this.find(`${layer === 'closed' ? 'aside' : `[data-assent-layer=${layer}]`} [data-assent-action=${action}]`).click();
  }

  reasons(): Record<string, string> {
    const { decisions } = this.assent.get() as Decisions;
    return Object.fromEntries(decisions.map((each) => [each.purpose, each.because]));
  }

  event(name: string): void {
    this.window.dispatchEvent(new this.window.Event(name));
  }
}
