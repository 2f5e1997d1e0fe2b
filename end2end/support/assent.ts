// Starts the real binary on free ports with a database of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How long a start may take on a busy machine, in milliseconds. */
const START_LIMIT = 20_000;
/** How often a starting server is asked whether it is ready, in milliseconds. */
const PROBE_INTERVAL = 25;

/** What the API answers about one purpose. */
export interface Decision {
  purpose: string;
  decision: 'allow' | 'deny' | 'unknown';
  because: string;
  version: number | null;
}

/** A running server with its demo shop. */
export class Assent {
  private process: ChildProcess | undefined;
  private printed = '';

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly shopPort: number,
    /** The name under which browsers reach it; all names of a test lead to this machine. */
    private readonly host: string,
    /** What is set beside the usual. */
    private readonly settings: Record<string, string>,
  ) {}

  /** The admin UI, the banner and the API. */
  get url(): string {
    return `http://${this.host}:${this.port}`;
  }

  /** Where this program reaches it. */
  private get here(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The demo shop: another site, not only another port. */
  get shop(): string {
    return `http://localhost:${this.shopPort}`;
  }

  static async start(host = '127.0.0.1', settings: Record<string, string> = {}): Promise<Assent> {
    const assent = new Assent(mkdtempSync(join(tmpdir(), 'assent-')), await freePort(), await freePort(), host, settings);
    await assent.run();
    return assent;
  }

  /** Starts the process on the same ports and database. */
  async run(): Promise<void> {
    this.printed = '';
    const started = this.spawn(['serve', '--demo']);
    this.process = started;
    started.stdout?.on('data', (chunk) => (this.printed += chunk));
    started.stderr?.on('data', (chunk) => (this.printed += chunk));
    const deadline = Date.now() + START_LIMIT;
    while (!(await answers(`${this.here}/readyz`)) || !(await answers(this.shop))) {
      if (started.exitCode !== null) throw new Error(`assent ended with ${started.exitCode}:\n${this.printed}`);
      if (Date.now() > deadline) throw new Error(`assent did not start:\n${this.printed}`);
      await new Promise((again) => setTimeout(again, PROBE_INTERVAL));
    }
  }

  /** Ends the process; its data stay. */
  async stop(): Promise<void> {
    const running = this.process;
    if (!running || running.exitCode !== null) return;
    const ended = new Promise((done) => running.once('exit', done));
    running.kill('SIGTERM');
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs a command such as `user add` on the same database; answers what it printed. */
  async command(words: string[], input: string): Promise<string> {
    const running = this.spawn(words);
    let output = '';
    running.stdout?.on('data', (chunk) => (output += chunk));
    running.stderr?.on('data', (chunk) => (output += chunk));
    running.stdin?.end(input);
    const code = await new Promise((done) => running.once('exit', done));
    if (code !== 0) throw new Error(`assent ${words.join(' ')} ended with ${code}:\n${output}`);
    return output;
  }

  /** The link that makes its first visitor the owner. */
  get setUpLink(): string {
    const link = /https?:\/\/\S+\/set-up\?token=[\w-]+/.exec(this.printed)?.[0];
    if (!link) throw new Error(`no set-up link in:\n${this.printed}`);
    return link;
  }

  /** What the API answers about a visitor, by purpose. */
  async decisions(site: string, visitor: string): Promise<Record<string, Decision>> {
    const answer = await fetch(`${this.here}/api/v1/sites/${site}/visitors/${visitor}/decisions`);
    if (answer.status !== 200) throw new Error(`decisions: ${answer.status} ${await answer.text()}`);
    const body = (await answer.json()) as { decisions: Decision[] };
    return Object.fromEntries(body.decisions.map((decision) => [decision.purpose, decision]));
  }

  /** The same as `decision because` in one word pair each, which failing tests print best. */
  async reasons(site: string, visitor: string): Promise<Record<string, string>> {
    const decisions = await this.decisions(site, visitor);
    return Object.fromEntries(Object.values(decisions).map((it) => [it.purpose, `${it.decision} ${it.because}`]));
  }

  private spawn(words: string[]): ChildProcess {
    const binary = process.env.ASSENT_BIN;
    if (!binary) throw new Error('ASSENT_BIN is not set; run the tests with `cargo xtask test`');
    return spawn(binary, words, {
      cwd: this.folder,
      env: {
        PATH: process.env.PATH,
        ASSENT_DATABASE_URL: 'sqlite:data/demo.db',
        ASSENT_LISTEN: `127.0.0.1:${this.port}`,
        ASSENT_PUBLIC_URL: this.url,
        ASSENT_DEMO_LISTEN: `127.0.0.1:${this.shopPort}`,
        // All visitors of a test come from one address.
        ASSENT_CHOICES_PER_MINUTE: '0',
        ...this.settings,
      },
      stdio: 'pipe',
    });
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (answer) => answer.ok,
    () => false,
  );
}

/** A port of the kernel's choice. */
export async function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? found(address.port) : failed(new Error('no port'))));
    });
  });
}
