import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Page, settled } from './browser';

test('choices are sent one after the other in the order of the clicks', async () => {
  const page = await new Page().load();
  page.server.next = [0, 500, { status: 429, retryAfter: '1' }, 201, 201, 201];
  const all = [page.assent.acceptAll(), page.assent.rejectAll(), page.assent.withdraw()];
  await Promise.all(all);
  const actions = page.server.choices.map((choice) => choice.action);
  assert.deepEqual(actions, ['accept_all', 'accept_all', 'accept_all', 'accept_all', 'reject_all', 'withdraw']);
  const ids = page.server.choices.map((choice) => choice.id);
  assert.equal(new Set(ids).size, 3);
  assert.deepEqual([...ids].sort(), ids);
});

test('what could not be sent waits for the next page', async () => {
  const first = await new Page().load();
  first.server.next = [0];
  first.press('accept-all');
  await settled();
  assert.equal(first.find('aside>span').textContent, 'pending');
  assert.equal(first.reasons().ads, 'granted');
  const page = await first.next().load();
  await settled();
  const sent = page.server.choices.at(-1)!;
  assert.equal(sent.id, first.server.choices[0].id);
  assert.ok(sent.age_ms >= first.server.choices[0].age_ms);
  assert.equal(page.storage.getItem('assent_demo.outbox'), '[]');
});

test('the network’s return sends at once', async () => {
  const page = await new Page().load();
  page.server.next = [0, 0, 0, 0];
  page.press('reject-all');
  await settled();
  page.server.next = [];
  page.event('online');
  await settled();
  assert.equal(page.storage.getItem('assent_demo.outbox'), '[]');
});

for (const status of [400, 403, 404, 409, 413, 422]) {
  test(`a grant that the server refuses with ${status} is taken back and said once`, async () => {
    const page = await new Page().load();
    page.server.next = [{ status, body: { code: 'choice_invalid' } }];
    const delivery = page.assent.acceptAll();
    assert.equal(page.reasons().ads, 'granted');
    await assert.rejects(delivery, /choice_invalid/);
    assert.equal(page.cookie, '');
    assert.equal(page.reasons().ads, 'no_record');
    assert.equal(page.server.choices.length, 1);
    assert.equal(page.errors.length, 1);
    assert.match(page.errors[0], new RegExp(`${status}`));
  });
}

test('a refusal holds even if the server refuses it', async () => {
  const page = await new Page().load();
  page.server.next = [403];
  await assert.rejects(page.assent.rejectAll());
  assert.equal(page.reasons().ads, 'refused');
  assert.equal(page.root.dataset.assentState, 'closed');
});

test('a late refusal by the server does not touch a newer choice', async () => {
  const page = await new Page().load();
  page.server.next = [422, 201];
  page.assent.acceptAll().catch(() => {});
  await page.assent.save({ analytics: true });
  assert.deepEqual(page.reasons(), { necessary: 'necessary', analytics: 'granted', ads: 'granted' });
});

test('a repeat that the server knows is as good as new', async () => {
  const page = await new Page().load();
  page.server.next = [200];
  const recorded = await page.assent.acceptAll();
  assert.equal(recorded.record, page.server.choices[0].id);
});

test('garbage in the outbox does not keep a choice from being sent', async () => {
  const page = new Page();
  page.storage.setItem('assent_demo.outbox', '{"nonsense');
  await page.load();
  await page.assent.rejectAll();
  assert.equal(page.server.choices.length, 1);
});

for (const garbage of ['null', '{}', '[null]', '[{}]', '[{"at":1,"choice":{}}]', '7']) {
  test(`an outbox of ${garbage} keeps nothing from working`, async () => {
    const page = new Page();
    page.storage.setItem('assent_demo.outbox', garbage);
    await page.load();
    assert.equal(page.root.dataset.assentState, 'banner');
    await page.assent.rejectAll();
    assert.equal(page.server.choices.length, 1);
  });
}

test('where the server takes an earlier choice for the newest, the last one is sent once more', async () => {
  const page = await new Page().load();
  await page.assent.acceptAll();
  const still = { record: 'x', visitor: 'N0cI__dxndWXnsh11WzSKA', decisions: [{ purpose: 'necessary', decision: 'allow' }, { purpose: 'ads', decision: 'allow' }] };
  page.server.next = [{ status: 201, body: still }, { status: 201, body: still }];
  await page.assent.withdraw();
  await settled();
  assert.deepEqual(page.server.choices.map(({ action }) => action), ['accept_all', 'withdraw', 'withdraw']);
  assert.equal(new Set(page.server.choices.map(({ id }) => id)).size, 3);
  assert.ok(page.server.choices[2].age_ms < 1000);
  assert.equal(page.reasons().ads, 'withdrawn');
});

test('a refusal that waited for months is sent as old as the server takes it, a grant as old as it is', async () => {
  const first = new Page();
  first.server.next = [0];
  await first.load();
  first.press('reject-all');
  await settled();
  const waited = JSON.parse(first.storage.getItem('assent_demo.outbox')!);
  const at = Date.now() - 60 * 86_400_000;
  for (const [purposes, oldest] of [[{ analytics: false, ads: false }, 30], [{ analytics: true, ads: false }, 60]] as const) {
    first.storage.setItem('assent_demo.outbox', JSON.stringify([{ at, choice: { ...waited[0].choice, purposes } }]));
    const page = await first.next().load();
    // The first page may try again meanwhile.
    const ages = page.server.choices.map(({ age_ms }) => age_ms);
    assert.equal(Math.round(Math.max(...ages) / 86_400_000), oldest);
  }
});
