/** What became of a mail, in words. Pure. */
import type { Mail } from '../api/mails.ts';

export interface MailWords {
  tone: 'good' | 'warn' | 'bad';
  status: string;
  /** Why, and what to do; nothing where all is well. */
  why: string | null;
}

const reasons: Readonly<Record<string, string>> = {
  'mail-refused':
    'The other side refuses this address. Compare it, and ask for a new mail with the right one.',
  'mail-unreachable': 'The mail server could not be used.',
};

/** `nextTry`: the moment of the next try, in words. */
export function mailWords(
  { status, tries, error, again }: Pick<Mail, 'status' | 'tries' | 'error' | 'again'>,
  nextTry: string,
): MailWords {
  const reason = (error !== null && Object.hasOwn(reasons, error) && reasons[error]) || '';
  switch (status) {
    case 'sent':
      return { tone: 'good', status: 'Sent', why: null };
    case 'waiting':
      return tries === 0
        ? { tone: 'good', status: 'On its way', why: null }
        : {
            tone: 'warn',
            status: 'Trying again',
            why: `${reason} ${tries === 1 ? 'One try' : `${tries} tries`} so far; the next is ${nextTry}.`.trim(),
          };
    case 'failed':
      return {
        tone: 'bad',
        status: 'Not sent',
        why: `${reason} ${again ? 'It can be sent once more.' : 'What it said is forgotten: ask for a new one where it came from.'}`.trim(),
      };
  }
}
