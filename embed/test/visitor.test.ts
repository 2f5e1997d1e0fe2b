import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isKey, newKey, uuid } from '../src/visitor';

test('keys are canonical, and only such are taken from storage', () => {
  for (let round = 0; round < 200; round++) assert.ok(isKey(newKey()));
  for (const bad of [undefined, '', 'AAAAAAAAAAAAAAAAAAAAAB', 'AAAAAAAAAAAAAAAAAAAAAA==', 'AAAAAAAAAAAAAAAAAAAA+A']) assert.equal(isKey(bad), false);
});

test('a record id is a UUID of version 7 that begins with the time', () => {
  const time = 1774745999999;
  const ids = new Set<string>();
  for (let round = 0; round < 200; round++) {
    const id = uuid(time);
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(parseInt(id.slice(0, 8) + id.slice(9, 13), 16), time);
    ids.add(id);
  }
  assert.equal(ids.size, 200);
  assert.ok(uuid(5).startsWith('00000000-0005-7'));
});
