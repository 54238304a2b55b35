import { mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createPlayerUnit } from './player-unit.ts';

t.test('each word is a file, whose content differs each time', async (t) => {
  const directory = t.testdir();
  const unit = createPlayerUnit({ directory });
  const written: string[] = [];
  for (const what of ['start', 'reveal', 'stop', 'start'] as const) {
    await unit.ask(what);
    written.push(readFileSync(join(directory, what), 'utf8'));
  }
  t.equal(new Set(written).size, 4);
  for (const text of written) t.match(text, /^\S[^\n]*\n$/);
});

t.test('writing again is a change that a watcher of the file hears', async (t) => {
  const directory = t.testdir();
  const unit = createPlayerUnit({ directory });
  await unit.ask('start');
  const heard = Promise.withResolvers<string>();
  const watcher = watch(join(directory, 'start'), (event) => heard.resolve(event));
  t.teardown(() => watcher.close());
  await unit.ask('start');
  t.equal(await heard.promise, 'change');
});

t.test('a folder that is not there is an operational failure with a code', async (t) => {
  const unit = createPlayerUnit({ directory: join(t.testdir(), 'gone') });
  await t.rejects(unit.ask('start'), { code: 'player-unit-unwritable', cause: { code: 'ENOENT' } });
});

/** A unit seen by its cgroup, and a way to wait for what is told of it. */
function watched(t: Test) {
  const cgroup = join(t.testdir(), 'signet-browser.service');
  const unit = createPlayerUnit({ directory: t.testdirName, cgroup, lookEveryMs: 5 });
  t.teardown(() => unit.close());
  const told: boolean[] = [];
  let waiting: (() => void) | undefined;
  return {
    cgroup,
    told,
    watch: () =>
      unit.watch((running) => {
        told.push(running);
        waiting?.();
      }),
    next: () => new Promise<void>((resolve) => (waiting = resolve)),
    /** As the kernel writes it. */
    populate(populated: 0 | 1) {
      mkdirSync(cgroup, { recursive: true });
      writeFileSync(join(cgroup, 'cgroup.events'), `populated ${populated}\nfrozen 0\n`);
    },
  };
}

t.test(
  'that it runs is told when its cgroup has processes, and that it ended when it has none',
  async (t) => {
    const { cgroup, told, watch, next, populate } = watched(t);
    watch();
    t.same(told, [false], 'the first time at once');
    for (const change of [
      () => populate(1),
      () => populate(0),
      () => populate(1),
      () => rmSync(cgroup, { recursive: true }),
    ]) {
      const heard = next();
      change();
      await heard;
    }
    t.same(told, [false, true, false, true, false]);
  },
);

t.test('one that runs already is told at once', async (t) => {
  const { told, watch, populate } = watched(t);
  populate(1);
  watch();
  t.same(told, [true]);
});

t.test('without a cgroup nothing is told', async (t) => {
  const unit = createPlayerUnit({ directory: t.testdir() });
  unit.watch(() => t.fail('nobody can know'));
  unit.close();
});
