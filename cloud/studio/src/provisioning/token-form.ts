/** What a person fills in to make a token, what is wrong with it, and what the cloud is asked. Pure. */
import type { NewToken } from '../api/provisioning.ts';
import { splitTags } from '../devices/tag-rules.ts';
import { serialsIn } from './token-words.ts';

export interface TokenForm {
  name: string;
  maxUses: string;
  life: string;
  namePattern: string;
  location: string;
  tags: string;
  /** Empty: what the account's other screens play. */
  playlistId: string;
  serials: string;
  allowReturn: boolean;
}

export const emptyToken: TokenForm = {
  ...{
    name: '',
    maxUses: '',
    life: '30',
    namePattern: '',
    location: '',
    tags: '',
    playlistId: '',
    serials: '',
  },
  allowReturn: false,
};

const dayMs = 24 * 3_600_000;

/** For how long a token can be made; a file that is lost should not open an account for ever. */
export const lives = [
  { value: '1', label: 'One day' },
  { value: '7', label: 'A week' },
  { value: '30', label: '30 days' },
  { value: '365', label: 'One year' },
  { value: '', label: 'Until I revoke it' },
] as const;

type Objections = {
  [Field in keyof TokenForm]?: (value: TokenForm[Field], form: TokenForm) => string | null;
};

export const objections: Objections = {
  name: (name) => (name.trim() === '' ? 'Give the token a name, such as the roll-out that it is for.' : null),
  maxUses: (text) =>
    text.trim() === '' || /^[1-9]\d{0,5}$/.test(text.trim()) ? null : 'A number of screens, or nothing.',
  serials: (text) =>
    (serialsIn(text) ?? []).some((serial) => /\*./.test(serial)) ? 'A star stands at the end alone.' : null,
};

export function newTokenOf(form: TokenForm, now: number): NewToken {
  return {
    name: form.name.trim(),
    maxUses: form.maxUses.trim() === '' ? null : Number(form.maxUses.trim()),
    expiresAt: form.life === '' ? null : now + Number(form.life) * dayMs,
    namePattern: form.namePattern.trim(),
    location: form.location.trim(),
    tags: splitTags(form.tags),
    playlistId: form.playlistId === '' ? null : form.playlistId,
    serials: serialsIn(form.serials),
    allowReturn: form.allowReturn,
    network: null,
  };
}
