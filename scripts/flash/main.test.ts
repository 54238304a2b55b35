import { spawnSync } from 'node:child_process';
import t from 'tap';

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/flash/main.ts', ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

t.test('without a disk it lists the disks and says how to go on', async (t) => {
  const { status, stdout } = run();
  t.equal(status, 0);
  t.match(stdout, /make flash DISK=\/dev\/sdX/);
  t.notMatch(stdout, /zram|loop/);
});

t.test('help tells the exit codes', async (t) => {
  const { status, stdout } = run('--help');
  t.equal(status, 0);
  t.match(stdout, /0 done, or listed; 1 refused or failed, with the reason; 2 called\s+wrongly/);
});

for (const args of [['--dsik', '/dev/sdb'], ['/dev/sdb'], ['--smallest-disk', 'small']]) {
  t.test(`"${args.join(' ')}" is called wrongly`, async (t) => {
    const { status, stderr } = run(...args);
    t.equal(status, 2);
    t.match(stderr, /make flash DISK/);
  });
}
