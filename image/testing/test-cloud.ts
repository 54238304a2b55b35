/**
 * The real cloud for a device in a virtual machine: behind TLS with a test's own CA, at an address that the guest
 * reaches, with people who sign up and claim.
 *
 * People speak to it over loopback without TLS, with the public URL as their origin, so that they still can when the
 * devices' way is broken on purpose.
 */
import { nobody, type Person, signUp } from '../../scripts/e2e/test-support/person.ts';
import { newFolder, type Owner, startCloud } from '../../scripts/e2e/test-support/programs.ts';
import type { Credentials } from './credentials.ts';
import { createCertificateAuthority } from './test-certificates.ts';
import { startTlsProxy, type TlsProxy } from './tls-proxy.ts';

export interface TestCloud {
  /** As devices and QR codes name it: `https://10.0.2.2:PORT`. */
  readonly publicUrl: string;
  /** Without TLS, on this machine only. */
  readonly loopbackUrl: string;
  /** PEM of the CA that a device must trust to reach it. */
  readonly caCert: string;
  readonly proxy: TlsProxy;
  /** What tells a device of this cloud. */
  readonly credentials: Credentials;
  signUp(name?: string): Promise<Person>;
  nobody(): Person;
  /** SIGKILL, as the cloud's own power cut; `startAgain` brings it back with its data. */
  kill(): Promise<void>;
  startAgain(): Promise<void>;
}

export interface TestCloudOptions {
  /** How devices reach this machine; 10.0.2.2 is QEMU's user network. */
  host?: string;
  /** Further addresses to listen on, such as a tap device's. */
  addresses?: readonly string[];
  /** More of the cloud's flags. */
  args?: readonly string[];
}

export async function startTestCloud(t: Owner, options: TestCloudOptions = {}): Promise<TestCloud> {
  const { host = '10.0.2.2', addresses = [], args = [] } = options;
  const ca = createCertificateAuthority(newFolder('ca'));
  const numbers = [...new Set([host, '10.0.2.2', '127.0.0.1', ...addresses])];
  const names = numbers.map((name) => (/^[\d.]+$/.test(name) ? `IP:${name}` : `DNS:${name}`));
  let targetPort = 0;
  const proxy = await startTlsProxy({
    ca,
    names: [...names, 'DNS:localhost', 'DNS:cloud.signet.test'],
    targetPort: () => targetPort,
    addresses: ['127.0.0.1', ...addresses],
  });
  t.teardown(() => proxy.close());

  const publicUrl = `https://${host}:${proxy.port}`;
  // People on this machine open it in a browser by a name that is theirs.
  const cloudArgs = [
    ...['--public-url', publicUrl],
    ...['--additional-origins', `https://127.0.0.1:${proxy.port}`],
    ...args,
  ];
  let cloud = await startCloud(t, { args: cloudArgs });
  const loopbackUrl = cloud.url;
  targetPort = Number(new URL(loopbackUrl).port);

  return {
    publicUrl,
    loopbackUrl,
    caCert: ca.cert,
    proxy,
    credentials: { 'signet.config': JSON.stringify({ cloud: publicUrl, caCertificates: [ca.cert] }) },
    signUp: (name) => signUp(loopbackUrl, name, publicUrl),
    nobody: () => nobody(loopbackUrl, publicUrl),
    kill: () => cloud.program.kill(),
    async startAgain() {
      cloud = await startCloud(t, { data: cloud.data, listen: new URL(loopbackUrl).host, args: cloudArgs });
    },
  };
}
