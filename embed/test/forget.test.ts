import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONTENT, Page, Server, settled } from './browser';

const purposes = [
  CONTENT.purposes[0],
  { ...CONTENT.purposes[1], items: { c: '_stat|_stat_.*', l: 'stat\\..*', s: 'stat', d: 'stat\\-db' } },
  { ...CONTENT.purposes[2], items: { c: '_ads|shared|.*\\.tag' } },
];

/** A page on which trackers have left their things. */
function littered(body = ''): Page {
  const page = new Page(new Server(), body);
  for (const name of ['_stat', '_stat_42', '_ads', 'shared', 'a.tag', 'atag', '_statistics', 'basket']) page.document.cookie = `${name}=1;path=/`;
  for (const name of ['stat.a', 'stata', 'other']) page.storage.setItem(name, '1');
  page.window.sessionStorage.setItem('stat', '1');
  page.databases.push('stat-db', 'shop-db');
  return page;
}

const names = (page: Page) =>
  page.document.cookie
    .split('; ')
    .map((cookie) => cookie.split('=')[0])
    .filter((name) => !name.startsWith('assent'))
    .sort();

test('what is listed for purposes that are not allowed is deleted once anything was decided, by name and by pattern, and nothing else', async () => {
  const page = await littered().load({ purposes, extras: ['databases'] });
  assert.ok(names(page).includes('_ads'));
  await page.assent.rejectAll();
  assert.deepEqual(names(page), ['_statistics', 'atag', 'basket']);
  assert.deepEqual(Object.keys(page.storage).filter((item) => !item.startsWith('assent')).sort(), ['other', 'stata']);
  assert.equal(page.window.sessionStorage.length, 0);
  assert.deepEqual(page.databases, ['shop-db']);
});

test('what an allowed purpose lists is kept, also where another lists it too', async () => {
  const page = littered();
  page.document.cookie = `assent_demo=1.3.${Date.now()}.analytics:a|ads:r.;path=/`;
  await page.load({ purposes: [purposes[0], { ...purposes[1], items: { ...purposes[1].items, c: '_stat|_stat_.*|shared' } }, purposes[2]] });
  assert.deepEqual(names(page), ['_stat', '_stat_42', '_statistics', 'atag', 'basket', 'shared']);
});

test('withdrawal deletes', async () => {
  const page = littered();
  page.document.cookie = `assent_demo=1.3.${Date.now()}.analytics:a|ads:a.;path=/`;
  await page.load({ purposes });
  assert.ok(names(page).includes('_ads'));
  page.press('turn-off');
  await settled();
  assert.deepEqual(names(page), ['_statistics', 'atag', 'basket']);
});

test('nothing of Assent itself is ever deleted', async () => {
  const page = new Page();
  await page.load({ purposes: [purposes[0], { ...purposes[1], items: { c: '.*', l: '.*' } }, purposes[2]] });
  await page.assent.rejectAll();
  assert.match(page.cookie, /analytics:r/);
  assert.ok(page.storage.getItem('assent_demo.key'));
});

test('a cookie is expired for every path and domain that can hold it', async () => {
  const page = new Page();
  page.location = { hostname: 'www.shop.example', pathname: '/a/b' };
  const set: string[] = [];
  Object.defineProperty(page.document, 'cookie', { get: () => `_ads=1; assent_demo=1.3.${Date.now()}.ads:r.`, set: (value: string) => set.push(value) });
  await page.load({ purposes });
  for (const domain of ['', ';domain=www.shop.example', ';domain=shop.example']) {
    for (const path of ['/', '/a', '/a/', '/a/b', '/a/b/']) {
      assert.ok(set.includes(`_ads=;max-age=0;path=${path}${domain}`), path + domain);
      assert.ok(set.includes(`_ads=;max-age=0;path=${path}${domain};secure;partitioned`), path + domain);
    }
  }
});

const tag = '<script type="text/plain" data-assent=ads>run</script>';

test('a page whose script lost its purpose is loaded again once the withdrawal is on record', async () => {
  const page = await new Page(new Server(), tag).load();
  page.press('accept-all');
  await settled();
  assert.equal(page.reloads, 0);
  page.press('turn-off');
  assert.equal(page.reloads, 0);
  await settled();
  assert.equal(page.reloads, 1);
  assert.equal(page.server.choices.length, 2);
});

test('it does not wait for ever for the record', async () => {
  const page = await new Page(new Server(), tag).load();
  page.press('accept-all');
  await settled();
  page.server.next = Array(9).fill(0);
  page.press('turn-off');
  await settled();
  assert.equal(page.reloads, 0);
  // A tenth of a second stands for one.
  await new Promise((done) => setTimeout(done, 150));
  assert.ok(page.reloads > 0);
});

test('nothing is loaded again when nothing ran, when the script listens itself, or when the owner says so', async () => {
  for (const [body, content] of [['', {}], [tag.replace('data-assent', 'data-assent-stops data-assent'), {}], [tag, { reload: false }]] as const) {
    const page = await new Page(new Server(), body).load(content);
    page.press('accept-all');
    await settled();
    page.press('turn-off');
    await settled();
    assert.equal(page.reloads, 0, body);
  }
});
