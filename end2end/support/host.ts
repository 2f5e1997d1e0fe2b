// A small site of another origin: one page with a measurement script, and a tracker that asks before it writes.
import { createServer, type Server } from 'node:http';
import type { Assent } from './assent.ts';
import { freePort } from './assent.ts';

/** The script that a visitor's browser runs once measurement is allowed: it reports a hit. */
const MEASURE = `document.title = 'measured';
fetch('/hit', { method: 'POST', body: window.assent.get().visitor ?? '' });`;

export class Host {
  /** Every path that browsers asked for, in order. */
  readonly asked: string[] = [];
  /** What the tracker was told for each hit that it was asked to write. */
  readonly hits: { visitor: string; decision: string; because: string }[] = [];
  /** What stands in the page's head; the site's snippet is put here once it is known. */
  head = '';

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async start(assent: Assent, site: () => string, purpose: string): Promise<Host> {
    const port = await freePort();
    const server = createServer((request, response) => {
      const path = request.url ?? '/';
      host.asked.push(path);
      if (path === '/measure.js') return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(MEASURE);
      if (path === '/hit') {
        let visitor = '';
        request.on('data', (chunk) => (visitor += chunk));
        request.on('end', () => void host.track(assent, site(), purpose, visitor).finally(() => response.writeHead(204).end()));
        return;
      }
      if (path !== '/') return void response.writeHead(404).end();
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(host.page(purpose));
    });
    const host = new Host(server, `http://localhost:${port}`);
    await new Promise<void>((listening) => server.listen(port, 'localhost', listening));
    return host;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  /** Asks the API, and writes a hit only when the answer is `allow`. */
  async track(assent: Assent, site: string, purpose: string, visitor: string): Promise<boolean> {
    const decision = (await assent.decisions(site, visitor))[purpose];
    if (decision?.decision !== 'allow') return false;
    this.hits.push({ visitor, decision: decision.decision, because: decision.because });
    return true;
  }

  private page(purpose: string): string {
    return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A bakery</title><link rel="icon" href="data:,">${this.head}</head>
      <body><main><h1>Bread from yesterday’s flour</h1><p>Open from six.</p></main>
      <script type="text/plain" data-assent="${purpose}" data-assent-when="recorded" data-src="/measure.js"></script></body></html>`;
  }
}
