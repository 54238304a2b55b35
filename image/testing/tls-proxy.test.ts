import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { createCertificateAuthority } from './test-certificates.ts';
import { startTlsProxy } from './tls-proxy.ts';

t.test('the proxy serves, refuses, hangs and shows an expired certificate, as told', async (t) => {
  const ca = createCertificateAuthority(mkdtempSync(join(tmpdir(), 'signet-ca-')));
  const behind = createServer((_, response) => response.end('the cloud'));
  await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve));
  const address = behind.address();
  const targetPort = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const proxy = await startTlsProxy({
    ca,
    names: ['IP:127.0.0.1'],
    targetPort: () => targetPort,
    addresses: ['127.0.0.1'],
  });
  t.teardown(async () => {
    await proxy.close();
    behind.close();
  });
  const call = (trusted: string | undefined, signal?: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      const options = { ca: trusted, agent: false as const, signal };
      get(`https://127.0.0.1:${proxy.port}/`, options, (response) => {
        response.setEncoding('utf8').on('data', resolve).on('error', reject);
      }).on('error', reject);
    });

  t.equal(await call(ca.cert), 'the cloud');
  await t.rejects(call(undefined), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  await proxy.behave('certificate-of-today');
  t.equal(await call(ca.cert), 'the cloud');
  await proxy.behave('expired-certificate');
  await t.rejects(call(ca.cert), { code: 'CERT_HAS_EXPIRED' });
  await proxy.behave('refuse');
  await t.rejects(call(ca.cert), { code: 'ECONNREFUSED' });
  await proxy.behave('hang');
  const before = proxy.connectionCount;
  const hanging = t.rejects(call(ca.cert), { code: 'ECONNRESET' });
  await new Promise<void>((resolve) => {
    const look = () => (proxy.connectionCount > before ? resolve() : setImmediate(look));
    look();
  });
  await proxy.behave('serve');
  await hanging;
  t.equal(await call(ca.cert), 'the cloud');
});
