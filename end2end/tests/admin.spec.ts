// The admin UI as its islands make it: checks while typing, the live preview, moving purposes at once.
import type { Page } from '@playwright/test';
import { Owner, password } from '../support/owner.ts';
import { expect, test } from '../support/test.ts';
import { Visit } from '../support/visit.ts';

test.use({ server: 'admin' });

test('a problem stands beside its field while one types, and goes when it is mended', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  await owner.open('/sites/new');
  const policy = page.getByLabel('Privacy policy');
  await owner.typeUntil(policy, 'example', () => expect(policy).toHaveAttribute('aria-invalid', 'true', { timeout: 500 }));
  await expect(policy).toHaveAccessibleDescription(/https/);
  await expect(page.getByLabel('Who is responsible')).not.toHaveAttribute('aria-invalid', 'true');
  await policy.fill('https://www.example.org/privacy');
  await expect(policy).not.toHaveAttribute('aria-invalid', 'true');
});

test('a purpose is checked while one types', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  const site = await owner.addSite('Checks', 'https://checks.example');
  await owner.addPurpose(site, 'Statistics');
  const title = page.getByLabel('Title in English');
  await owner.typeUntil(title, '', () => expect(title).toHaveAttribute('aria-invalid', 'true', { timeout: 500 }));
  await title.fill('x'.repeat(61));
  await expect(title).toHaveAttribute('aria-invalid', 'true');
  await title.fill('Counting');
  await expect(title).not.toHaveAttribute('aria-invalid', 'true');
});

test('the live preview is the real banner and changes as one types', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  const site = await owner.addSite('Preview', 'https://preview.example');
  await owner.addPurpose(site, 'Statistics');
  await owner.open(`/sites/${site}/banner`);
  const preview = page.frameLocator('iframe[title="Preview of the banner"]');
  const heading = preview.getByRole('heading', { level: 2 }).first();
  await expect(heading).toHaveText('Your choice about your data');
  await page.getByLabel('English banner title').fill('Crumbs & <b>cookies</b>');
  await expect(heading).toHaveText('Crumbs & <b>cookies</b>');

  await page.getByRole('button', { name: 'Settings layer' }).click();
  await expect(preview.getByRole('checkbox', { name: 'Statistics' })).toBeVisible();
  await page.getByRole('button', { name: 'First layer' }).click();

  const wide = (await page.locator('iframe').boundingBox())!.width;
  await page.getByRole('button', { name: 'Phone' }).click();
  expect((await page.locator('iframe').boundingBox())!.width).toBeLessThan(wide);
  await page.getByRole('button', { name: 'Phone' }).click();

  await page.getByRole('radio', { name: 'Modal' }).check();
  await expect(preview.locator('#assent-root')).toHaveAttribute('data-assent-layout', 'modal');

  const ground = page.getByLabel('Ground', { exact: true }).first();
  await ground.fill('#123456');
  await expect(preview.locator('[data-assent-layer="banner"]')).toHaveCSS('background-color', 'rgb(18, 52, 86)');
  // Dark on dark: the text is what cannot be read.
  await expect(page.getByLabel('Text', { exact: true }).first()).toHaveAccessibleDescription(/contrast/);

  await page.getByRole('checkbox', { name: 'Arabic' }).check();
  await page.getByLabel('Language of the preview').selectOption('ar');
  await expect(preview.locator('#assent-root')).toHaveAttribute('dir', 'rtl');
});

test('a colour that is typed before the page has started is kept, and the picker follows it', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  const site = await owner.addSite('Colours', 'https://colours.example');
  let start = () => {};
  const held = new Promise<void>((done) => (start = done));
  await page.route('**/pkg/assent_bg.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await owner.open(`/sites/${site}/banner`);
  const light = page.getByRole('group', { name: 'On light pages' });
  const [field, picker] = [light.getByLabel('Buttons', { exact: true }), light.getByLabel('Pick: Buttons')];
  await field.fill('#123456');
  start();
  await expect(picker).toHaveValue('#123456');
  await expect(field).toHaveValue('#123456');
  await picker.fill('#204060');
  await expect(field).toHaveValue('#204060');
  await owner.press('Save');
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await expect(field).toHaveValue('#204060');
});

test('the preview of a purpose follows its words', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  const site = await owner.addSite('Words', 'https://words.example');
  await owner.addPurpose(site, 'Advertising');
  const preview = page.frameLocator('iframe[title="Preview of the banner"]');
  await expect(preview.locator('[data-assent-layer="banner"]')).toBeVisible();
  await page.getByLabel('Title in English').fill('Posters');
  await expect(preview.locator('#assent-root')).toContainText('Posters');
});

test('a purpose moves at once, and stays where it was put', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  const site = await owner.addSite('Order', 'https://order.example');
  for (const template of ['Statistics', 'Preferences', 'Advertising']) await owner.addPurpose(site, template);
  await owner.open(`/sites/${site}/purposes`);
  const titles = page.getByRole('main').getByRole('listitem').getByRole('heading');
  await page.getByRole('button', { name: 'Move Advertising up' }).click();
  await expect(titles).toHaveText(['Statistics', 'Advertising', 'Preferences']);
  await page.getByRole('button', { name: 'Move Advertising up' }).click();
  await expect(titles).toHaveText(['Advertising', 'Statistics', 'Preferences']);
  await page.reload();
  await expect(titles).toHaveText(['Advertising', 'Statistics', 'Preferences']);
});

test('history keeps every version, and restoring one brings its words back into the draft', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  const site = await owner.addSite('History', 'https://history.example');
  await owner.addPurpose(site, 'Statistics');
  await owner.publish(site, 1);
  await owner.open(`/sites/${site}/purposes/analytics`);
  await page.getByLabel('Title in English').fill('Counting');
  await owner.press('Save');
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await owner.open(`/sites/${site}`);
  await expect(page.getByText('Draft differs')).toBeVisible();
  const changes = await owner.publish(site, 2);
  expect(changes.join()).toContain('Counting');

  await owner.open(`/sites/${site}/versions`);
  const rows = page.getByRole('row').filter({ has: page.getByRole('link', { name: /^Version/ }) });
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('Live');
  await page.getByRole('link', { name: 'Version 1' }).click();
  await expect(page.getByRole('main')).toContainText('Statistics');
  await owner.press('Restore into the draft');
  await expect(page.getByRole('status').first()).toContainText('The draft says again what that version said');
  await owner.open(`/sites/${site}/purposes/analytics`);
  await expect(page.getByLabel('Title in English')).toHaveValue('Statistics');
  await owner.publish(site, 3);
});

test('the install page gives the snippet and tells when it was seen', async ({ assent, page, browser }) => {
  const owner = await Owner.of(assent, page);
  await owner.open('/sites/demo/install');
  const main = page.getByRole('main');
  await expect(main).toContainText(`<script async src="${assent.url}/b/demo.js"></script>`);
  await expect(main).toContainText(`<a href="${assent.url}/you/demo">`);
  await expect(main).toContainText('data-assent="analytics"');
  await expect(main).toContainText(`<iframe data-assent="preferences" data-src="PUT THE WHOLE ADDRESS HERE: http://localhost:*/embed/film"`);
  const visit = new Visit(assent, await browser.newPage());
  await visit.open();
  await visit.rejectAll();
  await page.reload();
  await expect(main).toContainText(assent.shop);
  await visit.page.context().close();
});

test('records are shown, found by visitor and downloaded as a table', async ({ assent, page, browser }) => {
  const visit = new Visit(assent, await browser.newPage());
  await visit.open();
  const { visitor } = await visit.choose('analytics');
  // A script has run, so the page is loaded again; a browser that is closed meanwhile may never say that it is.
  const loaded = visit.page.waitForEvent('load');
  await visit.recorded(() => visit.turnOff.click());
  await loaded;
  await visit.page.context().close();

  const owner = await Owner.of(assent, page);
  await owner.open('/sites/demo/records');
  const rows = page.getByRole('region', { name: 'Records' }).getByRole('row').filter({ has: page.getByRole('cell') });
  await expect(rows.nth(0)).toContainText('Withdrew');
  await expect(rows.nth(1)).toContainText('Chose by purpose');
  await page.getByLabel('Visitor id').fill(visitor);
  await page.getByRole('button', { name: 'Find' }).click();
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText('analytics granted');
  await expect(page.getByRole('img').first()).toBeVisible();

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download as CSV' }).click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await download).createReadStream()) chunks.push(chunk as Buffer);
  const lines = Buffer.concat(chunks).toString().trim().split('\r\n');
  expect(lines.length).toBeGreaterThanOrEqual(3);
  expect(lines.filter((line) => line.includes(visitor))).toHaveLength(2);
});

test('a preview link shows the draft to people without an account, until it is ended', async ({ assent, page, browser }) => {
  const owner = await Owner.of(assent, page);
  const site = await owner.addSite('Shared', 'https://shared.example');
  await owner.addPurpose(site, 'Statistics');
  await owner.open(`/sites/${site}/settings`);
  await owner.press('Make a link');
  const link = (await page.locator('#preview a.code').getAttribute('href'))!;
  const stranger = await (await browser.newContext()).newPage();
  expect((await stranger.goto(link))?.status()).toBe(200);
  await expect(stranger.getByRole('dialog')).toContainText('Statistics');
  expect((await stranger.goto(link.replace(/token=\w{4}/, 'token=0000')))?.status()).not.toBe(200);
  await owner.press('End the link');
  await expect(page.getByRole('button', { name: 'Make a link' })).toBeVisible();
  expect((await stranger.goto(link))?.status()).not.toBe(200);
  await stranger.context().close();
});

test('nobody sees the site of another member, and an auditor only looks', async ({ assent, page, browser }) => {
  const owner = await Owner.of(assent, page);
  const site = await owner.addSite('Private', 'https://private.example');
  await owner.addPurpose(site, 'Statistics');
  await assent.command(['user', 'add', '--email', 'stranger@example.org'], `${password}\n`);
  await assent.command(['user', 'add', '--email', 'auditor@example.org', '--site', site, '--role', 'auditor'], `${password}\n`);

  const stranger = new Owner(assent, await (await browser.newContext()).newPage());
  await stranger.signIn('stranger@example.org');
  await expect(stranger.page).toHaveURL(`${assent.url}/`);
  await expect(stranger.page.getByText('Private')).toHaveCount(0);
  for (const path of ['', '/settings', '/purposes', '/purposes/analytics', '/banner', '/publish', '/versions', '/install', '/records', '/records.csv']) {
    const answer = await stranger.page.request.get(`${assent.url}/sites/${site}${path}`);
    expect(answer.status(), path).toBe(404);
    expect(await answer.text()).not.toContain('Private');
  }
  const own = await stranger.addSite('Own', 'https://own.example');
  await stranger.open(`/sites/${own}`);

  const auditor = new Owner(assent, await (await browser.newContext()).newPage());
  await auditor.signIn('auditor@example.org');
  await expect(auditor.page.getByRole('link', { name: 'Private' })).toBeVisible();
  await auditor.open(`/sites/${site}/purposes/analytics`);
  await expect(auditor.page.getByRole('button', { name: 'Save' })).toHaveCount(0);
  await auditor.open(`/sites/${site}/settings`);
  await expect(auditor.page.getByRole('main').getByRole('button')).toHaveCount(0);
  for (const visitor of [stranger, auditor]) await visitor.page.context().close();
});

test('a changed password counts at once and ends the other sessions', async ({ assent, page, browser }) => {
  await assent.command(['user', 'add', '--email', 'changer@example.org'], `${password}\n`);
  const changer = new Owner(assent, page);
  await changer.signIn('changer@example.org');
  const elsewhere = new Owner(assent, await (await browser.newContext()).newPage());
  await elsewhere.signIn('changer@example.org');
  await expect(elsewhere.page).toHaveURL(`${assent.url}/`);

  await changer.open('/account');
  await changer.fill({ 'Present password': 'something else entirely', 'New password': 'another long sentence of mine' });
  await changer.press('Change password');
  await expect(page.getByLabel('Present password')).toHaveAttribute('aria-invalid', 'true');
  await changer.fill({ 'Present password': password, 'New password': 'another long sentence of mine' });
  await changer.press('Change password');
  await expect(page.getByRole('status')).toHaveText('Saved.');

  await elsewhere.page.goto(`${assent.url}/account`);
  await expect(elsewhere.page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await elsewhere.signIn('changer@example.org', password);
  await expect(elsewhere.page.locator('.problem')).toBeVisible();
  await elsewhere.signIn('changer@example.org', 'another long sentence of mine');
  await expect(elsewhere.page).toHaveURL(`${assent.url}/`);
  await elsewhere.page.context().close();
});

test('the set-up link works once', async ({ assent, page }) => {
  await Owner.of(assent, page);
  expect((await page.goto(assent.setUpLink))?.status()).toBe(404);
});

test('a lost session is told in the same words with JavaScript and without', async ({ assent, page, browser }) => {
  const owner = await Owner.of(assent, page);
  const site = await owner.addSite('Words again', 'https://words.example');
  await owner.addPurpose(site, 'Statistics');
  await owner.addPurpose(site, 'Advertising');
  const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await plain.context().addCookies(await page.context().cookies(assent.url));
  const session = await page.context().cookies(assent.url);
  const main = (of: Page) => of.getByRole('main');
  for (const of of [page, plain]) {
    await of.goto(`${assent.url}/sites/${site}/purposes/analytics`);
    await of.context().clearCookies();
    await of.getByLabel('Title in English').fill('Typed with care');
    await main(of).getByRole('button', { name: 'Save', exact: true }).click();
    await expect(of.getByLabel('Title in English')).toHaveValue('Typed with care');
  }
  await expect(page.getByRole('alert')).toHaveText((await plain.getByRole('alert').textContent())!);
  for (const path of ['/sign-in', `/sites/${site}/purposes`]) {
    for (const of of [page, plain]) await of.goto(`${assent.url}${path}`);
    expect(await main(page).innerText(), path).toBe(await main(plain).innerText());
  }

  // A button that works at once with JavaScript leads to the same page as its form.
  await page.context().addCookies(session);
  await owner.open(`/sites/${site}/purposes`);
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Move Advertising up' }).click();
  await expect(main(page).getByRole('heading', { name: 'Please sign in.' })).toBeVisible();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await owner.enter();
  await expect(page).toHaveURL(`${assent.url}/sites/${site}/purposes`);
  await owner.keepSession();
  await plain.context().close();
});
