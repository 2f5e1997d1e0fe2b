import type { Content } from './content';

// The server calls the runtime with its content and the snippet (`consent::content::script`).
declare const __assent: Content;
declare const __script: HTMLScriptElement | null;

export const content = __assent;

/** The snippet; none where it is a module. */
export const script = __script;

/** The address of the server, without a slash at the end. */
export const base = script ? script.src.replace(/([^/])\/b\/.*/, '$1') : '';

/** The name of the cookie, and what the names of stored items begin with. */
export const name = 'assent_' + content.site;

export const optional = () => content.purposes.filter((purpose) => purpose.kind !== 'necessary');

/** Reads a stored item; nothing where there is none, or storage is blocked. */
export function read(item: string): string | undefined {
  try {
    return localStorage[name + item];
  } catch {}
}

/** Stores an item; where storage is blocked, the page goes on without. */
export function write(item: string, value: string): void {
  try {
    localStorage[name + item] = value;
  } catch {}
}

/** Whether the browser renders the page in advance, for a visitor who may never open it. */
export const isUnseen = () => (document as { prerendering?: boolean }).prerendering;

/** Longest time for an answer, in milliseconds: a request that hangs would keep the choices after it from being sent. */
const PATIENCE = 20_000;

/** Fetches from the server: without cookies, and not for ever. */
export const ask = (path: string, init?: RequestInit) =>
  fetch(base + path, { credentials: 'omit', signal: AbortSignal.timeout(PATIENCE), ...init });

/** Fetches from this site's part of the API: without cookies, and even if the page is left. */
export const call = (path: string, body?: string) =>
  ask(`/api/v1/sites/${content.site}/` + path, { method: body && 'POST', body, keepalive: true });

/** A promise that is rejected, and reported to nobody who does not ask. */
export function refusal(error: Error): Promise<never> {
  const rejected = Promise.reject(error);
  rejected.catch(() => {});
  return rejected;
}

/** Takes over the content in another language. Rejected, and nothing changed, where it cannot be had. */
export async function speak(language: string): Promise<void> {
  const spoken: Content = await (await ask(`/b/${content.site}/${content.regime}.${language}.json`)).json();
  // A banner that was taken offline meanwhile has none to show: this one stays.
  if (!spoken.html) throw Error(language);
  Object.assign(content, spoken);
}

/** How long a browser takes to paint the answer to a click, in milliseconds: two frames. What can wait comes after it. */
export const PAINTED = 33;

/** Tells the page. */
export const emit = (event: string, detail: unknown) =>
  document.dispatchEvent(new CustomEvent('assent:' + event, { detail }));
