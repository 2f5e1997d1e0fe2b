// Prints what the runtime and the banner's styles weigh, and what changed since the last line of sizes.csv; `--write`
// adds a line to it, which is done with every change that a visitor could feel.
import { appendFileSync, readFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const here = (name) => new URL(name, import.meta.url);
const files = ['embed.js', 'banner.css', 'lists.js', 'vendors.js', 'block.js', 'keep.js'];
const weigh = (name) => {
  const bytes = readFileSync(here(`dist/${name}`));
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli.length };
};

const history = readFileSync(here('sizes.csv'), 'utf8').trim().split('\n');
const columns = history[0].split(',');
const last = Object.fromEntries(history.at(-1).split(',').map((value, at) => [columns[at], value]));
const now = Object.fromEntries(files.map((name) => [name, weigh(name)]));

console.log(`${'bytes'.padEnd(14)}${'raw'.padStart(8)}${'gzip'.padStart(8)}${'brotli'.padStart(8)}   since ${last.day}`);
for (const [name, { raw, gzip, brotli }] of Object.entries(now)) {
  const change = brotli - Number(last[name] ?? 0);
  console.log(name.padEnd(14) + [raw, gzip, brotli].map((size) => String(size).padStart(8)).join('') + `   ${change > 0 ? '+' : ''}${change}`);
}
if (process.argv[2] === '--write') {
  const line = columns.map((column) => (column === 'day' ? new Date().toISOString().slice(0, 10) : now[column].brotli));
  appendFileSync(here('sizes.csv'), `${line.join(',')}\n`);
}
