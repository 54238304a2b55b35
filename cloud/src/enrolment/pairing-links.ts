/**
 * The two addresses on a pairing screen: the one in the QR and the one that a person types.
 *
 * The QR's address is written in upper case so that it fits QR alphanumeric mode (ISO/IEC 18004 section 7.4.4),
 * which makes the modules about a third larger on the same screen. Scheme and host ignore case by RFC 3986
 * section 6.2.2.1, the path because our route does. A public address that cannot be written in those characters
 * is refused when the cloud starts, because every screen would otherwise show something that cannot be scanned.
 */

/** The longest origin for which the typed address still fits the wire contract's 128 characters. */
const maxPublicUrlLength = 120;

const alphanumeric = /^[0-9A-Z $%*+\-./:]+$/;

export class PublicUrlError extends Error {
  readonly code = 'public-url-unfit';
  constructor(detail: string) {
    super(detail);
    this.name = 'PublicUrlError';
  }
}

export interface PairingLinks {
  /** `HTTPS://HOST/P/<pairing ID>`, in QR alphanumeric characters only. */
  qrUrl(pairingId: string): string;
  /** What a person types: `host/pair`; with `http://` in front where https is not meant, for browsers try https first. */
  readonly shortUrl: string;
}

/**
 * Reads the public address once. Throws {@link PublicUrlError} where it is no plain origin (scheme, host, port),
 * or has a character that QR alphanumeric mode lacks, such as the brackets of an IPv6 address.
 */
export function pairingLinks(publicUrl: string): PairingLinks {
  const origin = readOrigin(publicUrl);
  const upper = origin.toUpperCase();
  if (!alphanumeric.test(upper)) {
    throw new PublicUrlError(
      `The public URL ${publicUrl} cannot be put into a pairing QR: use a host name, or an IPv4 address, of letters, digits, dots and hyphens.`,
    );
  }
  return {
    qrUrl: (pairingId) => `${upper}/P/${pairingId.toUpperCase()}`,
    shortUrl: `${origin.replace(/^https:\/\//, '')}/pair`,
  };
}

function readOrigin(publicUrl: string): string {
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new PublicUrlError(`The public URL ${publicUrl} is not an http or https address.`);
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new PublicUrlError(
      `The public URL ${publicUrl} must be scheme, host and port alone, such as ${url.origin}.`,
    );
  }
  if (url.origin.length > maxPublicUrlLength) {
    throw new PublicUrlError(`The public URL may have ${maxPublicUrlLength} characters.`);
  }
  return url.origin;
}
