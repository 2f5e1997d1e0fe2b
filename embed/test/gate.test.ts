import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONTENT, Page, Server, settled } from './browser';

const src = (page: Page, selector: string) => page.find(selector).getAttribute('src');
/** The scripts that were released, in order. */
const released = (page: Page) =>
  [...page.document.querySelectorAll('body script:not([type="text/plain"])')].map((script) => script.getAttribute('src') || script.textContent);

test('a tag loads once its purpose is allowed, after the click was answered', async () => {
  const page = await new Page(new Server(), '<img data-assent=ads data-src=/ad.gif data-srcset="/ad2.gif 2x">').load();
  assert.equal(src(page, 'img'), null);
  page.press('accept-all');
  assert.equal(src(page, 'img'), null);
  await settled();
  assert.equal(src(page, 'img'), '/ad.gif');
  assert.equal(page.find('img').getAttribute('srcset'), '/ad2.gif 2x');
});

test('only the allowed purpose is released', async () => {
  const page = await new Page(new Server(), '<img data-assent=ads data-src=/ad.gif><img id=m data-assent=analytics data-src=/m.gif>').load();
  void page.assent.save({ analytics: true });
  await settled();
  assert.equal(src(page, 'img'), null);
  assert.equal(src(page, '#m'), '/m.gif');
});

test('scripts are released in the order of the page, and keep what they carry', async () => {
  const body = `<script type="text/plain" data-assent=ads data-src=/first.js crossorigin=anonymous></script>
    <script type="text/plain" data-assent=ads data-account=42>second</script>
    <script type="text/plain" data-assent=analytics data-src=/other.js></script>
    <script type="text/plain" data-assent=ads data-type=module data-src=/third.js></script>`;
  const page = await new Page(new Server(), body).load();
  assert.deepEqual(released(page), []);
  void page.assent.save({ ads: true });
  await settled();
  assert.deepEqual(released(page), ['/first.js', 'second', '/third.js']);
  assert.equal(page.find('[src="/first.js"]').getAttribute('crossorigin'), 'anonymous');
  assert.equal(page.find('[data-account]').hasAttribute('type'), false);
  assert.equal(page.find('[src="/third.js"]').getAttribute('type'), 'module');
  assert.equal(page.find('[src="/first.js"]').hasAttribute('data-src'), false);
});

test('a script is released once, whatever happens later', async () => {
  const page = await new Page(new Server(), '<script type="text/plain" data-assent=ads>once</script>').load();
  page.press('accept-all');
  await settled();
  page.press('turn-off');
  await settled();
  void page.assent.acceptAll();
  await settled();
  assert.deepEqual(released(page), ['once']);
});

test('a tag that waits for the record is released only then', async () => {
  const server = new Server();
  server.next = [0];
  const page = await new Page(server, '<script type="text/plain" data-assent=ads data-assent-when=recorded>hit</script><img data-assent=ads data-src=/now.gif>').load();
  page.press('accept-all');
  await settled();
  assert.equal(src(page, 'img'), '/now.gif');
  assert.deepEqual(released(page), []);
  page.event('online');
  await settled();
  assert.deepEqual(released(page), ['hit']);
});

test('on a later page what the cookie grants counts as recorded', async () => {
  const first = await new Page().load();
  first.press('accept-all');
  await settled();
  const page = await first.next('<script type="text/plain" data-assent=ads data-assent-when=recorded>hit</script>').load();
  assert.deepEqual(released(page), ['hit']);
});

test('a frame that is not loaded is explained, and its button allows just that purpose', async () => {
  const page = await new Page(new Server(), '<iframe data-assent=ads data-src="https://video.example/1" width=480 height=270></iframe>').load();
  const stand = page.find('.assent-held');
  assert.match(stand.textContent!, /Not loaded: “ads title”\..*video\.example.*Allow ads title/s);
  assert.equal(stand.style.width, '480px');
  assert.equal(stand.nextElementSibling, page.find('iframe'));
  stand.querySelector<HTMLElement>('[data-assent-action=allow]')!.click();
  await settled();
  assert.deepEqual(page.server.choices[0].purposes, { analytics: false, ads: true });
  assert.equal(page.document.querySelector('.assent-held'), null);
  assert.equal(src(page, 'iframe'), 'https://video.example/1');
});

test('a withdrawn frame is unloaded and explained again', async () => {
  const page = await new Page(new Server(), '<iframe data-assent=ads data-src=/film></iframe>').load();
  page.press('accept-all');
  await settled();
  assert.equal(src(page, 'iframe'), '/film');
  page.press('turn-off');
  await settled();
  assert.equal(src(page, 'iframe'), null);
  assert.ok(page.find('.assent-held'));
});

test('a tag added later waits and is released like the others', async () => {
  const page = await new Page().load();
  page.press('accept-all');
  await settled();
  page.document.body.insertAdjacentHTML('beforeend', '<img data-assent=ads data-src=/late.gif><img id=u data-assent=surveillance data-src=/x.gif>');
  await settled();
  assert.equal(src(page, 'img'), '/late.gif');
  assert.equal(src(page, '#u'), null);
  assert.equal(page.warnings.length, 1);
  assert.match(page.warnings[0], /surveillance/);
});

test('an address that is none keeps no other tag from loading', async () => {
  const page = await new Page(new Server(), '<iframe data-assent=ads data-src="http://["></iframe><img data-assent=ads data-src=/ad.gif>').load();
  assert.ok(page.find('.assent-held'));
  page.press('accept-all');
  await settled();
  assert.equal(src(page, 'img'), '/ad.gif');
});

test('a script that left the page holds up no other, and runs when it comes back', async () => {
  const body = '<script type="text/plain" data-assent=ads>one</script><script type="text/plain" data-assent=ads>two</script>';
  const page = await new Page(new Server(), body).load();
  const gone = page.find('script[data-assent]');
  page.press('accept-all');
  // Between the click and the release.
  gone.remove();
  await settled();
  assert.deepEqual(released(page), ['two']);
  page.document.body.append(gone);
  await settled();
  assert.deepEqual(released(page), ['two', 'one']);
});

test('a tag may name a tracker, and waits for its purpose', async () => {
  const purposes = CONTENT.purposes.map((purpose) => (purpose.key === 'ads' ? { ...purpose, trackers: ['pixel', 'retarget'] } : purpose));
  const body = '<img data-assent=tracker:pixel data-src=/ad.gif><iframe data-assent=tracker:retarget data-src=/film></iframe><img id=u data-assent=tracker:gone data-src=/no.gif>';
  const page = await new Page(new Server(), body).load({ purposes });
  assert.equal(src(page, 'img'), null);
  assert.match(page.find('.assent-held').textContent!, /“ads title”/);
  page.find('.assent-held [data-assent-action=allow]').click();
  await settled();
  assert.deepEqual(page.server.choices[0].purposes, { analytics: false, ads: true });
  assert.equal(src(page, 'img'), '/ad.gif');
  assert.equal(src(page, 'iframe'), '/film');
  assert.equal(src(page, '#u'), null);
  assert.ok(page.warnings.some((line) => line.includes('tracker:gone')));
});

test('a frame that waits for the record stays open while a later choice is on its way', async () => {
  const page = await new Page(new Server(), '<iframe data-assent=ads data-assent-when=recorded data-src=/film></iframe>').load();
  await page.assent.acceptAll();
  await settled();
  assert.equal(src(page, 'iframe'), '/film');
  page.server.next = [0];
  page.assent.save({ analytics: false }).catch(() => {});
  await settled();
  assert.equal(src(page, 'iframe'), '/film');
});

test('what a tag shows meanwhile gives way, and is left alone', async () => {
  const page = await new Page(new Server(), '<img data-assent=ads src=/blank.gif data-src=/ad.gif>').load();
  assert.equal(src(page, 'img'), '/blank.gif');
  page.press('accept-all');
  await settled();
  assert.equal(src(page, 'img'), '/ad.gif');
});

test('allowing a frame is no choice of the first layer, though that is open', async () => {
  const page = await new Page(new Server(), '<iframe data-assent=ads data-src=/film></iframe>').load();
  page.find('.assent-held [data-assent-action=allow]').click();
  await settled();
  assert.equal(page.server.choices[0].layer, null);
});

test('what is allowed once is loaded, not recorded and not remembered', async () => {
  const page = await new Page(new Server(), '<iframe data-assent=ads data-src=/film></iframe><iframe id=b data-assent=ads data-src=/other></iframe>').load();
  page.find('.assent-held [data-assent-action=allow-once]').click();
  await settled();
  assert.equal(src(page, 'iframe'), '/film');
  assert.equal(src(page, '#b'), null);
  assert.equal(page.document.querySelectorAll('.assent-held').length, 1);
  assert.equal(page.cookie, '');
  assert.equal(page.storage.length, 0);
  assert.deepEqual(page.server.urls, []);
  // The next choice ends it.
  page.press('reject-all');
  await settled();
  assert.equal(src(page, 'iframe'), null);
  assert.equal(page.document.querySelectorAll('.assent-held').length, 2);
});

test('players and objects wait behind a placeholder, style sheets without', async () => {
  const body = `<video data-assent=ads data-src=/v.mp4 data-poster=/p.jpg></video><audio controls data-assent=ads data-src=/a.mp3></audio>
    <object data-assent=ads data-data=/o.svg></object><link rel=stylesheet data-assent=ads data-href=/s.css>
    <video id=s><source data-assent=ads data-src=/s.mp4></video>`;
  const page = await new Page(new Server(), body).load();
  // Nobody sees the audio here: the browser in memory shows none.
  assert.equal(page.document.querySelectorAll('.assent-held').length, 2);
  let loads = 0;
  page.find<HTMLVideoElement>('#s').load = () => loads++;
  page.press('accept-all');
  await settled();
  assert.equal(page.document.querySelectorAll('.assent-held').length, 0);
  assert.deepEqual([src(page, 'video'), page.find('video').getAttribute('poster'), src(page, 'audio'), src(page, 'source')], ['/v.mp4', '/p.jpg', '/a.mp3', '/s.mp4']);
  assert.deepEqual([page.find('object').getAttribute('data'), page.find('link').getAttribute('href'), loads], ['/o.svg', '/s.css', 1]);
});
