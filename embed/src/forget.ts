// Deletes what trackers have stored in the browser once their purpose is not allowed.
import { allows, chosenAt, isObjected } from './choices';
import { content, name } from './page';

/** Whether a stored name is one of those listed, which may have `*` for anything. */
const listed = (items: string[], own: string) =>
  !own.startsWith(name) &&
  items.some((item) => RegExp(`^${item.replace(/[^\w*]/g, '\\$&').replace(/\*/g, '.*')}$`).test(own));

/** The names listed for purposes that are allowed, or are not, by storage: `c`ookie, `l`ocal, `s`ession, `d`atabase. */
const items = (storage: string, allowed: boolean) =>
  content.purposes
    .filter(({ key }) => allows(key) === allowed)
    .flatMap((purpose) => purpose.items || [])
    .filter((item) => item[0] === storage)
    .map((item) => item.slice(1));

/** Whether anything was decided on this page or before it. */
let isDecided = false;

/** Deletes what is listed for a purpose that is not allowed, and for none that is, once anything was decided. */
export function forget(): void {
  isDecided ||= !!chosenAt() || isObjected();
  if (!isDecided) return;
  const each = (storage: string, found: () => string[], remove: (own: string) => void) => {
    const gone = items(storage, false);
    const kept = items(storage, true);
    if (gone[0]) found().filter((own) => listed(gone, own) && !listed(kept, own)).forEach(remove);
  };
  // Storage may be blocked: then nothing is there to delete.
  for (const work of [
    () => each('c', () => document.cookie.split('; ').map((cookie) => cookie.split('=')[0]), expire),
    () => each('l', () => Object.keys(localStorage), (own) => localStorage.removeItem(own)),
    () => each('s', () => Object.keys(sessionStorage), (own) => sessionStorage.removeItem(own)),
    () =>
      items('d', false)[0] &&
      indexedDB.databases?.().then(
        (found) => each('d', () => found.map((database) => database.name!), (own) => indexedDB.deleteDatabase(own)),
        () => {},
      ),
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
