// Deletes the databases that trackers have made in the browser once their purpose is not allowed.
import type { Content } from '../content';

declare const __assent: Content;

const { kit, extras, purposes } = __assent;

/** Reasons that rest on nothing that was decided. */
const UNDECIDED = /^(n|reg)/;

async function forget(): Promise<void> {
  const { decisions } = window.assent!.get();
  if (!decisions.some(({ because }) => !UNDECIDED.test(because))) return;
  const listed = (name: string, allowed: boolean) =>
    purposes.some(({ items }, at) => items?.d && (decisions[at].decision === 'allow') === allowed && RegExp(`^(${items.d})$`).test(name));
  for (const { name } of await indexedDB.databases()) {
    if (listed(name!, false) && !listed(name!, true)) indexedDB.deleteDatabase(name!);
  }
}

if (kit && extras?.includes('databases')) {
  // Storage may be blocked, or a browser may not list its databases: then nothing can be done.
  const work = () => void forget().catch(() => {});
  work();
  for (const event of ['assent:ready', 'assent:change']) document.addEventListener(event, work);
}
