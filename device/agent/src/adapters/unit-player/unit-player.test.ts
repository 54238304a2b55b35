import t from 'tap';
import { OperationalError, type StoredBinding } from '../../ports.ts';
import { createUnitPlayer } from './unit-player.ts';

const binding: StoredBinding = {
  account: { id: 'a', name: 'A' },
  name: 'n',
  desired: { revision: 1, playlist: null },
};

function setUp(ask?: () => Promise<void>) {
  const asked: string[] = [];
  const note = (what: string) => async () => void asked.push(what);
  const player = createUnitPlayer({
    unit: { ask: ask ?? (async (what) => void asked.push(`unit ${what}`)) },
    page: {
      start: note('page start'),
      play: async ({ desired }) => void asked.push(`page play ${desired.revision}`),
      reveal: note('page reveal'),
      stop: note('page stop'),
    },
  });
  return { player, asked };
}

t.test('the page is told what to play, the unit when to be there', async (t) => {
  const { player, asked } = setUp();
  await player.play(binding);
  await player.start();
  await player.reveal();
  await player.stop();
  t.same(asked, ['page play 1', 'unit start', 'unit reveal', 'page stop', 'unit stop']);
});

t.test('a page is stopped even where the unit cannot be asked to', async (t) => {
  const { player, asked } = setUp(async () => {
    throw new OperationalError('player-unit-unwritable', 'x');
  });
  await t.rejects(player.stop(), { code: 'player-unit-unwritable' });
  t.same(asked, ['page stop']);
});
