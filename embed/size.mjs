// Prints the bytes of what the build made: raw, gzip and brotli, each part alone and both together.
import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const read = (name) => readFileSync(new URL(`dist/${name}`, import.meta.url));
const parts = { 'embed.js': read('embed.js'), 'banner.css': read('banner.css') };
parts['together'] = Buffer.concat(Object.values(parts));
for (const file of process.argv.slice(2)) parts[file] = readFileSync(file);

console.log(`${'file'.padEnd(24)}${'raw'.padStart(8)}${'gzip'.padStart(8)}${'brotli'.padStart(8)}`);
for (const [name, bytes] of Object.entries(parts)) {
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  const sizes = [bytes.length, gzipSync(bytes, { level: 9 }).length, brotli.length];
  console.log(name.padEnd(24) + sizes.map((size) => String(size).padStart(8)).join(''));
}
