/**
 * Opens the displays that the settings name, as one display, and the panel among them, if there is one.
 *
 * The loopback page is always among them. What drawing took is given back once a picture has stood for a while.
 */
import { createCoveredDisplay } from '../adapters/covered-display.ts';
import {
  createFramebufferDisplay,
  type FramebufferDisplay,
} from '../adapters/framebuffer/framebuffer-display.ts';
import { createBrowserDisplay } from '../adapters/local-page/browser-display.ts';
import type { LocalServer } from '../adapters/local-page/local-server.ts';
import { createGarbageCollector } from '../adapters/machine/collect-garbage.ts';
import { mirrorDisplays } from '../adapters/mirrored-displays.ts';
import { createRestingDisplay } from '../adapters/resting-display.ts';
import { createTerminalDisplay } from '../adapters/terminal/terminal-display.ts';
import type { DisplayPort, LogPort } from '../ports.ts';
import { forgetFonts } from '../screens/fonts.ts';
import type { Rotation } from '../screens/screen.ts';
import type { AgentSettings } from '../settings.ts';

export function createDisplays(
  settings: AgentSettings,
  rotation: Rotation,
  server: LocalServer,
  log: LogPort,
): { display: DisplayPort; panel: FramebufferDisplay | null } {
  let panel: FramebufferDisplay | null = null;
  const page = createBrowserDisplay({ server });
  const panels = [...new Set(settings.display)].flatMap((kind): DisplayPort[] => {
    switch (kind) {
      case 'browser':
        return [];
      case 'terminal':
        return [
          createTerminalDisplay({
            write: (text) => void process.stdout.write(text),
            columns: () => process.stdout.columns ?? 80,
          }),
        ];
      case 'framebuffer':
        panel = createFramebufferDisplay({
          path: settings.framebuffer,
          rotation,
          geometry: settings.geometry,
          strideBytes: settings.stride,
          log,
        });
        return [settings.playerUnit === undefined ? panel : createCoveredDisplay(panel)];
      default:
        return kind satisfies never;
    }
  });
  const collectGarbage = createGarbageCollector();
  const display = createRestingDisplay(mirrorDisplays([page, ...panels]), {
    quietMs: 3_000,
    againMs: 60_000,
    rest: () => {
      forgetFonts();
      collectGarbage();
    },
  });
  return { display, panel };
}
