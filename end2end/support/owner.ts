// A person in the admin UI: what one does there, in the words of the pages.
import { expect, type Browser, type Locator, type Page } from '@playwright/test';
import type { Assent } from './assent.ts';

export const email = 'owner@example.org';
export const password = 'a sentence that is long enough';

/** Every page of the admin UI, of the demo site where it is about one. */
export const pages = [
  '/',
  '/sites/new',
  '/account',
  '/sites/demo',
  '/you/demo/versions/1',
  ...['settings', 'places', 'purposes', 'purposes/new', 'purposes/ads', 'purposes/ads/trackers/new', 'purposes/ads/trackers/pixel', 'banner', 'publish', 'versions', 'versions/1', 'install', 'records'].map(
    (page) => `/sites/demo/${page}`,
  ),
  '/preview/demo',
];

/** The first sign-in of each server; later pages take its session. */
const sessions = new WeakMap<Assent, Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>>();

export class Owner {
  constructor(
    readonly assent: Assent,
    readonly page: Page,
  ) {}

  /** The owner of the server: by the set-up link the first time, by the session it gave afterwards. */
  static async of(assent: Assent, page: Page): Promise<Owner> {
    const owner = new Owner(assent, page);
    const session = sessions.get(assent);
    if (session) {
      await page.context().addCookies(session);
    } else {
      await owner.setUp();
      await owner.keepSession();
    }
    return owner;
  }

  async setUp(): Promise<void> {
    await this.page.goto(this.assent.setUpLink);
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByLabel('Password').fill(password);
    await this.press('Create account');
    await expect(this.page).toHaveURL(`${this.assent.url}/sites/new`);
  }

  async signIn(who = email, secret = password): Promise<void> {
    await this.page.goto(`${this.assent.url}/sign-in`);
    await this.enter(secret, who);
  }

  /** Fills the sign-in page that is open. */
  async enter(secret = password, who = email): Promise<void> {
    await this.page.getByLabel('E-mail').fill(who);
    await this.page.getByLabel('Password').fill(secret);
    await this.press('Sign in');
  }

  /** Opens a page of the admin UI and makes sure that it is there. */
  async open(path: string): Promise<void> {
    const answer = await this.page.goto(`${this.assent.url}${path}`);
    expect(answer?.status(), path).toBe(200);
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole('main').getByRole('button', { name, exact: true }).click();
  }

  /** Adds a site; answers its key. */
  async addSite(name: string, origin: string): Promise<string> {
    await this.open('/sites/new');
    await this.fill({
      'Name of the site': name,
      'Who is responsible': `${name} Ltd`,
      'How to reach them': 'privacy@example.org',
      'Privacy policy': 'https://www.example.org/privacy',
      'Where the banner runs': origin,
    });
    await this.press('Add site');
    await expect(this.page).toHaveURL(/\/sites\/(?!new)\w+$/);
    return new URL(this.page.url()).pathname.split('/')[2]!;
  }

  /** Later pages of this server take the session of this one: the one before has ended. */
  async keepSession(): Promise<void> {
    sessions.set(this.assent, await this.page.context().cookies(this.assent.url));
  }

  /** Adds a purpose from a template; its page opens. */
  async addPurpose(site: string, template: string): Promise<void> {
    await this.open(`/sites/${site}/purposes/new`);
    await this.press(`Add ${template}`);
    await expect(this.page).toHaveURL(/\?added$/);
  }

  /** Adds a tracker to a purpose, with a policy unless the fields say otherwise; its page opens. */
  async addTracker(site: string, purpose: string, fields: Record<string, string>): Promise<void> {
    await this.open(`/sites/${site}/purposes/${purpose}/trackers/new`);
    await this.fill({ 'Privacy policy': 'https://tracker.example/privacy', ...fields });
    await this.press('Save');
    await expect(this.page).toHaveURL(/\/trackers\/(?!new)\w+/);
  }

  /** Fills fields by their labels. */
  async fill(fields: Record<string, string>): Promise<void> {
    for (const [label, value] of Object.entries(fields)) await this.page.getByLabel(label, { exact: true }).fill(value);
  }

  /** Types until the page reacts: what is typed before its islands have started is not seen by them. */
  async typeUntil(field: Locator, value: string, reacted: () => Promise<void>): Promise<void> {
    await expect(async () => {
      await field.fill(`${value} `);
      await field.fill(value);
      await reacted();
    }).toPass();
  }

  /** Publishes the draft as it is; answers what the page said would change. */
  async publish(site: string, number: number): Promise<string[]> {
    await this.open(`/sites/${site}/publish`);
    const told = this.page.locator('section.card').filter({ has: this.page.getByRole('heading', { name: /^What (changes|is published)/ }) });
    const changes = await told.getByRole('listitem').allTextContents();
    await this.press(`Publish version ${number}`);
    await expect(this.page.getByRole('main').getByText(`Version ${number}`).first()).toBeVisible();
    return changes;
  }

  /** Changes what is on the banner's page and publishes the site's next version. */
  async publishBanner(site: string, change: () => Promise<unknown>): Promise<void> {
    await this.open(`/sites/${site}/banner`);
    await change();
    await this.press('Save');
    await expect(this.page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
    await this.publishNext(site);
  }

  /** Publishes the draft, whatever its number becomes. */
  async publishNext(site: string): Promise<void> {
    await this.open(`/sites/${site}/publish`);
    await this.page.getByRole('button', { name: /^Publish version/ }).click();
    await expect(this.page).toHaveURL(/\?published$/);
  }
}

/** Gives the demo site a layout that it does not have, by plain forms, and publishes it. */
export async function publishLayout(assent: Assent, browser: Browser, layout: string): Promise<void> {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  const owner = await Owner.of(assent, page);
  await owner.publishBanner('demo', () => page.getByRole('radio', { name: layout }).check());
  await page.context().close();
}
