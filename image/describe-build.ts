/**
 * Writes what a build is known by, beside the image: the release as data, its packages, and an SBOM.
 *
 * Everything in it is read from what was built (mkosi's manifest, the kernel image), never from what was asked for.
 * The SBOM is CycloneDX 1.6 (ECMA-424), the form that scanners read.
 */
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';

interface Manifest {
  packages: { name: string; version: string; architecture?: string }[];
}

const { values } = parseArgs({
  options: { out: { type: 'string' }, stage: { type: 'string' }, version: { type: 'string' } },
});
const { out, stage, version } = values;
if (out === undefined || stage === undefined || version === undefined)
  throw new Error('Usage: describe-build.ts --out DIR --stage DIR --version VERSION');

const manifest: Manifest = JSON.parse(readFileSync(join(out, 'signet.manifest'), 'utf8'));
const debian = manifest.packages.map((one) => ({ name: one.name, version: one.version }));
const npm = npmPackages(stage);

writeFileSync(
  join(out, 'signet.packages'),
  [
    ...debian.map((one) => `deb ${one.name} ${one.version}`),
    ...npm.map((one) => `npm ${one.name} ${one.version}`),
  ]
    .sort()
    .join('\n')
    .concat('\n'),
);
writeFileSync(
  join(out, 'signet.cdx.json'),
  `${JSON.stringify(
    {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: { component: { type: 'operating-system', name: 'signet', version } },
      components: [
        ...debian.map((one) => component(one, 'deb/debian', '?arch=amd64&distro=debian-13')),
        ...npm.map((one) => component(one, 'npm', '')),
      ],
    },
    null,
    1,
  )}\n`,
);
writeFileSync(
  join(out, 'signet.release.json'),
  `${JSON.stringify({ version, rootHash: rootHash(out), files: files(out) }, null, 2)}\n`,
);

function component(one: { name: string; version: string }, type: string, qualifiers: string) {
  const purl = `pkg:${type}/${one.name.replace('@', '%40')}@${encodeURIComponent(one.version)}${qualifiers}`;
  return { type: 'library', name: one.name, version: one.version, purl };
}

/** The bundle holds what package-lock.json pins of the device's parts. */
function npmPackages(directory: string): { name: string; version: string }[] {
  const inputs: string[] = JSON.parse(readFileSync(join(directory, 'npm-packages.json'), 'utf8'));
  return inputs.map((path) => {
    const { name, version: itsVersion } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    return { name: String(name), version: String(itsVersion) };
  });
}

/** As the unified kernel image says it to the kernel. */
function rootHash(directory: string): string {
  const [image] = globSync(join(directory, 'signet_*.efi'));
  const [, hash] = /roothash=([0-9a-f]{64})/.exec(readFileSync(image ?? '', 'latin1')) ?? [];
  if (hash === undefined) throw new Error('The kernel image names no root hash.');
  return hash;
}

function files(directory: string) {
  return globSync(join(directory, 'signet_*')).map((path) => {
    const [sha256 = ''] = execFileSync('sha256sum', [path], { encoding: 'utf8' }).split(' ');
    return { name: basename(path), bytes: statSync(path).size, sha256 };
  });
}
