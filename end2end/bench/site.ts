// A page of another origin without any banner of its own, and the files of the banners it is measured with.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { brotliCompressSync, constants } from 'node:zlib';

/** A file as it is served: at brotli's highest quality, as Assent serves its own. */
interface Served {
  type: string;
  body: Buffer;
  headers: Record<string, string>;
}

export class Site {
  private readonly files = new Map<string, Served>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Site> {
    const server = createServer((request, response) => site.answer(request, response));
    const site = new Site(server);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return site;
  }

  /** Host and port; files are loaded from here by pages of another site, as Assent's script is. */
  get address(): string {
    const address = this.server.address();
    if (typeof address !== 'object' || !address) throw new Error('the site does not listen');
    return `127.0.0.1:${address.port}`;
  }

  put(path: string, text: string, type: string, headers: Record<string, string> = {}): void {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(text) };
    this.files.set(path, { type: `${type}; charset=utf-8`, body: brotliCompressSync(text, { params }), headers });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const file = this.files.get(request.url ?? '/');
    if (!file) return void response.writeHead(404).end();
    const headers = { ...file.headers, 'content-type': file.type, 'content-encoding': 'br', 'content-length': file.body.length };
    response.writeHead(200, headers).end(file.body);
  }
}

const WORDS = `bread flour oven early morning street window people water salt rye wheat hand table long cold winter crust
  slow basket paper village baker mill stone river field harvest price loaf slice butter open close Sunday corner light
  warm smell dough rise rest fold shape bake cool sell again every day nobody hurry recipe grandmother daughter`.split(/\s+/);

/** Sentences that are the same in every run, and no two of them alike: repeated ones would weigh nothing. */
function writer(): (sentences: number) => string {
  let state = 7;
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const sentence = () => {
    const words = Array.from({ length: 8 + next(9) }, () => WORDS[next(WORDS.length)]!).join(' ');
    return `${words[0]!.toUpperCase()}${words.slice(1)}.`;
  };
  return (sentences) => Array.from({ length: sentences }, sentence).join(' ');
}

export const PAGE_CSS = `:root { --ink: #23201c; --paper: #fffdf8; --line: #ded6c8; --accent: #8a4b12 }
* { box-sizing: border-box }
body { margin: 0; font: 17px/1.6 Georgia, serif; color: var(--ink); background: var(--paper) }
header, footer { display: flex; flex-wrap: wrap; gap: 1rem; justify-content: space-between; padding: 1rem 2rem; border-bottom: 1px solid var(--line) }
nav a { color: inherit; margin-inline-end: 1rem }
main { max-width: 64rem; margin: auto; padding: 2rem }
h1 { font-size: 3rem; line-height: 1.1; margin: 0 0 1rem }
.lead { font-size: 1.4rem }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: 1rem; padding: 0; list-style: none }
.cards li { border: 1px solid var(--line); padding: 1rem; border-radius: .5rem }
.cards svg { width: 3rem; height: 3rem; fill: none; stroke: var(--accent); stroke-width: 2 }
button { font: inherit; padding: .4rem .8rem; color: var(--paper); background: var(--accent); border: 0; border-radius: .3rem }
table { width: 100%; border-collapse: collapse }
td, th { text-align: start; padding: .4rem; border-bottom: 1px solid var(--line) }
`;

/** A shop's page of a common length: 20 kB of text and markup, and a style sheet. */
export function page(head: string): string {
  const write = writer();
  const links = ['Bread', 'Cakes', 'Hours', 'Visit', 'About'].map((name) => `<a href="/">${name}</a>`).join(' ');
  const card = (number: number) =>
    `<li><svg viewBox="0 0 48 48" aria-hidden="true"><path d="M8 ${20 + number}c0-9 32-9 32 0v16H8z"/></svg><h3>Loaf ${number}</h3><p>${write(2)}</p><button type="button">Add to basket</button></li>`;
  const row = (number: number) => `<tr><td>Day ${number}</td><td>${number + 5}:30</td><td>${number + 12}:00</td></tr>`;
  const count = <T,>(length: number, make: (number: number) => T) => Array.from({ length }, (_, at) => make(at + 1));
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A bakery</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">${head}</head>
<body><header><strong>A bakery</strong><nav>${links}</nav></header>
<main><h1>Bread from yesterday’s flour</h1><p class="lead">${write(4)}</p>
<h2>This week</h2><ul class="cards">${count(12, card).join('\n')}</ul>
${count(8, (number) => `<section><h2>Chapter ${number}</h2>${count(3, () => `<p>${write(6)}</p>`).join('\n')}</section>`).join('\n')}
<h2>Hours</h2><table><tbody>${count(7, row).join('')}</tbody></table></main>
<footer><p>${write(2)}</p></footer></body></html>`;
}
