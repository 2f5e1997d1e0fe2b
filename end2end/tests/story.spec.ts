// The whole story, from the set-up link to a record that stays bound to its version.
import { Host } from '../support/host.ts';
import { Owner } from '../support/owner.ts';
import { expect, test } from '../support/test.ts';
import { Visit } from '../support/visit.ts';

test.use({ server: 'story' });
// It is several tests long.
test.describe.configure({ timeout: 240_000 });

test('an owner publishes a banner, a visitor chooses, a tracker asks, and the record stays what it was', async ({ assent, page, browser }) => {
  let site = '';
  const host = await Host.start(assent, () => site, 'analytics');

  // The owner.
  const owner = await Owner.of(assent, page);
  site = await owner.addSite('Bakery', host.origin);
  await owner.addPurpose(site, 'Necessary');
  await owner.fill({ 'Why the site cannot do without it': 'Nobody could stay signed in from one page to the next.' });
  await owner.press('Save');
  await owner.addPurpose(site, 'Statistics');
  await owner.fill({ 'Benefit in English': 'The shelves are filled with what people really buy.' });
  await owner.press('Save');
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await owner.addTracker(site, 'analytics', { Name: 'Visit counter', Provider: 'Bakery Ltd', 'Privacy policy': 'https://www.example.org/privacy' });
  await owner.addPurpose(site, 'Advertising');
  await owner.open(`/sites/${site}/banner`);
  await page.getByLabel('English banner title').fill('May we count your visit?');
  await owner.press('Save');
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await owner.publish(site, 1);
  await owner.open(`/sites/${site}/install`);
  host.head = /<script async src="[^"]+"><\/script>/.exec(await page.getByRole('main').innerText())![0];

  // The visitor refuses: nothing runs, and the tracker is told no.
  const visit = new Visit(assent, await (await browser.newContext()).newPage(), site, host.origin);
  await visit.open();
  await expect(visit.banner).toContainText('May we count your visit?');
  await expect(visit.banner).toContainText('The shelves are filled with what people really buy.');
  const refused = await visit.rejectAll();
  expect(refused).toMatchObject({ status: 201, version: 1 });
  expect(await assent.reasons(site, refused.visitor)).toEqual({ necessary: 'allow necessary', analytics: 'deny refused', ads: 'deny refused' });
  expect(await host.track(assent, site, 'analytics', refused.visitor)).toBe(false);
  await visit.page.reload();
  await expect(visit.reopen).toBeVisible();
  expect(host.asked).not.toContain('/measure.js');

  // The visitor allows measurement: the script runs, and the tracker writes.
  const allowed = await visit.choose('analytics');
  expect(allowed).toMatchObject({ status: 201, version: 1, visitor: refused.visitor });
  await expect(visit.page).toHaveTitle('measured');
  await expect.poll(() => host.hits).toEqual([{ visitor: allowed.visitor, decision: 'allow', because: 'granted' }]);

  // The owner sees the record.
  await owner.open(`/sites/${site}/records?visitor=${allowed.visitor}`);
  const rows = page.getByRole('region', { name: 'Records' }).getByRole('row').filter({ has: page.getByRole('cell') });
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(0)).toContainText('Chose by purpose');
  await expect(rows.nth(0)).toContainText('analytics granted');
  await expect(rows.nth(1)).toContainText('Rejected all');

  // A second version.
  await owner.open(`/sites/${site}/purposes/ads`);
  await owner.fill({ 'Title in English': 'Posters', 'Kept for': '12' });
  await owner.press('Save');
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await owner.publish(site, 2);

  // The old record is still bound to version 1, whose words can still be read.
  await owner.open(`/sites/${site}/records?visitor=${allowed.visitor}`);
  await expect(rows).toHaveCount(2);
  for (const row of await rows.all()) await expect(row.getByRole('link', { name: '1', exact: true })).toHaveAttribute('href', `/sites/${site}/versions/1`);
  await rows.nth(0).getByRole('link', { name: '1', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Version 1');
  await expect(page.getByRole('article').filter({ hasText: 'Advertising' })).toHaveCount(1);
  await expect(page.getByRole('article').filter({ hasText: 'Posters' })).toHaveCount(0);

  // What kept its meaning stays as it was chosen; what changed is asked again.
  const decisions = await assent.decisions(site, allowed.visitor);
  expect(decisions['analytics']).toMatchObject({ decision: 'allow', because: 'granted', version: 1 });
  expect(decisions['ads']).toMatchObject({ decision: 'unknown', because: 'changed' });
  // A browser may keep the snippet for five minutes; one that asks anew has the second version.
  const later = await browser.newContext({ storageState: await visit.page.context().storageState() });
  const again = new Visit(assent, await later.newPage(), site, host.origin);
  await again.open();
  await expect(again.banner).toContainText('Posters');
  const second = await again.acceptAll();
  expect(second).toMatchObject({ version: 2, visitor: allowed.visitor });
  await host.stop();
});
