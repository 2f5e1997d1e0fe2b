// The visitor's own page.
import type { Page } from '@playwright/test';
import { violations } from '../support/axe.ts';
import { expect, test } from '../support/test.ts';
import { withoutScripts, words, type Visit } from '../support/visit.ts';

test.use({ server: 'you' });

/** Opens the visitor's own page from the privacy settings; it comes in a new tab. */
async function openYou(visit: Visit): Promise<Page> {
  const opened = visit.page.context().waitForEvent('page');
  await visit.reopen.click();
  await visit.button(visit.settings, 'Your data and choices').click();
  const you = await opened;
  await you.waitForLoadState();
  return you;
}

/** What a browser tells a page whose tab is looked at again. */
async function lookAgain(visit: Visit): Promise<void> {
  await visit.page.bringToFront();
  await visit.page.evaluate(() => window.dispatchEvent(new Event('focus')));
}

test('opened from the settings it is the same visitor, and no address names the key', async ({ assent, visit }) => {
  const addresses: string[] = [];
  visit.page.context().on('request', (request) => addresses.push(request.url()));
  await visit.open();
  const { visitor } = await visit.choose('analytics');
  const you = await openYou(visit);
  expect(new URL(you.url()).pathname).toBe('/you/demo');
  await expect(you.getByRole('link', { name: 'Back to Fern & Field' })).toHaveAttribute('href', `${visit.origin}/`);
  await expect(you.getByRole('heading', { level: 1 })).toHaveText('Your data and choices on Fern & Field');
  await expect(you.getByText('Some optional purposes are on')).toBeVisible();
  await expect(you.getByText(`Your visitor id: ${visitor}`)).toBeVisible();
  await expect(you.getByRole('checkbox', { name: 'Statistics' })).toBeChecked();
  await expect(you.getByRole('checkbox', { name: 'Advertising' })).not.toBeChecked();
  const key = await visit.page.evaluate(() => Object.values(localStorage).find((value) => /^[\w-]{22}$/.test(String(value))) as string);
  expect(key).toBeTruthy();
  expect(addresses.filter((url) => url.includes(key))).toEqual([]);
  const cookies = await visit.page.context().cookies(`${assent.url}/you/demo`);
  expect(cookies.find((cookie) => cookie.value === key)).toMatchObject({ httpOnly: true, path: '/you/demo', sameSite: 'Lax' });
  expect(await visit.page.context().cookies(assent.url)).toEqual([]);
});

test('a plain form changes the choice without JavaScript, and the page takes it over', async ({ assent, visit, browser }) => {
  await visit.open();
  const { visitor } = await visit.choose('analytics');
  await openYou(visit);
  const plain = await withoutScripts(browser, visit.page);
  await plain.goto(`${assent.url}/you/demo`);
  await expect(plain.locator('noscript p')).toHaveText(/JavaScript is switched off/);
  await plain.getByRole('checkbox', { name: 'Statistics' }).uncheck();
  await plain.getByRole('checkbox', { name: 'Preferences' }).check();
  await plain.getByRole('button', { name: words.save }).click();
  await expect(plain.getByRole('status')).toHaveText('Your choice is saved and applies from now on.');
  await expect(plain.getByRole('checkbox', { name: 'Preferences' })).toBeChecked();
  expect(await assent.reasons('demo', visitor)).toMatchObject({ preferences: 'allow granted', analytics: 'deny withdrawn', ads: 'deny refused' });
  await plain.context().close();

  await lookAgain(visit);
  await expect.poll(async () => (await visit.cookie())?.decisions).toMatchObject({ analytics: expect.stringMatching(/[rw]/), ads: 'r' });
  // The page may be loaded again just then: a script of the purpose had run.
  await expect.poll(() => visit.page.evaluate(() => window.assent?.get('analytics')?.decision).catch(() => undefined)).toBe('deny');
});

test('everything can be withdrawn there, and the page hears of it at the latest when it loads again', async ({ assent, visit }) => {
  await visit.open();
  const { visitor } = await visit.acceptAll();
  const you = await openYou(visit);
  await you.getByRole('button', { name: 'Withdraw everything' }).click();
  await expect(you.getByText('Everything optional is off')).toBeVisible();
  expect(await assent.reasons('demo', visitor)).toMatchObject({ preferences: 'deny withdrawn', analytics: 'deny withdrawn', ads: 'deny withdrawn' });
  await visit.page.reload();
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'rejected');
  await expect(visit.page.locator('.assent-held')).toBeVisible();
  expect((await visit.cookie())?.visitor).toBe('');
});

test('all can be accepted and refused there as well', async ({ assent, visit }) => {
  await visit.open();
  const { visitor } = await visit.rejectAll();
  const you = await openYou(visit);
  await you.getByRole('button', { name: words.acceptAll }).click();
  await expect(you.getByText('Everything optional is on')).toBeVisible();
  expect(await assent.reasons('demo', visitor)).toMatchObject({ ads: 'allow granted' });
  await you.getByRole('button', { name: words.rejectAll }).click();
  await expect(you.getByText('Everything optional is off')).toBeVisible();
  expect(await assent.reasons('demo', visitor)).toMatchObject({ ads: 'deny withdrawn' });
});

test('opened without a key it says plainly that it cannot see or change the choice', async ({ assent, page }) => {
  await page.goto(`${assent.url}/you/demo`);
  await expect(page.getByText('this page cannot see or change what you chose on the site')).toBeVisible();
  await expect(page.getByText('Statistics').first()).toBeVisible();
  for (const box of await page.getByRole('checkbox').all()) await expect(box).toBeDisabled();
  await expect(page.getByRole('button', { name: words.save })).toHaveCount(0);
});

test('a page of another origin cannot change the choice by a form of its own', async ({ assent, visit }) => {
  await visit.open();
  const { visitor } = await visit.rejectAll();
  await openYou(visit);
  const attacker = await visit.tab();
  const form = `<form method="post" action="${assent.url}/you/demo"><input name="version" value="1"><button name="action" value="accept_all">Win</button></form>`;
  await attacker.serve('/attack', attacker.html(form, { head: '' }));
  await attacker.page.goto(`${attacker.origin}/attack`);
  const answered = attacker.page.waitForResponse((answer) => answer.url().includes('/you/demo'));
  await attacker.page.getByRole('button', { name: 'Win' }).click();
  expect((await answered).status()).toBe(403);
  expect(await assent.reasons('demo', visitor)).toMatchObject({ ads: 'deny refused' });
});

test('it speaks the visitor’s language, from right to left where that is so', async ({ assent, page }) => {
  await page.goto(`${assent.url}/you/demo?lang=ar`);
  await expect(page.locator('html')).toHaveAttribute('lang', 'ar');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await page.getByRole('link', { name: 'Deutsch' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.locator('html')).toHaveAttribute('dir', 'ltr');
});

test('a site that does not exist has no such page', async ({ assent, page }) => {
  expect((await page.goto(`${assent.url}/you/nowhere`))?.status()).toBe(404);
});

for (const lang of ['en', 'ar']) {
  test(`it keeps the rules of accessibility: ${lang}`, async ({ visit }) => {
    await visit.open();
    await visit.choose('analytics');
    const you = await openYou(visit);
    await you.goto(`${visit.assent.url}/you/demo?lang=${lang}`);
    expect(await violations(you)).toEqual([]);
    await you.setViewportSize({ width: 320, height: 640 });
    expect(await you.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await you.emulateMedia({ colorScheme: 'dark' });
    expect(await violations(you)).toEqual([]);
  });
}
