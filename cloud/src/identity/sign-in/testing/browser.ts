/**
 * A browser as far as HTTP goes, for tests: keeps cookies for each origin, follows redirects from site to site, and
 * sends forms. No page is drawn and no script runs; what a script of ours would do, the test does.
 */

export interface Page {
  url: URL;
  status: number;
  headers: Headers;
  text: string;
}

export interface BrowserForTests {
  /** Cookies by origin, then by name. */
  cookies: Map<string, Map<string, string>>;
  /** Every address that it was sent to, oldest first. */
  visited: string[];
  open(url: string | URL): Promise<Page>;
  /** Sends a form as another site's page would (`from`), so cookies with SameSite=Lax stay at home, or as its own. */
  submit(url: string | URL, fields: Record<string, string>, options?: { from?: string }): Promise<Page>;
  /** JSON, as a script of that site would. */
  send(url: string | URL, body: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
  json(url: string | URL): Promise<{ status: number; body: Record<string, unknown> }>;
}

const mostRedirects = 20;
let browsers = 0;

export function startBrowser(): BrowserForTests {
  browsers += 1;
  const address = `198.52.${browsers >> 8}.${browsers & 255}`;
  const cookies: BrowserForTests['cookies'] = new Map();
  const visited: string[] = [];

  async function request(url: URL, init: RequestInit, withCookies = true): Promise<Response> {
    visited.push(url.href);
    const jar = cookies.get(url.origin) ?? new Map<string, string>();
    cookies.set(url.origin, jar);
    const headers = new Headers(init.headers);
    headers.set('X-Forwarded-For', address);
    headers.set('User-Agent', 'Browser for tests');
    if (withCookies && jar.size > 0) {
      headers.set('Cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      const isOver = /max-age=0\b/i.test(line) || /expires=Thu, 01 Jan 1970/i.test(line);
      if (isOver) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  async function follow(response: Response, from: URL): Promise<Page> {
    let url = from;
    let current = response;
    for (let i = 0; i < mostRedirects; i += 1) {
      const location = current.headers.get('Location');
      if (current.status < 300 || current.status >= 400 || location === null) {
        return { url, status: current.status, headers: current.headers, text: await current.text() };
      }
      await current.arrayBuffer();
      url = new URL(location, url);
      current = await request(url, {});
    }
    throw new Error(`redirected for ever, last to ${url}`);
  }

  return {
    cookies,
    visited,
    async open(target) {
      const url = new URL(target);
      return follow(await request(url, {}), url);
    },
    async submit(target, fields, { from } = {}) {
      const url = new URL(target);
      const response = await request(
        url,
        {
          method: 'POST',
          body: new URLSearchParams(fields),
          headers: { Origin: from ?? url.origin },
        },
        from === undefined || from === url.origin,
      );
      return follow(response, url);
    },
    async send(target, body) {
      const url = new URL(target);
      const response = await request(url, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { Origin: url.origin, 'Content-Type': 'application/json' },
      });
      return { status: response.status, body: await readJson(response) };
    },
    async json(target) {
      const response = await request(new URL(target), {});
      return { status: response.status, body: await readJson(response) };
    },
  };
}

async function readJson(response: Response): Promise<Record<string, unknown>> {
  const text = await response.text();
  return text === '' ? {} : JSON.parse(text);
}
