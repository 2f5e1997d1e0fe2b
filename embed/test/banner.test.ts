import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Page, SERVER, Server, idOf, settled } from './browser';

const DAY = 86_400_000;

test('nothing is stored and nothing is asked for before a choice', async () => {
  const page = await new Page().load();
  assert.equal(page.root.dataset.assentState, 'banner');
  assert.equal(page.document.body.firstElementChild, page.root);
  assert.equal(page.document.cookie, '');
  assert.equal(page.storage.length, 0);
  assert.deepEqual(page.server.urls, []);
  assert.deepEqual(page.reasons(), { necessary: 'necessary', analytics: 'no_record', ads: 'no_record' });
  assert.equal((page.assent.get() as { visitor: unknown }).visitor, null);
});

test('refusing applies in the click and leaves no identifier in the cookie', async () => {
  const page = await new Page().load();
  page.press('reject-all');
  assert.match(page.cookie, /^1\.3\.\d{13}\.analytics:r\|ads:r\.$/);
  assert.equal(page.root.dataset.assentState, 'closed');
  assert.equal(page.root.dataset.assentChoice, 'rejected');
  await settled();
  const [choice] = page.server.choices;
  assert.deepEqual(
    { ...choice, id: '', key: '', age_ms: 0 },
    { id: '', key: '', version: 3, action: 'reject_all', purposes: { analytics: false, ads: false }, language: 'en', source: 'banner', layer: 'banner', regime: 'eu', gpc: null, age_ms: 0 },
  );
  assert.ok(choice.age_ms >= 0 && choice.age_ms < 1000);
  assert.equal(page.server.urls[0], `POST ${SERVER}/api/v1/sites/demo/choices`);
});

test('accepting keeps the id in the cookie and the key in storage', async () => {
  const page = await new Page().load();
  page.press('accept-all');
  // There is no id before there is a record.
  assert.match(page.cookie, /^1\.3\.\d{13}\.analytics:a\|ads:a\.$/);
  await settled();
  assert.match(page.cookie, /^1\.3\.\d{13}\.analytics:a\|ads:a\.[\w-]{22}$/);
  assert.match(page.storage.getItem('assent_demo.key')!, /^[\w-]{22}$/);
  assert.equal((page.assent.get() as { visitor: string }).visitor, page.cookie.slice(-22));
  assert.equal(page.cookie.slice(-22), idOf(page.storage.getItem('assent_demo.key')!));
  assert.equal(page.find('[role=status]').textContent, 'saved');
});

test('a purpose is chosen by itself', async () => {
  const page = await new Page().load();
  page.press('settings');
  assert.equal(page.root.dataset.assentState, 'settings');
  const analytics = page.find<HTMLInputElement>('[data-assent-purpose=analytics]');
  assert.equal(analytics.checked, false);
  analytics.checked = true;
  page.press('save');
  assert.equal(page.root.dataset.assentChoice, 'custom');
  await settled();
  const { action, purposes, source, layer } = page.server.choices[0];
  assert.deepEqual({ action, purposes, source, layer }, { action: 'custom', purposes: { analytics: true, ads: false }, source: 'settings', layer: 'settings' });
});

test('closing the settings decides nothing and goes back to the first layer', async () => {
  const page = await new Page().load();
  page.press('settings');
  page.press('close');
  assert.equal(page.root.dataset.assentState, 'banner');
  assert.equal(page.cookie, '');
  page.press('settings');
  page.find<HTMLDialogElement>('dialog').close();
  await settled();
  assert.equal(page.root.dataset.assentState, 'banner');
  assert.deepEqual(page.server.choices, []);
});

test('one click turns everything off, and the reason is that it was on', async () => {
  const page = await new Page().load();
  page.press('accept-all');
  page.press('turn-off');
  assert.match(page.cookie, /\.analytics:w\|ads:w\.$/);
  assert.deepEqual(page.reasons(), { necessary: 'necessary', analytics: 'withdrawn', ads: 'withdrawn' });
  await settled();
  assert.deepEqual(page.server.choices.map((choice) => choice.action), ['accept_all', 'withdraw']);
  assert.deepEqual([page.server.choices[1].source, page.server.choices[1].layer], ['settings', null]);
});

test('a returning visitor is not asked and makes no request', async () => {
  const first = await new Page().load();
  first.press('accept-all');
  await settled();
  const asked = first.server.urls.length;
  const page = await first.next().load();
  assert.equal(page.root.dataset.assentState, 'closed');
  assert.equal(page.root.dataset.assentChoice, 'accepted');
  assert.equal(page.find('aside>span').textContent, 'all on');
  assert.equal(page.server.urls.length, asked);
});

test('a purpose that means something else now is asked again', async () => {
  const page = new Page();
  page.document.cookie = `assent_demo=1.2.${Date.now()}.analytics:a|ads:a.;path=/`;
  await page.load();
  assert.deepEqual(page.reasons(), { necessary: 'necessary', analytics: 'granted', ads: 'changed' });
  assert.equal(page.root.dataset.assentState, 'banner');
});

test('a choice that is too old is asked again', async () => {
  const page = new Page();
  page.document.cookie = `assent_demo=1.3.${Date.now() - 183 * DAY}.analytics:a|ads:a.;path=/`;
  await page.load();
  assert.equal(page.reasons().ads, 'expired');
  assert.equal(page.root.dataset.assentState, 'banner');
});

test('a page older than the choice grants nothing and does not ask', async () => {
  const page = new Page();
  page.document.cookie = `assent_demo=1.4.${Date.now()}.analytics:a|ads:a.;path=/`;
  await page.load();
  assert.equal(page.reasons().ads, 'changed');
  assert.equal(page.root.dataset.assentState, 'closed');
});

test('a lost key is replaced, and the old visitor is named', async () => {
  const first = await new Page().load();
  first.press('accept-all');
  await settled();
  const old = first.cookie.slice(-22);
  first.storage.removeItem('assent_demo.key');
  const page = await first.next().load();
  page.press('turn-off');
  await settled();
  assert.equal(page.server.choices[1].replaces, old);
  assert.notEqual(page.server.choices[1].key, page.server.choices[0].key);
});

test('who has refused is not known, and takes nobody’s place', async () => {
  const page = await new Page().load();
  await page.assent.acceptAll();
  await page.assent.rejectAll();
  await page.assent.acceptAll();
  const [own] = page.cookie.split('.').slice(-1);
  assert.deepEqual(page.server.choices.map((choice) => choice.replaces), [undefined, own, undefined]);
});

test('two snippets are one banner', async () => {
  const page = await new Page().load();
  await page.load();
  assert.equal(page.document.querySelectorAll('#assent-root').length, 1);
});

test('another tab’s choice closes the banner', async () => {
  const page = await new Page().load();
  let changes = 0;
  page.assent.on('change', () => changes++);
  page.document.cookie = `assent_demo=1.3.${Date.now()}.analytics:r|ads:r.;path=/`;
  page.event('storage');
  assert.equal(page.root.dataset.assentState, 'closed');
  assert.equal(changes, 1);
});

test('a choice is made with the key that another tab has stored meanwhile', async () => {
  const page = await new Page().load();
  await settled();
  page.storage.setItem('assent_demo.key', 'AAAAAAAAAAAAAAAAAAAAAA');
  page.press('accept-all');
  await settled();
  assert.equal(page.server.choices[0].key, 'AAAAAAAAAAAAAAAAAAAAAA');
  assert.equal(page.cookie.slice(-22), 'N0cI__dxndWXnsh11WzSKA');
});

test('two tabs are one visitor', async () => {
  const [page, other] = [await new Page().load(), await new Page().load()];
  page.press('accept-all');
  await settled();
  other.storage.setItem('assent_demo.key', page.storage.getItem('assent_demo.key')!);
  other.document.cookie = `assent_demo=${page.cookie};path=/`;
  other.event('storage');
  await settled();
  await other.assent.withdraw();
  assert.equal(other.server.choices[0].key, page.server.choices[0].key);
  // Which is no one else, as the server finds.
  assert.equal(other.server.choices[0].replaces, idOf(page.server.choices[0].key));
  assert.equal(other.reasons().ads, 'withdrawn');
});

test('a signal of the browser refuses where the owner lets it, without a record, a cookie or a question', async () => {
  for (const [signals, navigator, because] of [
    [['gpc'], { globalPrivacyControl: true }, 'gpc'],
    [['gpc', 'dnt'], { doNotTrack: '1' }, 'gpc'],
    [['gpc'], { doNotTrack: '1' }, 'no_record'],
    [[], { globalPrivacyControl: true }, 'no_record'],
    [['gpc'], { globalPrivacyControl: 'yes' }, 'no_record'],
  ] as const) {
    const page = new Page();
    page.navigator = navigator;
    await page.load({ signals: [...signals] });
    assert.equal(page.reasons().ads, because);
    assert.equal(page.reasons().necessary, 'necessary');
    assert.equal(page.root.dataset.assentState, because === 'gpc' ? 'closed' : 'banner');
    assert.equal(page.cookie, '');
    assert.deepEqual(page.server.urls, []);
  }
});

test('who chooses although the browser objects is heard, and both are told', async () => {
  const page = new Page();
  page.navigator = { globalPrivacyControl: true };
  await page.load({ signals: ['gpc'] });
  await page.assent.save({ ads: true });
  assert.deepEqual(page.reasons(), { necessary: 'necessary', analytics: 'refused', ads: 'granted' });
  assert.equal(page.server.choices[0].gpc, true);
});

test('where no domain can be shared the choice is kept for the host', async () => {
  const page = new Page();
  page.location = { hostname: '127.0.0.1' };
  let kept = '';
  Object.defineProperty(page.document, 'cookie', {
    get: () => kept,
    set(value: string) {
      if (!value.includes('domain=')) kept = value.includes('max-age=0') ? '' : value.split(';')[0];
    },
  });
  await page.load({ share: true });
  page.press('accept-all');
  assert.match(kept, /ads:a/);
});

test('subdomains share a choice where the owner says so', async () => {
  const page = new Page();
  page.location = { hostname: 'www.shop.example' };
  const baked: string[] = [];
  let kept = '';
  Object.defineProperty(page.document, 'cookie', {
    get: () => kept,
    set(value: string) {
      baked.push(value);
      // `example` alone is refused, as browsers refuse public suffixes.
      if (/domain=shop\.example/.test(value)) kept = value.split(';')[0];
    },
  });
  await page.load({ share: true });
  page.press('accept-all');
  assert.match(baked[0], /^assent_demo=[^;]*;max-age=0;(?!.*domain)/);
  assert.match(baked[1], /;domain=example$/);
  assert.match(baked[2], /^assent_demo=1\.3\..*;domain=shop\.example$/);
  assert.equal(page.reasons().ads, 'granted');
});

test('where Trusted Types are required, one policy is made and everything goes through it', async () => {
  const made: string[] = [];
  const page = new Page(new Server(), '<script type="text/plain" data-assent=ads data-src=/a.js></script>');
  const through = (kind: string) => (text: string) => (made.push(kind), text);
  (page.window as never as { trustedTypes: unknown }).trustedTypes = {
    createPolicy: (name: string) => (made.push(name), { createHTML: through('html'), createScript: through('script'), createScriptURL: through('url') }),
  };
  await page.load();
  await page.load();
  page.press('accept-all');
  await settled();
  assert.deepEqual(made.filter((what) => what === 'assent'), ['assent']);
  assert.deepEqual(made.slice(1), ['html', 'url', 'script']);
});

test('an offline banner shows nothing and grants nothing', async () => {
  const page = new Page(new Server(), '<img data-assent=ads data-src=/ad.gif><img data-assent=necessary data-src=/logo.gif>');
  page.document.cookie = `assent_demo=1.3.${Date.now()}.analytics:a|ads:a.;path=/`;
  await page.load({ version: null, html: undefined, css: undefined, words: undefined });
  assert.equal(page.document.querySelector('#assent-root'), null);
  assert.deepEqual(page.reasons(), { necessary: 'necessary', analytics: 'not_asked', ads: 'not_asked' });
  assert.equal(page.find('[data-assent=ads]').hasAttribute('src'), false);
  assert.equal(page.find('[data-assent=necessary]').getAttribute('src'), '/logo.gif');
  await assert.rejects(page.assent.acceptAll());
});

test('the page goes on where storage is blocked', async () => {
  const page = new Page();
  page.blocked = true;
  await page.load();
  page.press('accept-all');
  assert.equal(page.root.dataset.assentChoice, 'accepted');
  await settled();
  assert.equal(page.server.choices.length, 1);
  assert.deepEqual(page.errors, []);
});

test('the id of an earlier choice is not written beside a later one of somebody else', async () => {
  const page = await new Page().load();
  page.press('accept-all');
  // Meanwhile a page of another subdomain shares its choice.
  const theirs = `1.3.${Date.now() + 5}.analytics:a|ads:r.AAAAAAAAAAAAAAAAAAAAAA`;
  page.document.cookie = `assent_demo=${theirs};path=/`;
  await settled();
  assert.equal(page.server.choices.length, 1);
  assert.equal(page.cookie, theirs);
});

test('what is on can be turned off while something else is asked for again', async () => {
  const page = new Page();
  page.document.cookie = `assent_demo=1.2.${Date.now()}.analytics:a|ads:a.;path=/`;
  await page.load();
  assert.equal(page.root.dataset.assentChoice, 'none');
  assert.equal(page.root.hasAttribute('data-assent-on'), true);
  assert.equal(page.find('aside>span').textContent, 'some on');
  void page.assent.withdraw();
  assert.equal(page.root.hasAttribute('data-assent-on'), false);
});

test('a cookie from far ahead is nobody’s choice', async () => {
  const page = new Page();
  page.document.cookie = `assent_demo=1.3.${Date.now() + 2 * DAY}.analytics:a|ads:a.;path=/`;
  await page.load();
  assert.equal(page.reasons().ads, 'no_record');
});

test('a choice is later than the one before it, whatever the clock says', async () => {
  const first = new Page();
  first.server.next = [0, 0, 0, 0];
  const ahead = Date.now() + 3_600_000;
  const page = first.next();
  page.document.cookie = `assent_demo=1.3.${ahead}.analytics:a|ads:a.;path=/`;
  await page.load();
  page.press('turn-off');
  assert.equal(page.reasons().ads, 'withdrawn');
  assert.ok(+page.cookie.split('.')[2] > ahead);
  await settled();
  assert.equal(page.server.choices[0].age_ms, 0);
});

test('the banner stays when the page replaces its body', async () => {
  const page = await new Page().load();
  const body = page.document.createElement('body');
  page.document.body.replaceWith(body);
  await settled();
  assert.equal(body.firstElementChild, page.root);
  page.document.body.replaceChildren(page.document.createElement('main'));
  await settled();
  // Together with what stood beside it, of which there was nothing: it was removed alone.
  assert.equal(page.document.getElementById('assent-root'), null);
});

test('the banner stays when the page renders all of its body anew', async () => {
  const page = await new Page(new Server(), '<main>One</main>').load();
  page.document.body.innerHTML = '<main>Two</main>';
  await settled();
  assert.equal(page.document.body.firstElementChild, page.root);
  assert.equal(page.document.querySelectorAll('#assent-root').length, 1);
});

test('who removes the banner alone is not shown it again', async () => {
  const page = await new Page(new Server(), '<main>One</main>').load();
  page.root.remove();
  await settled();
  assert.equal(page.document.getElementById('assent-root'), null);
});

const SPOT = '<main>Text</main><div data-assent-inline></div>';

test('an inline banner stands in the page’s own element, now and when the page renders that anew', async () => {
  const page = await new Page(new Server(), SPOT).load({ inline: true });
  assert.equal(page.root.parentElement, page.find('[data-assent-inline]'));
  page.document.body.innerHTML = '<p>Another page</p>';
  await settled();
  assert.equal(page.root.parentElement, page.document.body);
  page.document.body.insertAdjacentHTML('beforeend', SPOT);
  await settled();
  assert.equal(page.root.parentElement, page.find('[data-assent-inline]'));
});

test('an inline banner waits for its element while the page is coming, and is a box where there is none', async () => {
  const page = new Page(new Server(), '<main>Text</main>');
  let state = 'loading';
  Object.defineProperty(page.document, 'readyState', { get: () => state });
  await page.load({ inline: true });
  assert.equal(page.document.getElementById('assent-root'), null);
  state = 'interactive';
  page.document.dispatchEvent(new page.window.Event('readystatechange') as never);
  await settled();
  assert.equal(page.document.body.firstElementChild, page.root);
});

test('a banner that is not inline leaves the element of an inline one alone', async () => {
  const page = await new Page(new Server(), SPOT).load();
  assert.equal(page.document.body.firstElementChild, page.root);
});
