/**
 * A signed-in person (or nobody) who speaks to the cloud's API as a browser would: cookies and an Origin.
 */
import { request } from 'node:http';

export interface Answer {
  status: number;
  // The tests read what they expect and fail where it is something else.
  body: Record<string, unknown>;
}

export interface Person {
  readonly email: string;
  /** What their browser would send, for what is no call, such as a stream. */
  cookie(): string;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Sends the whole request and cuts the line without reading the answer. */
  callAndHangUp(method: string, path: string, body: unknown): Promise<void>;
}

/** Bytes go as they are: a file that is uploaded. */
function isFile(body: unknown): body is Uint8Array {
  return body instanceof Uint8Array;
}

let count = 0;

/** Somebody without a session; `origin` is the cloud's public URL where the call goes another way. */
export function nobody(cloud: string, origin = cloud): Person {
  const cookies = new Map<string, string>();
  count += 1;
  const email = `person-${process.pid}-${count}@signet.example`;
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const headersFor = (body: unknown): Record<string, string> => ({
    Origin: origin,
    Cookie: cookie(),
    ...(body === undefined ? {} : { 'Content-Type': isFile(body) ? 'image/png' : 'application/json' }),
  });
  return {
    email,
    cookie,
    async call(method, path, body) {
      const response = await fetch(`${cloud}${path}`, {
        method,
        headers: headersFor(body),
        body: body === undefined ? null : isFile(body) ? new Uint8Array(body) : JSON.stringify(body),
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        cookies.set(name, value);
      }
      const text = await response.text();
      return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : {} };
    },
    callAndHangUp: (method, path, body) =>
      new Promise((resolve, reject) => {
        const call = request(`${cloud}${path}`, { method, headers: headersFor(body) });
        call.on('error', reject);
        call.end(JSON.stringify(body), () => {
          call.destroy();
          resolve();
        });
      }),
  };
}

export const password = 'correct horse battery';

/** A new person with an account of their own. */
export async function signUp(cloud: string, name = 'Ada', origin = cloud): Promise<Person> {
  const person = nobody(cloud, origin);
  const answer = await person.call('POST', '/api/auth/sign-up/email', {
    name,
    email: person.email,
    password,
  });
  if (answer.status !== 200)
    throw new Error(`Sign-up answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return person;
}

export function claim(person: Person, body: Record<string, unknown>): Promise<Answer> {
  return person.call('POST', '/api/v1/pairings/claim', body);
}

export async function devicesOf(
  person: Person,
): Promise<
  { id: string; name: string; status: string; showing: string | null; notices: { code: string }[] }[]
> {
  const { body } = await person.call('GET', '/api/v1/devices');
  return Array.isArray(body['devices']) ? body['devices'] : [];
}
