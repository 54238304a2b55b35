/**
 * Shows one screen on several displays at once.
 *
 * A display that fails costs itself and not the others; only when none could show it does the failure surface.
 */
import type { DisplayPort, Shown } from '../ports.ts';

export function mirrorDisplays(displays: readonly DisplayPort[]): DisplayPort {
  async function onEach(work: (display: DisplayPort) => Promise<Shown>): Promise<Shown> {
    const results = await Promise.allSettled(displays.map(work));
    const shown = results.filter((result) => result.status === 'fulfilled');
    const failure = results.find((result) => result.status === 'rejected');
    if (shown.length === 0 && failure !== undefined) throw failure.reason;
    const drawn = shown.some((result) => result.value.drawn);
    const everywhere = failure === undefined && shown.every((result) => result.value.standing !== false);
    return everywhere ? { drawn } : { drawn, standing: false };
  }

  return {
    show: (screen) => onEach((display) => display.show(screen)),
    check: () => onEach(async (display) => (await display.check?.()) ?? { drawn: false }),
    close: async () => {
      await Promise.all(displays.map((display) => display.close()));
    },
  };
}
