// Says what is new to whoever has chosen before, and is asked again.
import type { Content } from '../content';

declare const __assent: Content;

const { kit, extras } = __assent;

/** Marks what is asked for again, on both layers; the settings come into the page when they are opened. */
function mark(): void {
  const { purposes, words } = __assent;
  const root = document.getElementById('assent-root');
  const optional = purposes.filter(({ kind }) => kind !== 'necessary');
  const gains = root?.querySelectorAll('[data-assent-layer=banner] li b');
  for (const { purpose, because } of window.assent!.get().decisions) {
    // In a banner that is shown, both rest on an earlier choice.
    const word = because === 'not_asked' ? words!.new : because === 'changed' && words!.changed;
    const gain = gains?.[optional.findIndex(({ key }) => key === purpose)];
    for (const title of [gain, root?.querySelector(`[value="${purpose}"] + b`)]) {
      if (!word || !title || title.lastElementChild) continue;
      const sign = document.createElement('i');
      sign.textContent = ` (${word})`;
      title.append(sign);
      const text = root!.querySelector('[data-assent-layer=banner] > p')!;
      if (title === gain && !text.textContent!.startsWith(words!.again)) text.prepend(words!.again + ' ');
    }
  }
}

if (kit && extras?.includes('again')) {
  // The banner may be there already, or come with the body.
  mark();
  document.addEventListener('assent:ready', mark);
  const isOurs = ({ target, addedNodes }: MutationRecord) => [target, ...addedNodes].some((node) => (node as Element).id === 'assent-root');
  new MutationObserver((changes) => changes.some(isOurs) && mark()).observe(document, { childList: true, subtree: true });
}
