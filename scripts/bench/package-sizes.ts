/**
 * Which Debian packages the image's room goes to.
 *
 * mkosi's manifest names them without their sizes; those stand in the package lists that the build was made from. They
 * are what Debian ships: what the image leaves out of a package (documentation, firmware of routers) is still in it.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PackageSize {
  name: string;
  version: string;
  /** Installed, in KiB. */
  kib: number;
}

/** The largest first; none where the lists of the build are gone. */
export function largestPackages(manifestFile: string, listsFolder: string, count: number): PackageSize[] {
  const manifest: { packages: { name: string; version: string }[] } = JSON.parse(
    readFileSync(manifestFile, 'utf8'),
  );
  const wanted = new Set(manifest.packages.map(({ name, version }) => `${name} ${version}`));
  const sizes = new Map<string, PackageSize>();
  for (const list of globSync(join(listsFolder, '*_Packages')))
    for (const one of packagesIn(readFileSync(list, 'utf8')))
      if (wanted.has(`${one.name} ${one.version}`)) sizes.set(one.name, one);
  return [...sizes.values()].sort((a, b) => b.kib - a.kib).slice(0, count);
}

/** Reads the stanzas of a `Packages` file (Debian policy 5.1, deb-control(5)); one without a size is left out. */
export function packagesIn(text: string): PackageSize[] {
  return text.split(/\n\n+/).flatMap((stanza) => {
    const field = (name: string) => new RegExp(`^${name}: (.+)$`, 'm').exec(stanza)?.[1];
    const [name, version, kib] = [field('Package'), field('Version'), field('Installed-Size')];
    return name === undefined || version === undefined || kib === undefined
      ? []
      : [{ name, version, kib: Number(kib) }];
  });
}
