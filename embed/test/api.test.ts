import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Decision } from '../assent';
import { Page, SERVER, Server, settled } from './browser';

const golden = (name: string) => JSON.parse(readFileSync(`../consent/wire/${name}.json`, 'utf8'));

test('what was queued before runs, and what is pushed later runs at once', async () => {
  const page = new Page();
  const heard: string[] = [];
  (page.window as never as { assentQueue: unknown }).assentQueue = [() => heard.push('early'), ['save', { analytics: true }]];
  page.document.addEventListener('assent:ready', () => heard.push('ready'));
  await page.load();
  (page.window as never as { assentQueue: { push(item: unknown): void } }).assentQueue.push(() => heard.push('late'));
  assert.deepEqual(heard.sort(), ['early', 'late', 'ready']);
  assert.deepEqual(page.server.choices[0].purposes, { analytics: true, ads: false });
  assert.equal(page.server.choices[0].source, 'api');
});

test('a mistake in queued code is reported and keeps nothing else from running', async () => {
  const page = new Page();
  const broken = () => {
    throw new Error('theirs');
  };
  (page.window as never as { assentQueue: unknown }).assentQueue = [broken, ['no such method']];
  await page.load();
  assert.equal(page.errors.length, 2);
  assert.equal(page.root.dataset.assentState, 'banner');
});

test('saving keeps what is not named, and ignores what is not chosen', async () => {
  const page = await new Page().load();
  await page.assent.save({ ads: true });
  await page.assent.save({ analytics: true });
  assert.deepEqual(page.server.choices[1].purposes, { analytics: true, ads: true });
  await page.assent.save({ surveillance: true, necessary: false });
  assert.deepEqual(page.server.choices[2].purposes, { analytics: true, ads: true });
  assert.equal(page.assent.get('surveillance'), undefined);
});

test('a purpose with the name of a built-in is not granted by it', async () => {
  const page = await new Page().load({ purposes: [{ key: 'constructor', kind: 'marketing', same: [[3, 3]] }], html: undefined });
  await page.assent.save({});
  assert.deepEqual(Object.entries(page.server.choices[0].purposes), [['constructor', false]]);
  assert.equal(page.assent.get('constructor')!.decision, 'deny');
});

test('changes are told before the call returns, records after it', async () => {
  const page = await new Page().load();
  const heard: string[] = [];
  page.assent.on('change', (all) => heard.push(`change ${all.decisions[1].because}`));
  const off = page.assent.on('recorded', (answer) => heard.push(`recorded ${answer.record === page.server.choices[0].id}`));
  const done = page.assent.acceptAll();
  heard.push('returned');
  await done;
  off();
  await page.assent.withdraw();
  assert.deepEqual(heard, ['change granted', 'returned', 'recorded true', 'change withdrawn']);
});

test('show opens the settings with the present decisions', async () => {
  const page = await new Page().load();
  await page.assent.save({ ads: true });
  page.assent.show();
  await settled();
  assert.equal(page.root.dataset.assentState, 'settings');
  assert.equal(page.find<HTMLInputElement>('[data-assent-purpose=ads]').checked, true);
  assert.equal(page.find<HTMLInputElement>('[data-assent-purpose=analytics]').checked, false);
  assert.equal(page.find<HTMLInputElement>('[data-assent-purpose=necessary]').checked, true);
});

test('a choice has the members of the golden choice', async () => {
  const page = await new Page().load({ ...golden('content'), html: undefined });
  await page.assent.acceptAll();
  const { replaces: _, ...members } = golden('choice');
  assert.deepEqual(Object.keys(page.server.choices[0]).sort(), Object.keys(members).sort());
});

test('the golden answers mean here what they say', async () => {
  const page = await new Page().load({ ...golden('content'), html: undefined });
  page.server.next = [{ status: 201, body: golden('record-answer') }];
  assert.deepEqual(await page.assent.save({ analytics: true }), golden('record-answer'));
  const plain = ({ purpose, decision, because }: Decision) => ({ purpose, decision, because });
  assert.deepEqual((page.assent.get() as { decisions: Decision[] }).decisions.map(plain), golden('record-answer').decisions.map(plain));
  page.server.next = [{ status: golden('problem').status, body: golden('problem') }];
  await assert.rejects(page.assent.acceptAll(), /choice_invalid/);
});

test('the offline content of the server is taken', async () => {
  const page = await new Page().load({ ...golden('content-offline'), html: undefined, css: undefined });
  assert.equal(page.assent.get('necessary')!.decision, 'allow');
  assert.equal(page.assent.get('ads')!.because, 'not_asked');
});

test('the visitor’s own page gets the key in a POST body, and no query of this page', async () => {
  const page = await new Page().load();
  page.press('accept-all');
  await settled();
  page.assent.show();
  await settled();
  const form = page.find<HTMLFormElement>('form');
  form.addEventListener('submit', (event) => event.preventDefault());
  form.requestSubmit();
  assert.equal(form.method, 'post');
  assert.equal(form.getAttribute('action'), `${SERVER}/you/demo`);
  assert.equal(form.querySelector<HTMLInputElement>('[name=key]')!.value, page.storage.getItem('assent_demo.key'));
  assert.equal(form.querySelector<HTMLInputElement>('[name=return]')!.value, 'https://shop.example/plants');
});

test('without a choice no key leaves the page', async () => {
  const page = await new Page().load();
  page.assent.show();
  await settled();
  const form = page.find<HTMLFormElement>('form');
  form.addEventListener('submit', (event) => event.preventDefault());
  form.requestSubmit();
  assert.equal(form.method, 'get');
  assert.equal(form.querySelector<HTMLInputElement>('[name=key]')!.disabled, true);
});

test('what was changed on the visitor’s own page is taken over on focus', async () => {
  const page = await new Page(new Server()).load();
  await page.assent.acceptAll();
  page.assent.show();
  await settled();
  const form = page.find<HTMLFormElement>('form');
  form.addEventListener('submit', (event) => event.preventDefault());
  form.requestSubmit();
  const recorded = (codes: string) => (page.server.record.cookie = `1.3.${Date.now()}.${codes}`);
  recorded(`analytics:a|ads:w.${page.cookie.slice(-22)}`);
  page.event('focus');
  await settled();
  assert.deepEqual(page.reasons(), { necessary: 'necessary', analytics: 'granted', ads: 'withdrawn' });
  assert.equal(page.cookie, page.server.record.cookie);
  assert.equal(page.server.urls.at(-1), `POST ${SERVER}/api/v1/sites/demo/visitor/cookie`);
  recorded('analytics:w|ads:r.');
  page.event('focus');
  await settled();
  assert.deepEqual(page.reasons(), { necessary: 'necessary', analytics: 'withdrawn', ads: 'refused' });
});

test('what was changed on the visitor’s own page is taken over by the next page', async () => {
  const first = await new Page().load();
  await first.assent.acceptAll();
  first.storage.setItem('assent_demo.you', `${Date.now()}`);
  first.server.record.cookie = `1.3.${Date.now()}.analytics:w|ads:w.`;
  const page = await first.next().load();
  assert.deepEqual(page.reasons(), { necessary: 'necessary', analytics: 'withdrawn', ads: 'withdrawn' });
});

test('what is as it was on the visitor’s own page is no change', async () => {
  const page = await new Page().load();
  await page.assent.acceptAll();
  const { cookie } = page;
  let changes = 0;
  page.assent.on('change', () => changes++);
  page.storage.setItem('assent_demo.you', `${Date.now()}`);
  page.server.record.cookie = cookie.replace(/\d{13}/, `${Date.now() - 5000}`);
  page.event('focus');
  await settled();
  assert.deepEqual([page.cookie, changes], [cookie, 0]);
});

test('only the window’s own focus asks what was changed elsewhere', async () => {
  const page = await new Page(new Server(), '<input>').load();
  await page.assent.acceptAll();
  page.storage.setItem('assent_demo.you', `${Date.now()}`);
  const asked = page.server.urls.length;
  page.find('input').dispatchEvent(new (page.window as never as { Event: typeof Event }).Event('focus'));
  await settled();
  assert.equal(page.server.urls.length, asked);
  page.event('focus');
  await settled();
  assert.equal(page.server.urls.length, asked + 1);
});

test('after an hour nothing more is taken over', async () => {
  const page = await new Page().load();
  await page.assent.acceptAll();
  page.storage.setItem('assent_demo.you', `${Date.now() - 3_700_000}`);
  page.event('focus');
  await settled();
  const asked = page.server.urls.length;
  page.event('focus');
  await settled();
  assert.equal(page.server.urls.length, asked);
});

test('a withdrawal in another tab, while this one asks what was changed, is not undone by the answer', async () => {
  const page = await new Page().load();
  await page.assent.acceptAll();
  page.storage.setItem('assent_demo.you', `${Date.now()}`);
  page.server.record.cookie = `1.3.${Date.now()}.analytics:a|ads:r.${page.cookie.slice(-22)}`;
  page.event('focus');
  page.document.cookie = `assent_demo=1.3.${Date.now() + 5}.analytics:w|ads:w.;path=/`;
  await settled();
  assert.equal(page.reasons().analytics, 'withdrawn');
});

test('an erased visitor is asked again', async () => {
  const page = await new Page().load();
  await page.assent.acceptAll();
  page.storage.setItem('assent_demo.you', `${Date.now()}`);
  page.event('focus');
  await settled();
  assert.equal(page.cookie, '');
  assert.equal(page.root.dataset.assentState, 'banner');
});

test('a server that fails while re-reading changes nothing', async () => {
  const page = await new Page().load();
  await page.assent.acceptAll();
  page.storage.setItem('assent_demo.you', `${Date.now()}`);
  page.server.record = { status: 500, cookie: '{"code":"internal"}' };
  page.event('focus');
  await settled();
  assert.equal(page.reasons().ads, 'granted');
});
