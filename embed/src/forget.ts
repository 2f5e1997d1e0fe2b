// Deletes what trackers have stored in the browser once their purpose is not allowed; databases: `extras/databases.ts`.
import { allows, chosenAt, isObjected } from './choices';
import { content, name } from './page';

type Storage = 'c' | 'l' | 's';

/** Whether a purpose that is allowed, or one that is not, lists a stored name, or any. */
const listed = (storage: Storage, allowed: boolean, own?: string) =>
  content.purposes.some(({ key, items }) => items?.[storage] && allows(key) === allowed && (!own || RegExp(`^(${items[storage]})$`).test(own)));

/** Whether anything was decided on this page or before it. */
let isDecided = false;

/** Deletes what is listed for a purpose that is not allowed, and for none that is, once anything was decided. */
export function forget(): void {
  isDecided ||= !!chosenAt() || isObjected();
  if (!isDecided) return;
  const each = (storage: Storage, found: () => string[], remove: (own: string) => void) => {
    if (!listed(storage, false)) return;
    found().filter((own) => !own.startsWith(name) && listed(storage, false, own) && !listed(storage, true, own)).forEach(remove);
  };
  // Storage may be blocked: then nothing is there to delete.
  for (const work of [
    () => each('c', () => document.cookie.split('; ').map((cookie) => cookie.split('=')[0]), expire),
    () => each('l', () => Object.keys(localStorage), (own) => localStorage.removeItem(own)),
    () => each('s', () => Object.keys(sessionStorage), (own) => sessionStorage.removeItem(own)),
  ]) {
    try {
      work();
    } catch {}
  }
}

/** Deletes a cookie, whichever path and domain it was set for: a page sees only the names. */
function expire(own: string): void {
  const hosts = location.hostname.split('.').map((_, at, labels) => `;domain=${labels.slice(at).join('.')}`);
  const paths = location.pathname.split('/').flatMap((_, at, parts) => {
    const path = parts.slice(0, at + 1).join('/');
    return [path + '/', path || '/'];
  });
  for (const host of ['', ...hosts]) {
    for (const path of paths) {
      for (const kind of ['', ';secure;partitioned']) document.cookie = `${own}=;max-age=0;path=${path}${host}${kind}`;
    }
  }
}
