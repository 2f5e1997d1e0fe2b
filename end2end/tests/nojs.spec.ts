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
  await page.getByRole('link', { name: 'Purpose “Counting”' }).first().click();
  await owner.fill({ 'Title in German': 'Zählung', 'Description in German': 'Wir zählen, welche Seiten besucht werden.', 'Benefit in German': 'Fehler fallen früher auf.' });
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

test('a number that cannot be kept stands in its field with what is wrong, and nothing is saved', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  const site = await owner.addSite('Numbers', 'https://numbers.example');
  await owner.addPurpose(site, 'Statistics');
  for (const typed of ['1.5', '99999999999']) {
    await owner.fill({ 'Kept for': typed });
    await owner.press('Save');
    await expect(page.getByRole('alert')).toContainText('Some fields need another look.');
    await expect(page.getByLabel('Kept for')).toHaveValue(typed);
    await expect(page.getByLabel('Kept for')).toHaveAccessibleDescription(/Write a whole number/);
  }
  await owner.fill({ 'Kept for': '13' });
  await owner.press('Save');
  await expect(page.getByRole('status')).toHaveText('Saved.');
  await expect(page.getByLabel('Kept for')).toHaveValue('13');
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
  await expect(page.getByRole('heading', { name: 'Trackers' })).toBeHidden();
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

test('a tracker with its rows, banner texts and a new site survive a lost session too', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  const site = await owner.addSite('Lost again', 'https://lost.example');
  await owner.addPurpose(site, 'Statistics');
  const session = await page.context().cookies(assent.url);
  /** Presses a button without a session and with it again; in between, everything is still there. */
  const pressTwice = async (button: string, fields: Record<string, string>) => {
    await owner.fill(fields);
    await page.context().clearCookies();
    await owner.press(button);
    await expect(page.getByRole('alert')).toContainText('Your session has ended');
    for (const [label, value] of Object.entries(fields)) await expect(page.getByLabel(label, { exact: true })).toHaveValue(value);
    await page.context().addCookies(session);
    await owner.press(button);
  };

  await owner.open(`/sites/${site}/purposes/analytics/trackers/new`);
  await owner.press('Add a cookie or stored item');
  await page.getByLabel('Unit').selectOption('Months');
  const tracker = { Name: 'Visit counter', Provider: 'Counting Ltd', 'Item name': '_visit', 'Kept for': '13', Addresses: 'https://counting.example/*\nhttps://*.counting.example/*' };
  await pressTwice('Save', tracker);
  await expect(page.getByRole('status')).toHaveText('Saved.');
  for (const [label, value] of Object.entries(tracker)) await expect(page.getByLabel(label, { exact: true })).toHaveValue(value);
  await expect(page.getByLabel('Unit')).toHaveValue('months');

  await owner.open(`/sites/${site}/banner`);
  const texts = { 'English banner title': 'Typed <with> "care"', 'English words before the benefits': 'Your gain:' };
  await pressTwice('Save', texts);
  await expect(page.getByRole('status')).toHaveText('Saved.');
  await expect(page.getByLabel('English banner title')).toHaveValue(texts['English banner title']);

  await owner.open('/sites/new');
  await pressTwice('Add site', {
    'Name of the site': 'Typed before it was lost',
    'Who is responsible': 'Lost Ltd',
    'How to reach them': 'privacy@lost.example',
    'Privacy policy': 'https://lost.example/privacy',
    'Where the banner runs': 'https://one.example\nhttps://two.example',
  });
  await expect(page).toHaveURL(/\/sites\/(?!new)\w+$/);
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

test('two people at once on a tracker and on banner texts: what is stored is told, what was typed is kept', async ({ assent, browser, page }) => {
  const owner = await Owner.of(assent, page);
  const site = await owner.addSite('Both again', 'https://both.example');
  await owner.addPurpose(site, 'Statistics');
  await owner.addTracker(site, 'analytics', { Name: 'Visit counter', Provider: 'Counting Ltd' });
  const tracker = new URL(page.url()).pathname;
  const other = await Owner.of(assent, await (await browser.newContext({ javaScriptEnabled: false })).newPage());
  for (const [path, label] of [
    [tracker, 'Provider'],
    [`/sites/${site}/banner`, 'English banner title'],
  ] as const) {
    await owner.open(path);
    await other.open(path);
    await owner.fill({ [label]: 'What the first typed' });
    await owner.press('Save');
    await expect(page.getByRole('status')).toHaveText('Saved.');
    const field = other.page.getByLabel(label, { exact: true });
    await other.fill({ [label]: 'What the second typed' });
    await other.press('Save');
    await expect(other.page.getByRole('alert')).toContainText('Someone else saved a change meanwhile');
    await expect(other.page.getByRole('alert')).toContainText('What the first typed');
    await expect(field).toHaveValue('What the second typed');
    await page.reload();
    await expect(page.getByLabel(label, { exact: true })).toHaveValue('What the first typed');
    await other.press('Save');
    await expect(other.page.getByRole('status')).toHaveText('Saved.');
    await expect(field).toHaveValue('What the second typed');
  }
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

test('every page of the admin UI is there without JavaScript and fits a phone and a wide screen', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  for (const width of [360, 1920]) {
    await page.setViewportSize({ width, height: 800 });
    for (const path of pages) {
      await owner.open(path);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), `${path} scrolls sideways`).toBeLessThanOrEqual(width);
    }
  }
});
