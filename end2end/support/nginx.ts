// A caching reverse proxy before the server, as operators run it.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './assent.ts';

/** How long a start may take on a busy machine, in milliseconds. */
const START_LIMIT = 10_000;

export class Nginx {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    readonly url: string,
  ) {}

  /** Starts one before `upstream` that keeps whatever the answers let it keep, and says `x-cache: HIT` where it did. */
  static async before(upstream: string): Promise<Nginx> {
    const binary = process.env.NGINX_PATH;
    if (!binary) throw new Error('NGINX_PATH is not set; run the tests with `cargo xtask test`');
    const folder = mkdtempSync(join(tmpdir(), 'assent-nginx-'));
    mkdirSync(join(folder, 'temp'));
    const port = await freePort();
    const config = `
      daemon off; master_process off; worker_processes 1; error_log stderr; pid ${folder}/pid;
      events { worker_connections 64; }
      http {
        access_log off;
        client_body_temp_path ${folder}/temp/a; proxy_temp_path ${folder}/temp/b; fastcgi_temp_path ${folder}/temp/c;
        uwsgi_temp_path ${folder}/temp/d; scgi_temp_path ${folder}/temp/e;
        proxy_cache_path ${folder}/cache keys_zone=kept:1m;
        server {
          listen 127.0.0.1:${port};
          location / {
            proxy_pass ${upstream};
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_cache kept;
            add_header X-Cache $upstream_cache_status always;
          }
        }
      }`;
    writeFileSync(join(folder, 'nginx.conf'), config);
    const started = spawn(binary, ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')], { stdio: 'pipe' });
    let printed = '';
    started.stderr?.on('data', (chunk) => (printed += chunk));
    const url = `http://127.0.0.1:${port}`;
    const deadline = Date.now() + START_LIMIT;
    while (!(await fetch(`${url}/readyz`).then((answer) => answer.ok, () => false))) {
      if (started.exitCode !== null || Date.now() > deadline) throw new Error(`nginx did not start:\n${printed}`);
      await new Promise((again) => setTimeout(again, 25));
    }
    return new Nginx(started, folder, url);
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.process.once('exit', done));
    this.process.kill('SIGTERM');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
