import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format, parse } from '../src/cookie';

const ID = 'N0cI__dxndWXnsh11WzSKA';

test('a cookie survives being written and read', () => {
  for (const value of [`1.3.1764000000000.analytics:a|ads:r.${ID}`, '1.3.1764000000000.analytics:w|ads:g.', '1.3.1764000000000.ads:r.']) {
    const stored = parse(`other=1; assent_demo=${value}; more=2`, 'assent_demo');
    assert.ok(stored, value);
    assert.equal(format(stored), value);
  }
});

test('every field is read', () => {
  const stored = parse(`assent_demo=1.3.1764000000000.analytics:a|ads:r.${ID}`, 'assent_demo');
  assert.deepEqual(stored, { version: 3, time: 1764000000000, codes: 'analytics:a|ads:r', id: ID });
});

test('of two cookies the newest counts, wherever it stands', () => {
  const old = 'assent_demo=1.1.1000.ads:a.' + ID;
  const young = 'assent_demo=1.2.2000.ads:r.';
  for (const cookies of [`${old}; ${young}`, `${young}; ${old}`]) assert.equal(parse(cookies, 'assent_demo')?.time, 2000);
});

test('a malformed cookie is as if there were none', () => {
  const malformed = [
    '',
    '1',
    '2.3.1764000000000.ads:a.',
    '1.x.1764000000000.ads:a.',
    '1.3.-1.ads:a.',
    '1.3.1764000000000.ads.',
    '1.3.1764000000000.ads:x.',
    '1.3.1764000000000.ads:ab.',
    '1.3.1764000000000.ads:a,tv:a.',
    '1.3.1764000000000.ads:a.short',
    '1.3.1764000000000.ads:a',
    `1.3.${'9'.repeat(400)}.ads:a.`,
    '%00',
    '__proto__',
  ];
  for (const value of malformed) assert.equal(parse(`assent_demo=${value}`, 'assent_demo'), null, value);
});

test('a copy that the server has set counts like the page’s own', () => {
  const own = 'assent_demo=1.1.2000.ads:r.';
  const copy = (time: number) => `assent_demo_kept=1.1.${time}.ads:a.${ID}`;
  assert.equal(parse(copy(1000), 'assent_demo')?.time, 1000);
  assert.equal(parse(`${copy(1000)}; ${own}`, 'assent_demo')?.time, 2000);
  assert.equal(parse(`${copy(3000)}; ${own}`, 'assent_demo')?.time, 3000);
});

test('another site’s cookie is not read', () => {
  assert.equal(parse('assent_demo2=1.3.1764000000000.ads:a.; xassent_demo=1.3.1.ads:a.', 'assent_demo'), null);
});
