// The honesty check in the admin UI: findings beside the field while one types, a list with a score, mends and reasons.
import { violations } from '../support/axe.ts';
import { Owner } from '../support/owner.ts';
import { expect, test } from '../support/test.ts';

test.use({ server: 'honesty' });
test.describe.configure({ mode: 'serial' });

test('a finding stands beside its field while one types, and goes with what caused it', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  await owner.open('/sites/demo/banner');
  const label = page.getByLabel('English text of the reject button');
  const problem = page.getByText('puts the question off');
  await owner.typeUntil(label, 'Maybe later', async () => await expect(problem).toBeVisible({ timeout: 2000 }));
  await expect(label).toHaveAttribute('aria-invalid', 'true');
  await label.fill('Refuse all');
  await expect(problem).toHaveCount(0);
  await owner.open('/sites/demo/purposes/ads');
  const benefit = page.getByLabel('Benefit in English');
  await owner.typeUntil(benefit, 'It increases our revenue and helps our partners.', async () => await expect(page.locator('#benefit\\.en-problem')).toContainText('our', { timeout: 2000 }));
});

test('the list says what and why, an error blocks, a press mends, and a warning wants a reason', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  await owner.open('/sites/demo/publish');
  await expect(page.getByText('100 of 100')).toBeVisible();
  await owner.open('/sites/demo/banner');
  await page.getByLabel('English text of the reject button').fill('Maybe later');
  await page.getByLabel('English banner text').fill('{controller} would like to collect data about your visit. Hurry up: this is your last chance!');
  await owner.press('Save');
  await owner.open('/sites/demo/publish');
  await expect(page.getByText('80 of 100')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Publish version/ })).toHaveCount(0);
  expect(await violations(page)).toEqual([]);
  await page.getByRole('listitem').filter({ hasText: 'Error' }).getByRole('button', { name: 'Use the shipped text in English' }).click();
  await expect(page.getByText('95 of 100')).toBeVisible();
  await page.getByRole('button', { name: 'Publish version 2' }).click();
  await expect(page.getByText('Mend it, or say in a sentence why it stays.')).toBeVisible();
  await page.getByLabel('Why it stays all the same').fill('The sale really does end tonight.');
  await page.getByRole('button', { name: 'Publish version 2' }).click();
  await expect(page).toHaveURL(/\/versions\/2\?published$/);
  await page.getByRole('link', { name: 'The page about it that everybody can see' }).click();
  await expect(page.getByText('The sale really does end tonight.')).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test('which rules apply is chosen by ticks, and the preview shows what visitors there see', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  await owner.open('/sites/demo/places');
  await expect(page.getByRole('row').filter({ hasText: 'California' })).toContainText('Runs until they object');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('checkbox', { name: 'Switzerland' }).check();
  await owner.press('Save');
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  const opened = page.context().waitForEvent('page');
  await page.getByRole('row').filter({ hasText: 'Switzerland' }).getByRole('link').click();
  const preview = await opened;
  await expect(preview.getByRole('heading', { name: 'What your data is used for' })).toBeVisible();
});
