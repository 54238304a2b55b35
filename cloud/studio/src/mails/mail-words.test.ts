import t from 'tap';
import { mailWords } from './mail-words.ts';

const mail = { status: 'waiting', tries: 0, error: null, again: true } as const;

t.test('what became of a mail is said, with the reason and what to do', async (t) => {
  t.same(mailWords({ ...mail, status: 'sent' }, ''), { tone: 'good', status: 'Sent', why: null });
  t.same(mailWords(mail, ''), { tone: 'good', status: 'On its way', why: null });
  t.match(mailWords({ ...mail, tries: 1, error: 'mail-unreachable' }, 'in 2 minutes'), {
    tone: 'warn',
    why: 'The mail server could not be used. One try so far; the next is in 2 minutes.',
  });
  t.match(mailWords({ ...mail, tries: 3, error: 'of-a-newer-cloud' }, 'soon').why, /^3 tries so far/);
  t.match(mailWords({ ...mail, status: 'failed', error: 'mail-refused' }, ''), {
    tone: 'bad',
    why: /refuses this address.*sent once more/,
  });
  t.match(mailWords({ ...mail, status: 'failed', again: false }, '').why, /^What it said is forgotten/);
});
