// The site's declaration: what its purposes are and what their trackers store, wherever the page has room for it.
import { ask, content } from './page';
import { trusted } from './trust';

const asked = new WeakSet<Element>();

/** Fills every `<div data-assent-declaration>` of the page, each once. */
export function declare(): void {
  for (const place of document.querySelectorAll('[data-assent-declaration]')) {
    if (asked.has(place)) continue;
    asked.add(place);
    ask(`/b/${content.site}/${content.language}/declaration.html`)
      .then((answer) => (answer.ok ? answer.text() : Promise.reject()))
      .then((html) => (place.innerHTML = trusted('HTML', html)))
      // The page's own words stay.
      .catch(() => {});
  }
}
