// Automatic blocking: what scripts of the page load waits by its address, without a change to the page's tags.
import { Owner } from '../support/owner.ts';
import { expect, test } from '../support/test.ts';
import { requests, words, type Visit } from '../support/visit.ts';

test.use({ server: 'blocking' });
test.describe.configure({ mode: 'serial' });

const FILES = {
  '/held/tag.js': `ran.push('tag');`,
  '/held/second.js': `ran.push('second');`,
  '/held/frame.html': '<title>A frame</title><p>Framed</p>',
  '/held/pixel.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
  '/held/data.html': 'data',
  '/held/free/tool.js': `ran.push('tool');`,
  '/own.js': `ran.push('own');`,
};

/** The usual snippet of a tag that the owner cannot edit. */
const LOADER = `
  function add(address) {
    const script = document.createElement('script');
    script.src = address;
    script.type = 'text/javascript';
    script.async = false;
    script.onload = () => ran.push('loaded ' + address);
    document.head.append(script);
    return script;
  }`;

async function serve(visit: Visit, path: string, code: string, head?: string): Promise<void> {
  const first = `<script src="${visit.assent.url}/b/demo.js"></script><script>${LOADER}</script>`;
  await visit.serve(path, visit.html(`<script>${code}</script>`, { head: head ?? first }), FILES);
}

const held = (urls: string[]) => urls.map((url) => new URL(url)).filter(({ protocol, pathname }) => protocol === 'http:' && pathname.startsWith('/held/')).map(({ pathname }) => pathname.slice(6));

test('the owner switches it on, and the snippet goes first', async ({ assent, page, visit }) => {
  const owner = await Owner.of(assent, page);
  await owner.addTracker('demo', 'ads', { Name: 'Anything held', Provider: 'Bright Ads', Addresses: `${visit.origin}/held/*` });
  await owner.addTracker('demo', 'preferences', { Name: 'A tool', Provider: 'Bright Tools', Addresses: `${visit.origin}/held/free/*` });
  await owner.open('/sites/demo/banner');
  await page.getByRole('checkbox', { name: 'Hold what scripts load' }).check();
  await owner.press('Save');
  await expect(page.getByRole('checkbox', { name: 'Hold what scripts load' })).toBeChecked();
  expect(await owner.publish('demo', 2)).toContainEqual(expect.stringContaining('held by the addresses of the trackers'));
  await owner.open('/sites/demo/install');
  await expect(page.getByText('<script src="')).toBeVisible();
});

test('scripts that are put in wait, in order, and then run as they were made', async ({ visit, page }) => {
  await serve(visit, '/scripts', `add('/held/tag.js'); add('/own.js'); const second = document.createElement('script'); second.setAttribute('src', '/held/second.js'); document.head.append(second);
    window.address = document.scripts[document.scripts.length - 2].src;`);
  const asked = requests(page);
  await visit.open('/scripts');
  await expect.poll(() => visit.ran()).toEqual(['own', 'loaded /own.js']);
  expect(held(asked)).toEqual([]);
  await visit.acceptAll();
  await expect.poll(() => visit.ran()).toHaveLength(5);
  expect((await visit.ran()).slice(2)).toEqual(expect.arrayContaining(['tag', 'loaded /held/tag.js', 'second']));
  expect(held(asked)).toEqual(['tag.js', 'second.js']);
  // On the next page nothing is held up.
  await page.reload();
  await expect.poll(() => visit.ran()).toEqual(expect.arrayContaining(['tag', 'second', 'own']));
});

test('after a withdrawal the page is loaded again, and nothing of it is asked for', async ({ visit, page }) => {
  await serve(visit, '/withdrawn', `add('/held/tag.js')`);
  await visit.open('/withdrawn');
  await visit.acceptAll();
  await expect.poll(() => visit.ran()).toContain('tag');
  const again = page.waitForEvent('load');
  await visit.turnOff.click();
  await again;
  const asked = requests(page);
  await page.reload();
  await page.waitForLoadState('networkidle');
  expect(held(asked)).toEqual([]);
  expect(await visit.ran()).toEqual([]);
});

test('fetch, XMLHttpRequest and sendBeacon fail as without a network, and go through when allowed', async ({ visit, page }) => {
  await serve(
    visit,
    '/sends',
    `window.send = async () => {
      const answers = [];
      answers.push(await fetch('/held/data.html').then((answer) => answer.text(), (error) => error.name));
      answers.push(await fetch(new Request('/held/data.html')).then((answer) => answer.text(), (error) => error.name));
      answers.push(await new Promise((done) => {
        const request = new XMLHttpRequest();
        request.open('GET', '/held/data.html');
        request.onload = () => done(request.responseText);
        request.onerror = () => done('error ' + request.status + ' ' + request.readyState);
        request.send();
      }));
      answers.push(navigator.sendBeacon('/held/data.html', 'x'));
      answers.push(await fetch('/own.js').then((answer) => answer.status));
      return answers;
    }`,
  );
  const asked = requests(page);
  await visit.open('/sends');
  const send = () => page.evaluate(() => (window as unknown as { send(): Promise<unknown[]> }).send());
  expect(await send()).toEqual(['TypeError', 'TypeError', 'error 0 4', false, 200]);
  expect(held(asked)).toEqual([]);
  await visit.acceptAll();
  expect(await send()).toEqual(['data', 'data', 'data', true, 200]);
  // Nothing of it has run as a script, so the page stays; what is sent stops at once.
  await visit.turnOff.click();
  expect((await send()).slice(0, 4)).toEqual(['TypeError', 'TypeError', 'error 0 4', false]);
});

test('a frame that is put in has a placeholder, and an image that stands nowhere is never sent', async ({ visit, page }) => {
  await serve(
    visit,
    '/shown',
    `const frame = document.createElement('iframe');
    frame.title = 'A frame';
    frame.width = 300;
    frame.src = '/held/frame.html';
    document.querySelector('main').append(frame);
    const pixel = new Image();
    pixel.onerror = () => ran.push('no pixel');
    pixel.src = '/held/pixel.svg';
    const shown = document.createElement('img');
    shown.id = 'shown';
    shown.src = '/held/pixel.svg';
    document.querySelector('main').append(shown);`,
  );
  const asked = requests(page);
  await visit.open('/shown');
  await expect.poll(() => visit.ran()).toEqual(['no pixel']);
  expect(held(asked)).toEqual([]);
  const stand = page.locator('.assent-held');
  await stand.getByRole('button', { name: 'Allow once' }).click();
  await expect(page.frameLocator('iframe[title="A frame"]').getByText('Framed')).toBeVisible();
  expect(held(asked)).toEqual(['frame.html']);
  await visit.acceptAll();
  await expect.poll(() => held(asked)).toEqual(['frame.html', 'pixel.svg']);
  // A frame that is allowed when it comes is unloaded all the same when that ends.
  await page.reload();
  await expect(page.frameLocator('iframe[title="A frame"]').getByText('Framed')).toBeVisible();
  await visit.turnOff.click();
  await expect(stand).toBeVisible();
});

test('of two patterns the longer one says what is asked for', async ({ visit, page }) => {
  await serve(visit, '/tool', `add('/held/free/tool.js'); add('/held/tag.js')`);
  await visit.open('/tool');
  await visit.choose('preferences');
  await expect.poll(() => visit.ran()).toEqual(['tool', 'loaded /held/free/tool.js']);
});

test('choices go out, however wide a pattern is', async ({ assent, browser, visit, page }) => {
  const admin = await browser.newContext();
  const owner = await Owner.of(assent, await admin.newPage());
  await owner.addTracker('demo', 'ads', { Name: 'Anything of that machine', Provider: 'Bright Ads', Addresses: `${assent.url}/*` });
  await owner.publish('demo', 3);
  await admin.close();
  await serve(visit, '/wide', '');
  await visit.open('/wide');
  expect((await visit.rejectAll()).status).toBe(201);
  await page.reload();
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'rejected');
});

test('a tag that the owner wrote goes by its own purpose', async ({ visit, page }) => {
  await visit.serve('/own', visit.html('<script type="text/plain" data-src="/held/tag.js" data-assent="preferences"></script>', { head: `<script src="${visit.assent.url}/b/demo.js"></script>` }), FILES);
  await visit.open('/own');
  await visit.choose('preferences');
  await expect.poll(() => visit.ran()).toEqual(['tag']);
  await page.reload();
  await expect.poll(() => visit.ran()).toEqual(['tag']);
});

test('the owner hears of what the page’s own HTML loads too early', async ({ visit, page }) => {
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await visit.serve('/early', visit.html('<script src="/held/tag.js"></script>', { head: `<script src="${visit.assent.url}/b/demo.js"></script>` }), FILES);
  await visit.open('/early');
  await expect.poll(() => said.filter((line) => line.includes('loaded before “ads” was allowed'))).toHaveLength(1);
});

test('while the banner is offline, what is held stays so', async ({ assent, browser, visit, page }) => {
  const admin = await browser.newContext();
  const owner = await Owner.of(assent, await admin.newPage());
  await owner.open('/sites/demo/settings');
  await owner.press('Take the banner offline');
  await expect(owner.page.getByRole('button', { name: 'Bring' })).toBeVisible();
  await admin.close();
  await serve(visit, '/offline', `add('/held/tag.js'); add('/own.js')`);
  const asked = requests(page);
  await page.goto(`${visit.origin}/offline`);
  await expect.poll(() => visit.ran()).toEqual(['own', 'loaded /own.js']);
  expect(held(asked)).toEqual([]);
  expect(await page.getByRole('button', { name: words.acceptAll }).count()).toBe(0);
});
