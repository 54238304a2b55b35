import t from 'tap';
import { createProgress } from './progress.ts';

function shown(terminal: boolean, steps: readonly [string, number, number][], msEach: number): string[] {
  const written: string[] = [];
  let now = 0;
  const progress = createProgress({ write: (text) => written.push(text), terminal, nowMs: () => now });
  for (const step of steps) {
    progress(...step);
    now += msEach;
  }
  return written;
}

const megabyte = 1_000_000;
const tenSteps = Array.from(
  { length: 11 },
  (_, done) => ['Writing', done * megabyte, 10 * megabyte] as const,
);

t.test('elsewhere than in a terminal, each quarter gets a line with speed and time left', async (t) => {
  t.same(
    shown(
      false,
      tenSteps.map(([...step]) => step),
      1000,
    ),
    [
      '  Writing     30 %      1.0 MB/s   0:07 left\n',
      '  Writing     50 %      1.0 MB/s   0:05 left\n',
      '  Writing     80 %      1.0 MB/s   0:02 left\n',
      '  Writing    100 %      1.0 MB/s   in 0:10\n',
    ],
  );
});

t.test('in a terminal one line lives, not redrawn more often than eyes can follow', async (t) => {
  const written = shown(
    true,
    tenSteps.map(([...step]) => step),
    100,
  );
  t.equal(written.length, 6);
  t.ok(written.every((text) => text.startsWith('\r') && text.includes('\x1b[K')));
  t.same(written.filter((text) => text.endsWith('\n')).length, 1, 'and the last one stays');
});

t.test('a new step begins its own count', async (t) => {
  const written = shown(
    false,
    [
      ['Checking', 0, 10],
      ['Checking', 10, 10],
      ['Writing', 5, 10],
      ['Writing', 10, 10],
    ],
    90_000,
  );
  t.match(written.join(''), /Checking\s+100 %.*in 1:30\n\s+Writing\s+50 %\n\s+Writing\s+100 %/);
});
