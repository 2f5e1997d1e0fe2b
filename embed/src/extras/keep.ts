// Where the server is same-site with the page, it sets a copy of the cookie: browsers that forget within days what a
// script has set keep that, and refusals with it.
import type { Content } from '../content';

declare const __assent: Content;
declare const __script: HTMLScriptElement | null;

const { kit, extras, share, site } = __assent;
const name = 'assent_' + site;

const labels = (host: string) => host.split('.').reverse();

/** The domain that the page and the server share; none for one host, or where subdomains are apart. */
function shared(): string | undefined {
  if (!share) return;
  const [own, theirs] = [location.hostname, new URL(__script!.src).hostname].map(labels);
  const end = own.findIndex((label, at) => label !== theirs[at]);
  const common = end < 0 ? own : own.slice(0, end);
  return common[1] && common.reverse().join('.');
}

const read = (wanted: string) => document.cookie.split('; ').find((cookie) => cookie.startsWith(wanted + '='))?.slice(wanted.length + 1);

/** Removes a copy of another choice, wherever it was set: until the present one is on record, the page's own counts alone. */
function drop(): void {
  if (read(name + '_kept') === read(name)) return;
  const domains = location.hostname.split('.').map((_, at, all) => ';domain=' + all.slice(at).join('.'));
  for (const domain of ['', ...domains]) document.cookie = `${name}_kept=;max-age=0;path=/${domain}`;
}

/** Asks for a copy of the present cookie. */
function keep(): void {
  const value = read(name);
  const body = JSON.stringify({ value, domain: shared() });
  // Without a copy all is as on any other page.
  if (value) kit!.ask(`/b/${site}/keep`, { method: 'POST', credentials: 'include', keepalive: true, body }).catch(() => {});
}

if (kit && __script && extras?.includes('keep')) {
  window.assent!.on('change', drop);
  window.assent!.on('recorded', keep);
}
