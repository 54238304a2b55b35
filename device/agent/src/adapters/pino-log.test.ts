import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { createPinoLog, isJournal } from './pino-log.ts';

/** The lines that a log writes. */
function lines(journal: boolean, work: (log: ReturnType<typeof createPinoLog>) => void): string[] {
  const path = join(mkdtempSync(join(tmpdir(), 'signet-log-')), 'log');
  const fd = openSync(path, 'w');
  work(createPinoLog({ journal, fd }));
  closeSync(fd);
  return readFileSync(path, 'utf8').trimEnd().split('\n');
}

t.test('in the journal each line begins with its own level', async (t) => {
  const found = lines(true, (log) => {
    log.log('error', 'one', {});
    log.log('info', 'two', { a: 1 });
    log.log('warn', 'three', {});
  });
  t.same(
    found.map((line) => line.slice(0, 3)),
    ['<3>', '<6>', '<4>'],
  );
  t.match(
    found.map((line) => JSON.parse(line.slice(3))),
    [{ level: 50, code: 'one' }, { code: 'two', a: 1 }, { code: 'three' }],
  );
});

t.test('elsewhere a line is JSON alone, and a line break within a text breaks no line', async (t) => {
  const found = lines(false, (log) => log.log('warn', 'one', { detail: 'a\n<3>b' }));
  t.match(
    found.map((line) => JSON.parse(line)),
    [{ level: 40, code: 'one', detail: 'a\n<3>b' }],
  );
});

t.test('what looks like a credential is left out, also in the journal', async (t) => {
  const [line] = lines(true, (log) =>
    log.log('info', 'one', { token: 'secret', a: { mediaToken: 'secret' } }),
  );
  t.notMatch(line, /secret/);
});

t.test('the journal is known by device and inode, not by the variable alone', async (t) => {
  const { dev, ino } = fstatSync(2, { bigint: true });
  t.equal(isJournal(`${dev}:${ino}`), true);
  t.equal(isJournal(`${dev}:${ino + 1n}`), false);
  t.equal(isJournal(''), false);
  t.equal(isJournal(undefined), false);
});
