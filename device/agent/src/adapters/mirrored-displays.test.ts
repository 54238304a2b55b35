import t from 'tap';
import type { DisplayPort } from '../ports.ts';
import { mirrorDisplays } from './mirrored-displays.ts';

const screen = { kind: 'starting', device: { model: 'm', serial: 's', version: 'v' } } as const;

function display(drawn: boolean | Error, log: string[] = []): DisplayPort {
  return {
    show: async () => {
      if (drawn instanceof Error) throw drawn;
      log.push('show');
      return { drawn };
    },
    close: async () => void log.push('close'),
  };
}

t.test('every display shows the screen, and it counts as drawn where one drew', async (t) => {
  const log: string[] = [];
  const mirrored = mirrorDisplays([display(false, log), display(true, log)]);
  t.same(await mirrored.show(screen), { drawn: true });
  await mirrored.close();
  t.same(log, ['show', 'show', 'close', 'close']);
});

t.test('one that fails does not keep the others dark', async (t) => {
  t.same(await mirrorDisplays([display(new Error('x')), display(false)]).show(screen), {
    drawn: false,
    standing: false,
  });
});

t.test('a screen stands when it stands on every display there is to be', async (t) => {
  const late = { ...display(false), show: async () => ({ drawn: false, standing: false }) as const };
  t.same(await mirrorDisplays([display(true), late]).show(screen), { drawn: true, standing: false });
});

t.test('when none can show it, that is a failure', async (t) => {
  await t.rejects(mirrorDisplays([display(new Error('x'))]).show(screen), { message: 'x' });
});

t.test('only displays that can vanish are looked at', async (t) => {
  const vanishing = { ...display(false), check: async () => ({ drawn: true }) };
  t.same(await mirrorDisplays([display(false), vanishing]).check?.(), { drawn: true });
});
