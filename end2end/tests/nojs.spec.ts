// The admin UI without JavaScript, and what was typed when something goes wrong.
import { Owner, email, pages, password } from '../support/owner.ts';
import { expect, test } from '../support/test.ts';

test.use({ server: 'nojs', javaScriptEnabled: false });

test('an owner sets up, describes, publishes, looks at records and signs out with plain forms', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  const site = await owner.addSite('Bakery', 'https://bakery.example');
  await owner.page.getByRole('link', { name: 'Describe the purposes' }).click();

  await owner.addPurpose(site, 'Statistics');
  await expect(page).toHaveURL(`${assent.url}/sites/${site}/purposes/analytics?added`);
  await owner.fill({ 'Title in English': 'Counting', 'Kept for': '3' });
  await owner.press('Save');
  await expect(page.getByRole('status')).toHaveText('Saved.');
  await expect(page.getByLabel('Title in English')).toHaveValue('Counting');

  await owner.addTracker(site, 'analytics', { Name: 'Visit counter', Provider: 'Counting Ltd', 'Privacy policy': 'https://counting.example/privacy' });
  await expect(page.getByLabel('Provider', { exact: true })).toHaveValue('Counting Ltd');

  await owner.addPurpose(site, 'Advertising');
  await owner.open(`/sites/${site}/purposes`);
  const titles = page.getByRole('main').getByRole('listitem').getByRole('heading');
  await expect(titles).toHaveText(['Counting', 'Advertising']);
  await owner.press('Move Advertising up');
  await expect(titles).toHaveText(['Advertising', 'Counting']);

  await owner.open(`/sites/${site}/purposes/ads`);
  await page.getByText('Remove this purpose').click();
  await owner.press('Remove now');
  await expect(titles).toHaveText(['Counting']);

  await owner.open(`/sites/${site}/banner`);
  await page.getByRole('checkbox', { name: 'German' }).check();
  await owner.press('Save');
  await expect(page.getByRole('status')).toHaveText('Saved.');
  await expect(page.getByRole('checkbox', { name: 'German' })).toBeChecked();

  // The purpose's own title has no German text yet, so publishing says where to mend it.
  await owner.open(`/sites/${site}/publish`);
  await page.getByRole('link', { name: 'Purpose “Counting”' }).click();
  await owner.fill({ 'Title in German': 'Zählung', 'Description in German': 'Wir zählen Besuche.', 'Benefit in German': 'Fehler fallen früher auf.' });
  await owner.press('Save');
  await owner.publish(site, 1);
  await expect(page).toHaveURL(`${assent.url}/sites/${site}/versions/1?published`);

  await owner.open(`/sites/${site}/records`);
  await expect(page.getByRole('heading', { name: 'Records' })).toBeVisible();

  await owner.open(`/sites/${site}/settings`);
  await owner.press('Take the banner offline');
  await expect(page.getByRole('status')).toHaveText('Saved.');
  expect(await (await fetch(`${assent.url}/b/${site}.js`)).text()).not.toContain('Reject all');
  await owner.press('Bring the banner online');
  expect(await (await fetch(`${assent.url}/b/${site}.js`)).text()).toContain('Reject all');

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(`${assent.url}/sign-in`);
  await page.goto(`${assent.url}/sites/${site}/records`);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await owner.enter('not the password at all');
  await owner.enter();
  await expect(page, 'signing in leads back').toHaveURL(`${assent.url}/sites/${site}/records`);
  await owner.keepSession();
});

test('what is wrong stands beside its field, and nothing typed is lost', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  await owner.open('/sites/new');
  await owner.fill({ 'Name of the site': 'Shop <b>"one"</b>', 'Privacy policy': 'javascript:alert(1)', 'Where the banner runs': 'nonsense\nhttps://shop.example' });
  await owner.press('Add site');
  await expect(page.getByLabel('Name of the site')).toHaveValue('Shop <b>"one"</b>');
  await expect(page.getByLabel('Privacy policy')).toHaveValue('javascript:alert(1)');
  await expect(page.getByLabel('Where the banner runs')).toHaveValue('nonsense\nhttps://shop.example');
  for (const label of ['Who is responsible', 'Privacy policy', 'Where the banner runs']) await expect(page.getByLabel(label)).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Privacy policy')).toHaveAccessibleDescription(/https:\/\//);
});

test('a lost session keeps what was typed, and saving works after signing in again', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  const site = await owner.addSite('Lost', 'https://lost.example');
  await owner.addPurpose(site, 'Statistics');
  const session = await page.context().cookies(assent.url);
  await owner.fill({ 'Title in English': 'Typed with care' });
  await page.context().clearCookies();
  await owner.press('Save');
  await expect(page.getByRole('alert')).toContainText('Your session has ended');
  await expect(page.getByLabel('Title in English')).toHaveValue('Typed with care');
  await page.context().addCookies(session);
  await owner.press('Save');
  await expect(page.getByRole('status')).toHaveText('Saved.');
  await expect(page.getByLabel('Title in English')).toHaveValue('Typed with care');
});

test('the settings of a site survive a lost session as well', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  const site = await owner.addSite('Lost too', 'https://lost.example');
  await owner.open(`/sites/${site}/settings`);
  const session = await page.context().cookies(assent.url);
  await owner.fill({ 'How to reach them': 'a new address' });
  await page.context().clearCookies();
  await owner.press('Save');
  await expect(page.getByRole('alert')).toContainText('Your session has ended');
  await expect(page.getByLabel('How to reach them')).toHaveValue('a new address');
  await page.context().addCookies(session);
  await owner.press('Save');
  await expect(page.getByLabel('How to reach them')).toHaveValue('a new address');
});

test('two people at once: the second is shown both and decides', async ({ assent, browser, page }) => {
  const owner = await Owner.of(assent, page);
  const site = await owner.addSite('Both', 'https://both.example');
  await owner.addPurpose(site, 'Statistics');
  const other = await Owner.of(assent, await (await browser.newContext({ javaScriptEnabled: false })).newPage());
  await other.open(`/sites/${site}/purposes/analytics`);
  await owner.fill({ 'Title in English': 'The first title' });
  await owner.press('Save');
  await expect(page.getByRole('status')).toHaveText('Saved.');

  await other.fill({ 'Title in English': 'The second title' });
  await other.press('Save');
  await expect(other.page.getByRole('alert')).toContainText('Someone else saved a change meanwhile');
  await expect(other.page.getByRole('alert')).toContainText('The first title');
  await expect(other.page.getByLabel('Title in English')).toHaveValue('The second title');
  await page.reload();
  await expect(page.getByLabel('Title in English')).toHaveValue('The first title');

  await other.press('Save');
  await expect(other.page.getByRole('status')).toHaveText('Saved.');
  await page.reload();
  await expect(page.getByLabel('Title in English')).toHaveValue('The second title');
  await other.page.context().close();
});

test('two people at once on the settings: the second is shown both and decides', async ({ assent, browser, page }) => {
  const owner = await Owner.of(assent, page);
  const site = await owner.addSite('Both again', 'https://both.example');
  await owner.open(`/sites/${site}/settings`);
  const other = await Owner.of(assent, await (await browser.newContext({ javaScriptEnabled: false })).newPage());
  await other.open(`/sites/${site}/settings`);
  await owner.fill({ 'Where the banner runs': 'https://first.example' });
  await owner.press('Save');
  await other.fill({ 'Where the banner runs': 'https://second.example' });
  await other.press('Save');
  await expect(other.page.getByRole('alert')).toContainText('Where the banner runs: https://first.example');
  await expect(other.page.getByLabel('Where the banner runs')).toHaveValue('https://second.example');
  await other.press('Save');
  await expect(other.page.getByRole('status')).toHaveText('Saved.');
  await other.page.context().close();
});

test('a wrong password is refused without saying which part was wrong', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  await page.context().clearCookies();
  const said: string[] = [];
  for (const who of [email, 'nobody@example.org']) {
    await owner.signIn(who, 'not the password at all');
    await expect(page.getByLabel('E-mail')).toHaveValue(who);
    said.push(await page.locator('.problem, .notice').allTextContents().then((texts) => texts.join()));
  }
  expect(said[0]).not.toBe('');
  expect(said[0]).toBe(said[1]);
  await owner.signIn(email, password);
  await expect(page).toHaveURL(`${assent.url}/`);
});

test('every page of the admin UI is there without JavaScript and fits a phone', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  await page.setViewportSize({ width: 360, height: 800 });
  for (const path of pages) {
    await owner.open(path);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), `${path} scrolls sideways`).toBeLessThanOrEqual(360);
  }
});
