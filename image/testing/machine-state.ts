/**
 * Where a virtual machine stands, as its tests see it.
 *
 * Pure. What a screen means is the test's word for a picture that it recognised (`pairing`); a machine that starts
 * again by itself is booting, whatever it showed before.
 */

export type MachineState =
  | { readonly name: 'off' }
  | { readonly name: 'booting' }
  | { readonly name: 'running'; readonly screen: string };

export type MachineEvent =
  | { readonly name: 'powered-on' }
  | { readonly name: 'screen-seen'; readonly screen: string }
  /** The guest reset itself. */
  | { readonly name: 'reset' }
  /** QEMU is gone: power cut, or the guest shut down. */
  | { readonly name: 'ended' };

export function nextState(state: MachineState, event: MachineEvent): MachineState {
  switch (event.name) {
    case 'powered-on':
      return { name: 'booting' };
    case 'screen-seen':
      return state.name === 'off' ? state : { name: 'running', screen: event.screen };
    case 'reset':
      return state.name === 'off' ? state : { name: 'booting' };
    case 'ended':
      return { name: 'off' };
  }
}
