/** What is said of provisioning tokens: what one is right now, what it has done, why it refused. Pure. */
import type { ProvisioningToken, TokenRefusals } from '../api/provisioning.ts';

type Standing = ProvisioningToken['standing'];
export type Refusal = TokenRefusals['refusals'][number];

export const standingWords: Readonly<Record<Standing, { title: string; tone: 'good' | 'warn' | 'quiet' }>> = {
  active: { title: 'Active', tone: 'good' },
  paused: { title: 'Paused', tone: 'warn' },
  expired: { title: 'Expired', tone: 'quiet' },
  'used-up': { title: 'Used up', tone: 'quiet' },
  revoked: { title: 'Revoked', tone: 'quiet' },
};

export function usesWords({ uses, maxUses }: Pick<ProvisioningToken, 'uses' | 'maxUses'>): string {
  const number = (count: number) => count.toLocaleString('en');
  if (maxUses !== null) return `${number(uses)} of ${number(maxUses)} screens enrolled`;
  if (uses === 0) return 'No screen enrolled yet';
  return `${number(uses)} ${uses === 1 ? 'screen' : 'screens'} enrolled`;
}

/** One sentence of what happened and what to do about it. */
export function refusalWords(reason: Refusal['reason']): string {
  const words: Readonly<Record<Refusal['reason'], string>> = {
    'unknown-token': 'Its token does not exist. Write its file anew.',
    expired: 'The token had expired. Make another one, and give it to the screen.',
    paused: 'The token was paused. Let it go on, and restart the screen.',
    revoked: 'The token was revoked. Make another one, and give it to the screen.',
    'used-up': 'The token had enrolled as many screens as it may. Make another one for the rest.',
    'serial-not-allowed': 'Its serial number is not on the list of this token.',
    'device-limit': 'The account had as many devices as it may. Remove one, or ask for more.',
    'removed-before': 'It was removed from this account. Pair it by its code, if it is to come back.',
    'too-many-tries': 'Too many wrong tokens came from its network. It tries again by itself.',
    refused: 'The token did not enrol it.',
  };
  return words[reason];
}

export function timesWords(times: number): string {
  return times === 1 ? 'once' : times === 2 ? 'twice' : `${times.toLocaleString('en')} times`;
}

/** What a screen is called where it has no name here. */
export function screenWords({
  model,
  serial,
  deviceId,
}: Pick<Refusal, 'model' | 'serial' | 'deviceId'>): string {
  const label = model.trim() === '' ? 'Screen' : model.trim();
  return serial.trim() === '' ? `${label} ${deviceId.slice(0, 8)}` : `${label} ${serial.trim()}`;
}

/** What every screen gets that it enrols, as a list of facts. */
export function givesWords(token: ProvisioningToken): { term: string; text: string }[] {
  const { namePattern, location, tags, serials, network, allowReturn } = token;
  const parts = [
    network?.static === undefined ? '' : `address ${network.static.address}`,
    network?.dns === undefined ? '' : `DNS ${network.dns.join(', ')}`,
    network?.proxy === undefined ? '' : `proxy ${network.proxy.url}`,
    network?.wifi === undefined ? '' : `Wi-Fi ${network.wifi.ssid}`,
  ].filter(Boolean);
  return [
    { term: 'Named', text: namePattern === '' ? 'by model and serial number' : namePattern },
    { term: 'Location', text: location },
    { term: 'Tags', text: tags.join(', ') },
    { term: 'Network', text: parts.join(' · ') },
    { term: 'Only for', text: serials === null ? '' : serials.join(', ') },
    {
      term: 'Screens that were removed or reset',
      text: allowReturn ? 'come back into their own place' : 'stay out',
    },
  ].filter(({ text }) => text !== '');
}

/** `signet.json`: what a screen reads from its boot partition. */
export function bootFile(cloud: string, provisioningToken: string): string {
  return `${JSON.stringify({ cloud, provisioningToken }, null, 2)}\n`;
}

/** Lines or commas, as they come out of a table of hardware. */
export function serialsIn(text: string): string[] | null {
  const serials = text
    .split(/[\n,;]+/)
    .map((serial) => serial.trim())
    .filter(Boolean);
  return serials.length === 0 ? null : [...new Set(serials)];
}
