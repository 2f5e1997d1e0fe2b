import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import type { Decision } from '../assent';
import type { Content, Purpose } from '../src/content';
import type { Stored } from '../src/cookie';
import { decide } from '../src/decide';

interface Standing {
  version: number;
  action: string;
  decided_at: string;
  expires_at: string;
  refusals_until: string;
  gpc?: boolean;
  purposes: Record<string, { granted: boolean; fingerprint: string }>;
}

interface Vector {
  name: string;
  asked: { purpose: string; necessary: boolean; fingerprint: string; runs?: string[]; since?: number };
  newest: Standing | null;
  before: Standing | null;
  now: string;
  expected: Decision;
}

const folder = '../consent/wire/decide';
const vectors = readdirSync(folder).flatMap((file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Vector[]);

/** A purpose that meant `fingerprint` in those of the two versions whose records say so. */
function purpose({ asked, newest, before }: Vector, fingerprint: string): Purpose {
  const same = [before, newest].filter((standing) => standing?.purposes[asked.purpose]?.fingerprint === fingerprint);
  return {
    key: asked.purpose,
    kind: asked.necessary ? 'necessary' : 'measurement',
    same: same.map((standing) => [standing!.version, standing!.version]),
    runs: !!asked.runs,
    since: asked.since,
  };
}

const since = (standing: Standing, end: string) => Date.parse(end) - Date.parse(standing.decided_at);

const content = (standing: Standing | null): Content => ({
  site: 'demo',
  version: 1,
  language: 'en',
  languages: ['en'],
  regime: 'eu',
  lifetime: standing ? since(standing, standing.expires_at) : 0,
  refusals: standing ? since(standing, standing.refusals_until) : 0,
  purposes: [],
});

/** What the browser keeps of a choice, by what it kept before. */
function keep(vector: Vector, standing: Standing | null, before: Stored | null): Stored | null {
  if (!standing) return null;
  const time = Date.parse(standing.decided_at);
  const codes: string[] = [];
  for (const [key, given] of Object.entries(standing.purposes)) {
    const asked = key === vector.asked.purpose;
    const allowed = asked && decide(content(vector.before), purpose(vector, given.fingerprint), before, time).decision === 'allow';
    codes.push(`${key}:${given.granted ? 'a' : standing.action === 'gpc' ? 'g' : allowed ? 'w' : 'r'}`);
  }
  return { version: standing.version, time, codes: codes.join('|'), id: '' };
}

test('there are at least two hundred vectors', () => assert.ok(vectors.length >= 200));

for (const vector of vectors) {
  test(`${vector.expected.because}: ${vector.name}`, () => {
    const stored = keep(vector, vector.newest, keep(vector, vector.before, null));
    const asked = purpose(vector, vector.asked.fingerprint);
    assert.deepEqual(decide(content(vector.newest), asked, stored, Date.parse(vector.now), vector.newest?.gpc), vector.expected);
  });
}

test('an offline banner grants nothing but what is necessary', () => {
  const offline: Content = { ...content(null), version: null, lifetime: 1000, refusals: 1000 };
  const stored: Stored = { version: 1, time: 0, codes: 'ads:a', id: '' };
  assert.equal(decide(offline, { key: 'ads', kind: 'marketing' }, stored, 1).because, 'not_asked');
  assert.equal(decide(offline, { key: 'basket', kind: 'necessary' }, stored, 1).decision, 'allow');
});
