// A choice applies at once and reaches the server, whatever happens on the way.
import { expect, test } from '../support/test.ts';
import { words, type Visit } from '../support/visit.ts';

test.use({ server: 'delivery' });

/** Delivers each choice, but only after so many milliseconds. */
async function delayChoices(visit: Visit, late: number): Promise<void> {
  await visit.page.route('**/choices', async (route) => {
    await new Promise((later) => setTimeout(later, late));
    await route.continue();
  });
}

test('a tracker that waits for the record loses no hit when the record is two seconds late', async ({ visit, page }) => {
  await delayChoices(visit, 2_000);
  await visit.open();
  const recorded = visit.recorded(() => visit.button(visit.banner, words.acceptAll).click());
  // The choice applies at once to what does not wait for the record.
  await expect(page.locator('#ran tr[data-purpose="ads"]')).toHaveAttribute('data-ran', 'true');
  await expect(page.locator('#ran tr[data-purpose="analytics"]')).toHaveAttribute('data-ran', 'false');
  expect((await recorded).status).toBe(201);
  await expect(page.locator('#ran tr[data-purpose="analytics"]')).toHaveAttribute('data-ran', 'true');
  await expect(page.locator('#server')).toHaveAttribute('data-written', 'true');
});

test('a withdrawal that overtakes the delivery keeps a waiting tag from running', async ({ assent, visit }) => {
  await visit.serve('/waiting', visit.html('<script type="text/plain" data-assent="analytics" data-assent-when="recorded">ran.push("measured")</script>'));
  await delayChoices(visit, 500);
  await visit.open('/waiting');
  const first = visit.recorded(() => visit.button(visit.banner, words.acceptAll).click());
  await visit.turnOff.click();
  const { visitor } = await first;
  await expect.poll(() => assent.reasons('demo', visitor)).toMatchObject({ analytics: 'deny withdrawn' });
  expect(await visit.ran()).toEqual([]);
});

test('choices made one after the other arrive in their order', async ({ assent, visit }) => {
  await delayChoices(visit, 500);
  // No script runs here, so the page is not loaded again.
  await visit.serve('/bare', visit.html(''));
  await visit.open('/bare');
  const first = visit.recorded(() => visit.button(visit.banner, words.acceptAll).click());
  await visit.turnOff.click();
  await visit.reopen.click();
  await visit.purpose('ads').check();
  await visit.button(visit.settings, words.save).click();
  const { visitor } = await first;
  await expect.poll(() => assent.reasons('demo', visitor)).toMatchObject({ preferences: 'deny refused', ads: 'allow granted' });
});

test('a choice made while the server is down applies at once and is delivered on the next page', async ({ assent, visit, page }) => {
  await visit.serve('/down', visit.html('<script type="text/plain" data-assent="ads">ran.push("advert")</script><script type="text/plain" data-assent="ads" data-assent-when="recorded">ran.push("recorded")</script>'));
  await visit.open('/down');
  await assent.stop();
  const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/choices'));
  await visit.button(visit.banner, words.acceptAll).click();
  await failed;
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'accepted');
  await expect.poll(() => visit.ran()).toEqual(['advert']);
  const cookie = await visit.cookie();
  expect(cookie?.decisions).toEqual({ preferences: 'a', analytics: 'a', ads: 'a' });

  await assent.run();
  const record = await visit.recorded(() => page.reload());
  expect(record.status).toBe(201);
  // There is no id before there is a record.
  expect(cookie?.visitor).toBe('');
  await expect.poll(async () => (await visit.cookie())?.visitor).toBe(record.visitor);
  expect(await assent.reasons('demo', record.visitor)).toMatchObject({ ads: 'allow granted' });
  await expect.poll(() => visit.ran()).toEqual(['advert', 'recorded']);
  // What was delivered is not delivered again.
  let again = 0;
  page.on('request', (request) => (again += Number(request.url().endsWith('/choices'))));
  await page.reload();
  await expect.poll(() => visit.ran()).toEqual(['advert', 'recorded']);
  expect(again).toBe(0);
});

test('a choice that the server could not take is tried again on the same page', async ({ assent, visit, page }) => {
  let failures = 1;
  await page.route('**/choices', (route) => (failures-- > 0 ? route.fulfill({ status: 503, headers: { 'access-control-allow-origin': '*' } }) : route.continue()));
  await visit.open();
  const delivered = page.waitForResponse((answer) => answer.url().endsWith('/choices') && answer.status() === 201);
  await visit.button(visit.banner, words.rejectAll).click();
  const { visitor } = (await (await delivered).json()) as { visitor: string };
  expect(await assent.reasons('demo', visitor)).toMatchObject({ ads: 'deny refused' });
});

test('a final no of the server grants nothing and is told once', async ({ visit, page }) => {
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && message.text().includes('assent') && problems.push(message.text()));
  await page.route('**/choices', (route) =>
    route.fulfill({ status: 422, contentType: 'application/problem+json', headers: { 'access-control-allow-origin': '*' }, body: '{"code":"choice_invalid"}' }),
  );
  await visit.open();
  await visit.button(visit.banner, words.acceptAll).click();
  await expect(visit.root).not.toHaveAttribute('data-assent-choice', 'accepted');
  expect(await page.evaluate(() => window.assent!.get('ads')?.decision)).not.toBe('allow');
  expect((await visit.cookie())?.visitor ?? '').toBe('');
  expect(problems).toHaveLength(1);
});

test('a choice goes out without a preflight and without cookies', async ({ visit, page }) => {
  const methods: string[] = [];
  page.on('request', (request) => request.url().includes('/api/') && methods.push(request.method()));
  await visit.open();
  const sent = page.waitForRequest((request) => request.url().endsWith('/choices'));
  await visit.acceptAll();
  const headers = await (await sent).allHeaders();
  expect(headers['content-type']).toMatch(/^text\/plain/);
  expect(headers['cookie']).toBeUndefined();
  expect(methods).not.toContain('OPTIONS');
});

test('two tabs agree: a choice in one closes the banner of the other and runs its tags', async ({ visit }) => {
  await visit.serve('/tab', visit.html('<script type="text/plain" data-assent="ads">ran.push("advert")</script>'));
  const other = await visit.tab();
  await visit.open('/tab');
  await other.open('/tab');
  await visit.acceptAll();
  await expect(other.root).toHaveAttribute('data-assent-state', 'closed');
  await expect(other.root).toHaveAttribute('data-assent-choice', 'accepted');
  await expect.poll(() => other.ran()).toEqual(['advert']);

  const withdrawn = await other.recorded(() => other.turnOff.click());
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'rejected');
  await expect(visit.turnOff).toBeHidden();
  expect(await visit.assent.reasons('demo', withdrawn.visitor)).toMatchObject({ ads: 'deny withdrawn' });
});

test('two tabs are one visitor and record each choice once', async ({ visit }) => {
  const other = await visit.tab();
  await visit.open();
  await other.open();
  const sent: string[] = [];
  visit.page.context().on('request', (request) => {
    if (request.url().endsWith('/choices')) sent.push((JSON.parse(request.postData() ?? '{}') as { id: string }).id);
  });
  const first = await visit.acceptAll();
  await expect(other.root).toHaveAttribute('data-assent-choice', 'accepted');
  const second = await other.choose('ads');
  expect(second.visitor).toBe(first.visitor);
  await visit.page.waitForLoadState('networkidle');
  expect(new Set(sent).size).toBe(sent.length);
  expect(sent).toHaveLength(2);
});

test('cleared storage ends the grants of the visitor that was', async ({ assent, visit, page }) => {
  await visit.open();
  const before = await visit.acceptAll();
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await expect(visit.reopen).toBeVisible();
  const after = await visit.choose('ads');
  expect(after.visitor).not.toBe(before.visitor);
  expect(await assent.reasons('demo', after.visitor)).toMatchObject({ ads: 'allow granted', analytics: 'deny refused' });
  expect(Object.values(await assent.decisions('demo', before.visitor)).filter((it) => it.purpose !== 'necessary' && it.decision === 'allow')).toEqual([]);
});
