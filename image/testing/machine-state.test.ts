import t from 'tap';
import { type MachineEvent, type MachineState, nextState } from './machine-state.ts';

const off: MachineState = { name: 'off' };
const booting: MachineState = { name: 'booting' };
const pairing: MachineState = { name: 'running', screen: 'pairing' };
const playing: MachineState = { name: 'running', screen: 'playing' };

const seen: MachineEvent = { name: 'screen-seen', screen: 'playing' };
for (const [what, before, event, after] of [
  ['power makes it boot', off, { name: 'powered-on' }, booting],
  ['a screen that is recognised means that it runs', booting, seen, playing],
  ['another screen replaces the one before', pairing, seen, playing],
  ['a reset means that it boots again', pairing, { name: 'reset' }, booting],
  ['a picture that was taken before power went changes nothing', off, seen, off],
  ['a reset that was told before power went changes nothing', off, { name: 'reset' }, off],
  ['without power it is off', pairing, { name: 'ended' }, off],
] as const) {
  t.test(what, async (t) => {
    t.same(nextState(before, event), after);
  });
}
