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
