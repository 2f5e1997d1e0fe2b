import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONTENT, HTML, Page, SERVER, Server, settled } from './browser';

const german = { ...CONTENT, language: 'de', html: HTML.replace('lang=en', 'lang=de').replaceAll('<option value=en lang=en>English', '<option value=de lang=de>Deutsch').replace('Not loaded', 'Nicht geladen') };

test('a page in another language of the site fetches that before anything is shown, once', async () => {
  const page = new Page();
  page.server.translated = german;
  page.document.documentElement.lang = 'de-AT';
  page.run();
  assert.equal(page.document.querySelector('#assent-root'), null);
  await settled();
  assert.equal(page.root.lang, 'de');
  assert.deepEqual(page.server.urls, [`GET ${SERVER}/b/demo/eu.de.json`]);
  await page.assent.rejectAll();
  assert.equal(page.server.choices[0].language, 'de');
});

test('where the other language cannot be had, the banner is shown in the one that is there', async () => {
  const page = new Page();
  page.document.documentElement.lang = 'de';
  await page.load();
  assert.equal(page.root.lang, 'en');
  assert.equal(page.root.dataset.assentState, 'banner');
});

for (const [tag, expected] of [['zh-TW', 'zh-Hant'], ['zh-CN', 'zh-Hans'], ['zh-Hant-HK', 'zh-Hant'], ['no', 'nb'], ['nn-NO', 'nb'], ['pt-BR', 'pt-BR'], ['pt-AO', 'pt'], ['tlh', 'en']] as const) {
  test(`a page in ${tag} is met in ${expected}`, async () => {
    const page = new Page();
    page.document.documentElement.lang = tag;
    await page.load({ languages: ['en', 'zh-Hans', 'zh-Hant', 'nb', 'pt', 'pt-BR'] });
    assert.deepEqual(page.server.urls, expected === 'en' ? [] : [`GET ${SERVER}/b/demo/eu.${expected}.json`]);
  });
}

test('the language is switched in the banner, and what was ticked and held stays so', async () => {
  const page = await new Page(new Server(), '<iframe data-assent=ads data-src=/film></iframe>').load();
  page.server.translated = german;
  page.press('settings');
  page.find<HTMLInputElement>('[data-assent-purpose=ads]').checked = true;
  const select = page.find<HTMLSelectElement>('[data-assent-layer=settings] select');
  select.dispatchEvent(new page.window.Event('focusin', { bubbles: true }) as never);
  assert.deepEqual([...select.options].map((option) => [option.value, option.text, option.lang]), [['en', 'English', 'en'], ['de', 'Deutsch', 'de']]);
  select.value = 'de';
  select.dispatchEvent(new page.window.Event('change', { bubbles: true }) as never);
  await settled();
  assert.equal(page.document.querySelectorAll('#assent-root').length, 1);
  assert.equal(page.root.lang, 'de');
  assert.equal(page.root.dataset.assentState, 'settings');
  assert.equal(page.find<HTMLInputElement>('[data-assent-purpose=ads]').checked, true);
  assert.equal(page.document.querySelectorAll('.assent-held').length, 1);
  assert.match(page.find('.assent-held').textContent!, /Nicht geladen/);
  page.press('save');
  await settled();
  assert.deepEqual(page.server.choices[0].purposes, { analytics: false, ads: true });
});

test('a language that cannot be had leaves the banner as it is', async () => {
  const page = await new Page().load();
  const select = page.find<HTMLSelectElement>('[data-assent-layer=banner] select');
  select.dispatchEvent(new page.window.Event('focusin', { bubbles: true }) as never);
  select.value = 'de';
  select.dispatchEvent(new page.window.Event('change', { bubbles: true }) as never);
  await settled();
  assert.equal(page.root.lang, 'en');
  assert.equal(select.value, 'en');
});

test('a language in the address of the snippet counts more than that of the page', async () => {
  const page = new Page();
  page.document.documentElement.lang = 'de';
  await page.load({ told: true }, `${SERVER}/b/demo.js?lang=en`);
  assert.equal(page.root.lang, 'en');
  assert.deepEqual(page.server.urls, []);
});

test('a banner that was taken offline meanwhile stays in the language it has', async () => {
  const page = await new Page().load();
  page.server.translated = { site: 'demo', version: null, language: 'de' };
  const select = page.find<HTMLSelectElement>('[data-assent-layer=banner] select');
  select.dispatchEvent(new page.window.Event('focusin', { bubbles: true }) as never);
  select.value = 'de';
  select.dispatchEvent(new page.window.Event('change', { bubbles: true }) as never);
  await settled();
  assert.equal(page.root.lang, 'en');
  await page.assent.rejectAll();
  assert.equal(page.server.choices[0].version, 3);
});

test('a page that inserts the runtime as a module is met in the language that came', async () => {
  const page = new Page();
  page.document.documentElement.lang = 'de';
  page.module = true;
  await page.load();
  assert.equal(page.root.lang, 'en');
});
