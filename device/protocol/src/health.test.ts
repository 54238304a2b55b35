import t from 'tap';
import { commandKinds, warnings, warningWords } from './index.ts';

t.test('every warning is a sentence and says what to do', async (t) => {
  for (const [code, { title, advice }] of Object.entries(warnings)) {
    t.match(code, /^[a-z]+(-[a-z]+)*$/);
    t.match(title, /^[A-Z].*\.$/, code);
    t.match(advice, /^[A-Z].*\.$/, code);
    t.match(warningWords(code), { title, advice });
  }
});

t.test('a warning of a later device is shown by its code', async (t) => {
  for (const code of ['too-many-moons', 'toString', '__proto__']) {
    t.match(warningWords(code), { severity: 'warning', title: code });
  }
});

t.test('commands are a closed list without a shell', async (t) => {
  t.same(commandKinds, [
    'identify',
    'screenshot',
    'restart-player',
    'reboot',
    'log-tail',
    'log-bundle',
    'reload-content',
    'factory-reset',
  ]);
});
