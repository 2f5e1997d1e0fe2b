// What code of the page can do: window.assent, assentQueue and the events.
import { expect, test } from '../support/test.ts';
import { words } from '../support/visit.ts';

test.use({ server: 'page-api' });

test('page code that came first is heard once the banner is there', async ({ visit }) => {
  const early = `<script>
    window.assentQueue = window.assentQueue || [];
    assentQueue.push((assent) => ran.push('early ' + assent.get('ads').decision));
    document.addEventListener('assent:ready', () => ran.push('event'));
    </script>`;
  await visit.serve('/queue', visit.html('', { head: early + visit.snippet }));
  await visit.open('/queue');
  await expect.poll(async () => (await visit.ran()).sort()).toEqual(['early unknown', 'event']);
  await visit.page.evaluate(() => window.assentQueue!.push(() => (window as unknown as { ran: string[] }).ran.push('late')));
  expect(await visit.ran()).toContain('late');
});

test('a method can be queued by name', async ({ visit, page }) => {
  await visit.serve('/queue', visit.html('', { head: `<script>window.assentQueue = [['save', { preferences: false, analytics: true, ads: false }]]</script>${visit.snippet}` }));
  const record = await visit.recorded(() => page.goto(`${visit.origin}/queue`));
  expect(record.sent).toMatchObject({ action: 'custom', source: 'api', purposes: { preferences: false, analytics: true, ads: false } });
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'custom');
});

test('get tells every decision and its reason', async ({ visit, page }) => {
  await visit.open();
  expect(await page.evaluate(() => window.assent!.get('necessary'))).toMatchObject({ purpose: 'necessary', decision: 'allow', because: 'necessary' });
  expect(await page.evaluate(() => window.assent!.get('ads'))).toMatchObject({ purpose: 'ads', decision: 'unknown', because: 'no_record' });
  const { visitor } = await visit.choose('analytics');
  const all = await page.evaluate(() => window.assent!.get());
  expect(all.visitor).toBe(visitor);
  expect(all.version).toBe(1);
  expect(Object.fromEntries(all.decisions.map((it) => [it.purpose, `${it.decision} ${it.because}`]))).toEqual({
    necessary: 'allow necessary',
    preferences: 'deny refused',
    analytics: 'allow granted',
    ads: 'deny refused',
  });
});

test('acceptAll, rejectAll, save and withdraw resolve once the choice is recorded', async ({ assent, visit, page }) => {
  // No script runs here, so the page is not loaded again.
  await visit.serve('/bare', visit.html(''));
  await visit.open('/bare');
  const verbs = {
    acceptAll: { preferences: 'allow granted', analytics: 'allow granted', ads: 'allow granted' },
    withdraw: { preferences: 'deny withdrawn', analytics: 'deny withdrawn', ads: 'deny withdrawn' },
    save: { preferences: 'deny refused', analytics: 'deny refused', ads: 'allow granted' },
    rejectAll: { preferences: 'deny refused', analytics: 'deny refused', ads: 'deny withdrawn' },
  } as const;
  for (const [verb, expected] of Object.entries(verbs)) {
    const record = await visit.recorded(() =>
      page.evaluate(
        (name) => (name === 'save' ? window.assent!.save({ preferences: false, analytics: false, ads: true }) : window.assent![name]()),
        verb as keyof typeof verbs,
      ),
    );
    expect(record.sent.source).toBe('api');
    expect(await assent.reasons('demo', record.visitor), verb).toMatchObject(expected);
  }
});

test('the promise waits for the record and the change does not', async ({ visit, page }) => {
  await visit.open();
  const order = await page.evaluate(async () => {
    const heard: string[] = [];
    window.assent!.on('change', () => heard.push('change'));
    window.assent!.on('recorded', () => heard.push('recorded'));
    document.addEventListener('assent:change', () => heard.push('event'));
    const done = window.assent!.acceptAll().then(() => heard.push('resolved'));
    heard.push('returned');
    await done;
    return heard;
  });
  expect(order.indexOf('change')).toBeLessThan(order.indexOf('returned'));
  expect(order.indexOf('event')).toBeLessThan(order.indexOf('returned'));
  expect(order.indexOf('recorded')).toBeGreaterThan(order.indexOf('returned'));
  expect(order).toContain('resolved');
  expect(order.filter((it) => it === 'change')).toHaveLength(1);
  expect(order.filter((it) => it === 'recorded')).toHaveLength(1);
});

test('a listener can be taken off again', async ({ visit, page }) => {
  await visit.open();
  const heard = await page.evaluate(async () => {
    let count = 0;
    const off = window.assent!.on('change', () => count++);
    await window.assent!.acceptAll();
    off();
    await window.assent!.withdraw();
    return count;
  });
  expect(heard).toBe(1);
});

test('show opens the settings', async ({ visit, page }) => {
  await visit.open();
  await visit.rejectAll();
  await page.evaluate(() => window.assent!.show());
  await expect(visit.settings).toBeVisible();
  await visit.button(visit.settings, words.close).click();
  await expect(visit.root).toHaveAttribute('data-assent-state', 'closed');
});

test('a purpose that does not exist cannot be granted', async ({ visit, page }) => {
  await visit.open();
  expect(await page.evaluate(() => window.assent!.get('surveillance'))).toBeUndefined();
  const record = await visit.recorded(() => page.evaluate(() => window.assent!.save({ surveillance: true })));
  expect(record.sent.purposes).toEqual({ preferences: false, analytics: false, ads: false });
  expect(await page.evaluate(() => window.assent!.get('surveillance'))).toBeUndefined();
});

test('ready resolves with the decisions in place', async ({ visit, page }) => {
  await visit.open();
  await visit.acceptAll();
  await page.reload();
  await expect(visit.reopen).toBeVisible();
  expect(await page.evaluate(() => window.assent!.ready.then(() => window.assent!.get('ads')?.decision))).toBe('allow');
});
