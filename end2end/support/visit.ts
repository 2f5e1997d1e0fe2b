// A visitor's browser on the demo shop, or on a page that a test puts in the shop's place.
import { expect, type Browser, type Locator, type Page } from '@playwright/test';
import { createHash } from 'node:crypto';
import type { Assent } from './assent.ts';

/** A choice as the browser sent it, and what the server answered. */
export interface Recorded {
  status: number;
  sent: { id: string; key: string; version: number; action: string; purposes: Record<string, boolean>; source: string; layer?: string };
  visitor: string;
  version: number;
}

/** The consent cookie, `1.VERSION.TIME.DECISIONS.VISITOR`. */
export interface Cookie {
  version: number;
  decisions: Record<string, string>;
  visitor: string;
}

/** Words of the banner, in English. */
export const words = {
  banner: 'Your choice about your data',
  settings: 'Privacy settings',
  acceptAll: 'Accept all',
  rejectAll: 'Reject all',
  save: 'Save choice',
  close: 'Close without saving',
  turnOff: 'Turn off',
} as const;

export class Visit {
  constructor(
    readonly assent: Assent,
    readonly page: Page,
    readonly site = 'demo',
    readonly origin = assent.shop,
  ) {}

  get root(): Locator {
    return this.page.locator('#assent-root');
  }

  /** The first layer. */
  get banner(): Locator {
    return this.page.locator('[data-assent-layer="banner"]');
  }

  get settings(): Locator {
    return this.page.locator('[data-assent-layer="settings"]');
  }

  /** The control that opens the settings again. */
  get reopen(): Locator {
    return this.page.locator('[data-assent-action="reopen"]');
  }

  get turnOff(): Locator {
    return this.page.locator('[data-assent-action="turn-off"]');
  }

  button(layer: Locator, name: string): Locator {
    return layer.getByRole('button', { name, exact: true });
  }

  purpose(key: string): Locator {
    return this.settings.locator(`[data-assent-purpose="${key}"]`);
  }

  /** Opens the shop and waits for the banner. */
  async open(path = '/'): Promise<void> {
    await this.page.goto(`${this.origin}${path}`);
    await expect(this.root).toHaveAttribute('data-assent-state', 'banner');
  }

  /** Another tab of the same browser. */
  async tab(): Promise<Visit> {
    return new Visit(this.assent, await this.page.context().newPage(), this.site, this.origin);
  }

  /** Puts a page of the test's own in the shop's place; `files` are its scripts and the like, by path. */
  async serve(path: string, html: string, files: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<void> {
    const context = this.page.context();
    await context.route(`${this.origin}${path}`, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html, headers }));
    for (const [name, body] of Object.entries(files)) {
      const contentType = name.endsWith('.js') ? 'text/javascript' : name.endsWith('.svg') ? 'image/svg+xml' : 'text/html; charset=utf-8';
      await context.route(`${this.origin}${name}`, (route) => route.fulfill({ contentType, body }));
    }
  }

  /** The snippet of the install page. */
  get snippet(): string {
    return `<script async src="${this.assent.url}/b/${this.site}.js"></script>`;
  }

  /** A page with the snippet in its head. */
  html(body: string, { lang = 'en', head = this.snippet, dir = 'ltr' } = {}): string {
    return `<!doctype html><html lang="${lang}" dir="${dir}"><head><meta charset="utf-8"><title>A page</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <script>window.ran = []</script>${head}</head><body><main><h1>A page</h1>${body}</main></body></html>`;
  }

  /** Does something that records a choice; answers what was sent and recorded. */
  async recorded(act: () => Promise<unknown>): Promise<Recorded> {
    const answered = this.page.waitForResponse((answer) => answer.url().endsWith(`/api/v1/sites/${this.site}/choices`));
    await act();
    const answer = await answered;
    const sent = JSON.parse(answer.request().postData() ?? '{}') as Recorded['sent'];
    // A page that is loaded again may take the answer's body with it; the visitor is known by the key all the same.
    const known = { visitor: visitorOf(sent.key), version: sent.version };
    const read = answer.json().catch(() => known) as Promise<{ visitor: string; version: number }>;
    const body = await Promise.race([read, new Promise<typeof known>((late) => setTimeout(late, 1000, known))]);
    return { status: answer.status(), sent, visitor: body.visitor, version: body.version };
  }

  async acceptAll(): Promise<Recorded> {
    return this.recorded(() => this.button(this.banner, words.acceptAll).click());
  }

  async rejectAll(): Promise<Recorded> {
    return this.recorded(() => this.button(this.banner, words.rejectAll).click());
  }

  /** Chooses purpose by purpose; what is not named is off. */
  async choose(...granted: string[]): Promise<Recorded> {
    const opener = (await this.banner.isVisible()) ? this.button(this.banner, 'Settings') : this.reopen;
    await opener.click();
    for (const box of await this.settings.getByRole('checkbox').all()) {
      if (await box.isEnabled()) await box.setChecked(granted.includes((await box.getAttribute('value')) ?? ''));
    }
    return this.recorded(() => this.button(this.settings, words.save).click());
  }

  /** The consent cookie, or nothing. */
  async cookie(): Promise<Cookie | undefined> {
    const cookies = await this.page.context().cookies(this.origin);
    const value = cookies.find((cookie) => cookie.name === `assent_${this.site}`)?.value;
    if (value === undefined) return undefined;
    const [format, version, , decisions = '', visitor = ''] = decodeURIComponent(value).split('.');
    expect(format).toBe('1');
    return { version: Number(version), decisions: Object.fromEntries(decisions.split('|').filter(Boolean).map((pair) => pair.split(':') as [string, string])), visitor };
  }

  /** What scripts of a test's page said that they ran, in order. */
  async ran(): Promise<string[]> {
    return this.page.evaluate(() => (window as unknown as { ran: string[] }).ran);
  }

  /** Everything the browser keeps for the shop. */
  async stored(): Promise<{ cookies: number; local: number; session: number }> {
    const cookies = (await this.page.context().cookies()).length;
    return { cookies, ...(await this.page.evaluate(() => ({ local: localStorage.length, session: sessionStorage.length }))) };
  }
}

/** The visitor id of a visitor key (docs/API.md). */
const visitorOf = (key: string) => createHash('sha256').update(Buffer.from(key, 'base64url')).digest().subarray(0, 16).toString('base64url');

/** The addresses a page asks for, from now on. */
export function requests(page: Page): string[] {
  const seen: string[] = [];
  page.on('request', (request) => seen.push(request.url()));
  return seen;
}

/** A visitor whose browser runs no scripts, with the cookies of another context if one is given. */
export async function withoutScripts(browser: Browser, from?: Page): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: false, storageState: await from?.context().storageState() });
  return context.newPage();
}
