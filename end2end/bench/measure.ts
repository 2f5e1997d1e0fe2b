// One visit of a page in a slowed browser, and what it cost.
import type { BrowserContext, CDPSession, Page } from '@playwright/test';

/** How many times slower the processor seems. */
export const SLOWER = 4;
/** 150 ms to the server and back; 1.6 Mbit/s down and 0.75 Mbit/s up, in bytes. Every request waits the full way once; connections take no time. */
const SLOW_NETWORK = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };
/** From the page's load event on: how long it may go on working before the costs are read, in milliseconds. */
const SETTLED = 1_500;
/** How long a banner may take, in milliseconds. */
const PATIENCE = 20_000;
/** How long after a click its entries are read, in milliseconds. */
const HEARD = 500;
/** Shorter answers to a click are not reported by browsers, in milliseconds. */
export const SHORTEST = 16;

/** What the page's own observers have noted. */
interface Seen {
  shift: number;
  blocked: number;
  largest?: Element | null;
  /** The longest time from an event of a click to the paint after it. */
  answer: number;
  /** When the banner stood there, since the navigation began. */
  opaque?: number;
}

declare global {
  interface Window {
    seen: Seen;
  }
}

/** In the page: notes shifts, long tasks, the largest paint and clicks. */
function observe(shortest: number): void {
  const seen: Seen = (window.seen = { shift: 0, blocked: 0, answer: 0 });
  const each = <Entry,>(type: string, note: (entry: Entry) => void, options = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => note(entry as Entry))).observe({ type, buffered: true, ...options });
  each<{ value: number; hadRecentInput: boolean }>('layout-shift', (shift) => {
    if (!shift.hadRecentInput) seen.shift += shift.value;
  });
  each<PerformanceEntry>('longtask', (task) => (seen.blocked += task.duration - 50));
  each<{ element: Element | null }>('largest-contentful-paint', (paint) => (seen.largest = paint.element));
  const click = (event: PerformanceEventTiming & { interactionId?: number }) => {
    if (event.interactionId) seen.answer = Math.max(seen.answer, event.duration);
  };
  each('event', click, { durationThreshold: shortest });
}

/** In the page: looks in every frame whether the banner stands, and notes when that frame is through. */
function watch(selector: string): void {
  const stands = (banner: Element) => {
    const { top, left, right, bottom, width, height } = banner.getBoundingClientRect();
    const isInside = top >= 0 && left >= 0 && right <= innerWidth && bottom <= innerHeight;
    if (!width || !height || !isInside || !banner.checkVisibility({ visibilityProperty: true })) return false;
    for (let at: Element | null = banner; at; at = at.parentElement) {
      const moves = at.getAnimations().some((animation) => animation.playState === 'running');
      if (moves || getComputedStyle(at).opacity !== '1') return false;
    }
    return true;
  };
  const look = () => {
    const banner = document.querySelector(selector);
    if (!banner || !stands(banner)) return void requestAnimationFrame(look);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => (window.seen.opaque = performance.now());
    port2.postMessage('');
  };
  requestAnimationFrame(look);
}

/** What the main thread did since the page began, in milliseconds; `script` with its compilation. */
export interface Work {
  script: number;
  all: number;
  layouts: number;
}

/** A page in a tab of its own, in a browser that is as slow as a cheap phone. */
export class Tab {
  /** Requests beside the page's own, from the cache or not. */
  requests = 0;
  /** What came for them over the network, with headers. */
  bytes = 0;

  private constructor(
    readonly page: Page,
    private readonly session: CDPSession,
  ) {}

  /** Opens an address; with a banner to wait for, over a slow network. */
  static async open(context: BrowserContext, url: string, banner?: string): Promise<Tab> {
    const page = await context.newPage();
    const tab = new Tab(page, await context.newCDPSession(page));
    await page.addInitScript(observe, SHORTEST);
    if (banner) await page.addInitScript(watch, banner);
    await tab.slowDown(Boolean(banner));
    await page.goto(url, { waitUntil: 'load' });
    return tab;
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  private async slowDown(network: boolean): Promise<void> {
    const asked = new Set<string>();
    this.session.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
      if (type === 'Document' || request.url.startsWith('data:')) return;
      asked.add(requestId);
      this.requests++;
    });
    this.session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (asked.has(requestId)) this.bytes += encodedDataLength;
    });
    await this.session.send('Network.enable');
    if (network) await this.session.send('Network.emulateNetworkConditions', SLOW_NETWORK);
    // The thread's own time: another program that is busy meanwhile adds little.
    await this.session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await this.session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  }

  /** Waits until the page has come to rest, and reads what it took; whatever asks the page itself comes later. */
  async work(): Promise<Work> {
    await this.pause(SETTLED);
    const { metrics } = await this.session.send('Performance.getMetrics');
    const figure = (name: string) => {
      const found = metrics.find((metric) => metric.name === name);
      if (!found) throw new Error(`the browser reports no ${name}`);
      return found.value;
    };
    return {
      script: 1000 * (figure('ScriptDuration') + figure('V8CompileDuration')),
      all: 1000 * figure('TaskDuration'),
      layouts: figure('LayoutCount'),
    };
  }

  /** Shift, blocked time, and whether the largest paint belongs to an element. */
  async looks(own: string): Promise<{ shift: number; blocked: number; isLargest: boolean; largest: string }> {
    return this.page.evaluate((own) => {
      const { shift, blocked, largest } = window.seen;
      return { shift, blocked, isLargest: Boolean(largest?.closest(own)), largest: largest?.localName ?? 'nothing' };
    }, own);
  }

  /** When the banner stood there at full opacity, in milliseconds since the navigation began. */
  async opaque(): Promise<number> {
    const seen = await this.page.waitForFunction(() => window.seen.opaque, undefined, { timeout: PATIENCE });
    return (await seen.jsonValue())!;
  }

  /** Clicks the middle of an element as a hand would; answers the time to the next paint in milliseconds. */
  async click(selector: string): Promise<number> {
    const button = this.page.locator(selector).first();
    await button.waitFor({ timeout: PATIENCE });
    const box = (await button.boundingBox())!;
    // What the page still does by itself is no answer to the click.
    await this.pause(HEARD);
    await this.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await this.pause(HEARD);
    return this.page.evaluate(() => {
      const { answer } = window.seen;
      window.seen.answer = 0;
      return answer;
    });
  }

  /** Fails when an element is not seen, or is, against what is said. */
  async expect(selector: string, isSeen: boolean, what: string): Promise<void> {
    const state = isSeen ? 'visible' : 'hidden';
    await this.page.locator(selector).first().waitFor({ state, timeout: PATIENCE }).catch(() => {
      throw new Error(`${what}: the banner is not ${state}`);
    });
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((over) => setTimeout(over, milliseconds));
  }
}
