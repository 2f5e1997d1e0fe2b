// What every test begins with: a server of its file's own, and the visitor's view of the demo shop.
import { test as base, expect } from '@playwright/test';
import { Assent } from './assent.ts';
import { Visit } from './visit.ts';

interface Worker {
  /** A name for the server; each test file has its own, so that files cannot disturb each other. */
  server: string;
  assent: Assent;
}

export const test = base.extend<{ visit: Visit }, Worker>({
  server: ['', { scope: 'worker', option: true }],
  assent: [
    async ({ server }, use) => {
      if (!server) throw new Error('name the server of the file: test.use({ server: … })');
      const assent = await Assent.start();
      await use(assent);
      await assent.remove();
    },
    { scope: 'worker' },
  ],
  visit: async ({ assent, page }, use) => {
    await use(new Visit(assent, page));
    // A page that is about to load itself again, as after a withdrawal, can keep its browser from closing; so can a tab.
    await Promise.all(page.context().pages().map((each) => each.goto('about:blank').catch(() => {})));
  },
});

export { expect };
