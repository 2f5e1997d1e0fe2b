import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Content } from '../src/content';
import { CONTENT, Page, settled } from './browser';

const runs = CONTENT.purposes.map((purpose) => ({ ...purpose, runs: purpose.kind !== 'necessary' }));
const notice: Partial<Content> = { regime: 'us-ca', manner: 'choices', purposes: runs, signals: ['gpc'] };
// The first layer of a notice has a button that closes it.
notice.html = CONTENT.html!.replace('accept-all', 'close');

test('where things run until somebody objects, the notice is shown once, and closing it decides nothing', async () => {
  const page = await new Page().load(notice);
  assert.equal(page.root.dataset.assentState, 'banner');
  assert.equal(page.assent.get('ads')!.because, 'regime_default');
  assert.equal(page.assent.get('ads')!.decision, 'allow');
  assert.equal(page.cookie, '');
  page.press('close');
  assert.equal(page.root.dataset.assentState, 'closed');
  assert.deepEqual(page.server.choices, []);
  const next = await page.next().load(notice);
  assert.equal(next.root.dataset.assentState, 'closed');
});

test('an objection counts at once, as a withdrawal of what ran', async () => {
  const page = await new Page().load(notice);
  page.press('reject-all');
  assert.equal(page.assent.get('ads')!.because, 'withdrawn');
  await settled();
  assert.equal(page.server.choices[0].regime, 'us-ca');
});

test('a browser that objects is not told what it switched off, and nothing runs', async () => {
  const page = new Page();
  page.navigator = { globalPrivacyControl: true };
  await page.load(notice);
  assert.equal(page.root.dataset.assentState, 'closed');
  assert.deepEqual([page.assent.get('ads')!.decision, page.assent.get('ads')!.because], ['deny', 'gpc']);
});

const again: Partial<Content> = {
  version: 4,
  extras: ['again'],
  words: { ...CONTENT.words, again: 'Something is new.', new: 'New', changed: 'Changed' },
  purposes: [
    CONTENT.purposes[0],
    { key: 'analytics', kind: 'measurement', same: [[1, 4]] },
    { key: 'ads', kind: 'marketing', same: [[4, 4]] },
  ],
  html: CONTENT.html!.replace('<select', '<p>Who asks.</p><ul><li><b>analytics</b></li><li><b>ads</b></li></ul><select'),
};
const chosen = (codes: string) => `assent_demo=1.3.${Date.now()}.${codes}.;path=/`;

test('who is asked again is told what is new, on both layers, and decides about that alone', async () => {
  for (const [action, ads, codes] of [['accept-all', true, 'analytics:r|ads:r'], ['reject-all', false, 'analytics:a|ads:a']] as const) {
    const page = new Page();
    page.document.cookie = chosen(codes);
    await page.load(again);
    assert.equal(page.root.dataset.assentState, 'banner');
    const layer = page.find('[data-assent-layer=banner]');
    assert.deepEqual([...layer.querySelectorAll('li')].map((each) => each.textContent), ['analytics', 'ads (Changed)']);
    assert.equal(layer.querySelector('p')!.textContent, 'Something is new. Who asks.');
    page.press('settings');
    await settled();
    const titles = [...page.document.querySelectorAll('[data-assent-layer=settings] label b')].map((each) => each.textContent);
    assert.deepEqual(titles, ['necessary title', 'analytics title', 'ads title (Changed)']);
    page.press('close');
    page.press(action);
    await settled();
    assert.deepEqual(page.server.choices[0].purposes, { analytics: codes.includes('analytics:a'), ads });
    assert.equal(page.server.choices[0].action, 'custom');
  }
});

test('who is asked for the first time is told of nothing new', async () => {
  const page = await new Page().load(again);
  assert.doesNotMatch(page.root.textContent!, /New|Changed|Something/);
  page.press('accept-all');
  await settled();
  assert.equal(page.server.choices[0].action, 'accept_all');
});
