/**
 * A certificate authority of a test and what it signs, made by `openssl`: nothing of it is trusted by anyone who was
 * not given it, and it is gone with its folder.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  /** PEM of certificate and private key. */
  readonly cert: string;
  readonly key: string;
}

/**
 * `valid`: at any time a device may believe in; `today`: as a real one that was just renewed, from minutes ago for
 * two months. A device starts with no earlier time than its image was built at (systemd(1), CLOCK EPOCH). */
export type Validity = 'valid' | 'today' | 'expired';

export interface CertificateAuthority {
  /** PEM; who trusts it trusts what it issues. */
  readonly cert: string;
  /** A server's certificate for these names, such as `IP:10.0.2.2` and `DNS:cloud.signet.test`. */
  issue(names: readonly string[], validity?: Validity): Certificate;
}

/** Valid from long ago, because a device's clock is a rumour. `openssl ca` alone takes both dates in OpenSSL 3.0. */
const validities: Readonly<Record<Validity, readonly string[]>> = {
  valid: ['-startdate', '19700101000000Z', '-enddate', '20991231235959Z'],
  today: ['-startdate', minutesFromNow(-5), '-enddate', minutesFromNow(60 * 24 * 60)],
  expired: ['-startdate', '19700101000000Z', '-enddate', '20200101000000Z'],
};

export function createCertificateAuthority(folder: string): CertificateAuthority {
  const inFolder = (name: string) => join(folder, name);
  let count = 0;
  request('ca', 'Signet test CA');
  writeFileSync(inFolder('ca.cnf'), caConfiguration(folder));
  writeFileSync(inFolder('index.txt'), '');
  sign(
    'ca',
    'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n',
    'valid',
    '-selfsign',
  );

  return {
    cert: read('ca.crt'),
    issue(names, validity = 'valid') {
      count += 1;
      const name = `server-${count}`;
      request(name, 'Signet test cloud');
      const use = 'basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n';
      sign(name, `${use}subjectAltName=${names.join(',')}\n`, validity);
      return { cert: read(`${name}.crt`), key: read(`${name}.key`) };
    },
  };

  function read(name: string): string {
    return readFileSync(inFolder(name), 'utf8');
  }

  function request(name: string, commonName: string): void {
    const [key, csr] = [inFolder(`${name}.key`), inFolder(`${name}.csr`)];
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', key);
    openssl('req', '-new', '-key', key, '-out', csr, '-subj', `/CN=${commonName}`);
  }

  function sign(name: string, extensions: string, validity: Validity, ...more: string[]): void {
    const [csr, cert, extensionsFile] = [`${name}.csr`, `${name}.crt`, `${name}.ext`].map(inFolder);
    writeFileSync(`${extensionsFile}`, extensions);
    const files = ['-in', `${csr}`, '-out', `${cert}`, '-extfile', `${extensionsFile}`];
    const how = ['-batch', '-notext', '-config', inFolder('ca.cnf'), ...validities[validity], ...more];
    openssl('ca', ...how, ...files);
  }
}

/** As `openssl ca` takes it: YYYYMMDDHHMMSSZ. */
function minutesFromNow(minutes: number): string {
  const at = new Date(Date.now() + minutes * 60_000).toISOString();
  return `${at.slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
}

function caConfiguration(folder: string): string {
  return `[ca]
default_ca=test
[test]
database=${folder}/index.txt
new_certs_dir=${folder}
rand_serial=yes
certificate=${folder}/ca.crt
private_key=${folder}/ca.key
default_md=sha256
policy=any
unique_subject=no
[any]
commonName=supplied
`;
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
