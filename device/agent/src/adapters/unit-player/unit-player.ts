/**
 * Plays in a unit of this device: the page plays as on any page, and the unit is what shows the page on the panel.
 */
import type { PlayerPort } from '../../ports.ts';
import type { PlayerUnit } from './player-unit.ts';

/** `page` is the player that hands the list to whatever page is open; `prepare` readies what the unit starts with. */
export function createUnitPlayer({
  unit,
  page,
  prepare = () => undefined,
}: {
  unit: Pick<PlayerUnit, 'ask'>;
  page: PlayerPort;
  prepare?: () => void;
}): PlayerPort {
  return {
    async start() {
      prepare();
      await unit.ask('start');
    },
    play: (binding) => page.play(binding),
    reveal: () => unit.ask('reveal'),
    async stop() {
      // The page first, so that it does not play on under an agent that has ended it, should the unit linger.
      await page.stop();
      await unit.ask('stop');
    },
  };
}
