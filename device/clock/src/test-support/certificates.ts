/**
 * Certificate authorities and certificates for tests, made by the openssl CLI, with whatever dates are asked for.
 *
 * For tests alone; their keys live in a temporary folder of the test and are worth nothing.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate with its key, as PEM. */
export interface Identity {
  key: string;
  cert: string;
}

export interface Authority {
  /** PEM file with the authority's certificate, for whoever is to trust it. */
  caFile: string;
  issue(wanted: {
    /** Subject alternative name, such as `DNS:localhost` or `IP:127.0.0.1`. */
    name: string;
    /** ISO dates, such as `2035-01-01`. */
    from: string;
    to: string;
    purpose?: 'serverAuth' | 'clientAuth';
    /** Signed with its own key instead of the authority's. */
    selfSigned?: boolean;
  }): Identity;
}

const configuration = (directory: string) => `
[ca]
default_ca = authority
[authority]
database = ${directory}/index.txt
new_certs_dir = ${directory}
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
[any]
commonName = supplied
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[req]
distinguished_name = none
[none]
`;

/** The root itself is valid from 2000 to 2099. */
export function makeAuthority(): Authority {
  const directory = mkdtempSync(join(tmpdir(), 'signet-authority-'));
  const path = (name: string) => join(directory, name);
  writeFileSync(path('index.txt'), '');
  writeFileSync(path('openssl.cnf'), configuration(directory));
  request('root', 'Test Root');
  sign(
    'root',
    ['-selfsign', '-keyfile', path('root.key'), '-extensions', 'root'],
    '2000-01-01',
    '2099-01-01',
  );
  let issued = 0;

  function request(file: string, name: string): void {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const files = ['-keyout', path(`${file}.key`), '-out', path(`${file}.csr`)];
    openssl(['req', '-new', '-config', path('openssl.cnf'), '-subj', `/CN=${name}`, ...key, ...files]);
  }

  function sign(file: string, by: readonly string[], from: string, to: string): void {
    const compact = (date: string) => `${date.replaceAll('-', '')}000000Z`;
    const dates = ['-startdate', compact(from), '-enddate', compact(to)];
    const files = ['-in', path(`${file}.csr`), '-out', path(`${file}.pem`)];
    openssl(['ca', '-batch', '-notext', '-config', path('openssl.cnf'), ...by, ...dates, ...files]);
  }

  return {
    caFile: path('root.pem'),
    issue: ({ name, from, to, purpose = 'serverAuth', selfSigned = false }) => {
      issued += 1;
      const file = `leaf-${issued}`;
      request(file, 'leaf');
      writeFileSync(
        path(`${file}.ext`),
        `basicConstraints=CA:FALSE\nextendedKeyUsage=${purpose}\nsubjectAltName=${name}\n`,
      );
      const signer = selfSigned
        ? ['-selfsign', '-keyfile', path(`${file}.key`)]
        : ['-keyfile', path('root.key'), '-cert', path('root.pem')];
      sign(file, [...signer, '-extfile', path(`${file}.ext`)], from, to);
      return {
        key: readFileSync(path(`${file}.key`), 'utf8'),
        cert: readFileSync(path(`${file}.pem`), 'utf8'),
      };
    },
  };
}

function openssl(args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
