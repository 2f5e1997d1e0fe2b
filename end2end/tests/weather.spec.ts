// A server that is slow or fails, and clocks that were set: the page goes on, nothing is granted, and one is asked again.
import { expect, test } from '../support/test.ts';
import type { Visit } from '../support/visit.ts';

test.use({ server: 'weather' });

const DAY = 86_400_000;
/** How long the slow server takes, in milliseconds. */
const SLOW = 5_000;

const gated = '<button onclick="ran.push(\'pressed\')">Press</button><script type="text/plain" data-assent="ads">ran.push("advert")</script>';

test('a script that takes five seconds holds nothing up, and then asks', async ({ visit, page }) => {
  await visit.serve('/slow', visit.html(gated));
  await page.route(`${visit.assent.url}/b/demo.js`, async (route) => {
    await new Promise((later) => setTimeout(later, SLOW));
    await route.continue();
  });
  const begun = Date.now();
  await page.goto(`${visit.origin}/slow`, { waitUntil: 'domcontentloaded' });
  await page.getByRole('button', { name: 'Press' }).click();
  expect(await visit.ran()).toEqual(['pressed']);
  expect(Date.now() - begun).toBeLessThan(SLOW / 2);
  await expect(visit.banner).toBeVisible();
  expect(Date.now() - begun).toBeGreaterThanOrEqual(SLOW);
  expect(await visit.ran()).toEqual(['pressed']);
  await visit.acceptAll();
  await expect.poll(() => visit.ran()).toEqual(['pressed', 'advert']);
});

for (const fault of [500, 404, 'aborted'] as const) {
  test(`a script that fails with ${fault} leaves the page alone and grants nothing, to whoever has agreed as well`, async ({ visit, page }) => {
    const thrown: string[] = [];
    page.on('pageerror', (error) => thrown.push(String(error)));
    await visit.serve('/page', visit.html(gated));
    let fails = true;
    await page.route(`${visit.assent.url}/b/demo.js`, (route) => {
      if (!fails) return route.continue();
      return fault === 'aborted' ? route.abort() : route.fulfill({ status: fault, contentType: 'text/plain', body: 'Sorry' });
    });
    const fail = async () => {
      fails = true;
      await page.goto(`${visit.origin}/page`);
      await page.getByRole('button', { name: 'Press' }).click();
      await page.waitForLoadState('networkidle');
      expect(await visit.ran()).toEqual(['pressed']);
      await expect(page.locator('#assent-root')).toHaveCount(0);
    };
    await fail();
    fails = false;
    await visit.open('/page');
    await visit.acceptAll();
    await fail();
    // The choice outlives the fault.
    fails = false;
    await page.reload();
    await expect.poll(() => visit.ran()).toEqual(['advert']);
    expect(thrown).toEqual([]);
  });
}

test('a server that cannot keep the choice for long leaves what was chosen in force on the page', async ({ visit, page }) => {
  await visit.serve('/page', visit.html(gated));
  await page.route('**/choices', (route) => route.fulfill({ status: 500, headers: { 'access-control-allow-origin': '*' }, body: 'Sorry' }));
  await visit.open('/page');
  await visit.banner.locator('[data-assent-action="reject-all"]').click();
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'rejected');
  await page.reload();
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'rejected');
  await expect(visit.root).toHaveAttribute('data-assent-state', 'closed');
});

/** The next visit, so many days later by the browser's clock. */
async function later(visit: Visit, days: number): Promise<void> {
  await visit.page.clock.setFixedTime(Date.now() + days * DAY);
  await visit.page.reload();
  await expect(visit.root).toBeAttached();
}

test('a clock that was set back or forward grants nothing, and whoever cannot be believed is asked again', async ({ visit, page }) => {
  await visit.serve('/page', visit.html(gated));
  await visit.open('/page');
  await visit.acceptAll();
  for (const [days, choice] of [
    // A few hours are no reason to doubt.
    [-0.5, 'accepted'],
    [100, 'accepted'],
    // Half a year later the choice has ended.
    [190, 'none'],
    // A choice of the future was made by a wrong clock.
    [-2, 'none'],
    [-400, 'none'],
    [0, 'accepted'],
  ] as const) {
    await later(visit, days);
    await expect(visit.root, `${days} days`).toHaveAttribute('data-assent-choice', choice);
    await page.waitForLoadState('networkidle');
    expect(await visit.ran(), `${days} days`).toEqual(choice === 'accepted' ? ['advert'] : []);
  }
});

for (const days of [-20, -0.5, 0.5]) {
  test(`what is chosen ${Math.abs(days)} days ${days < 0 ? 'behind' : 'ahead of'} the right time is the newest choice, here and on record`, async ({ assent, visit, page }) => {
    await visit.serve('/page', visit.html(gated));
    await visit.open('/page');
    await visit.acceptAll();
    await later(visit, days);
    // A clock that is far behind does not know of the choice, and asks.
    const asks = await visit.banner.isVisible();
    if (!asks) await expect.poll(() => visit.ran()).toEqual(['advert']);
    // Where the script has run, the page is loaded again.
    const loaded = asks ? undefined : page.waitForEvent('load');
    const refuse = asks ? visit.banner.locator('[data-assent-action="reject-all"]') : visit.turnOff;
    const { visitor, status } = await visit.recorded(() => refuse.click());
    expect(status).toBe(201);
    await loaded;
    await expect.poll(async () => (await assent.decisions('demo', visitor))['ads']?.decision).toBe('deny');
    await later(visit, 0);
    await page.waitForLoadState('networkidle');
    expect(await visit.ran()).toEqual([]);
    expect(await page.evaluate(() => window.assent!.get('ads')?.decision)).not.toBe('allow');
  });
}

test('a clock that is a year off can refuse, and is granted nothing', async ({ visit, page }) => {
  await visit.serve('/page', visit.html(gated));
  for (const days of [-400, 400]) {
    await page.goto(`${visit.origin}/page`);
    await later(visit, days);
    await expect(visit.root).toHaveAttribute('data-assent-state', 'banner');
    // The server takes no choice from such a time, so that nothing old can be sent again as new.
    const refused = page.waitForResponse((answer) => answer.url().endsWith('/choices'));
    await visit.banner.locator('[data-assent-action="accept-all"]').click();
    expect((await refused).status()).toBe(422);
    await expect(visit.root).toHaveAttribute('data-assent-choice', 'none');
    await visit.recorded(() => visit.banner.locator('[data-assent-action="reject-all"]').click());
    await expect(visit.root).toHaveAttribute('data-assent-choice', 'rejected');
    await page.context().clearCookies();
    await page.evaluate(() => localStorage.clear());
  }
});
