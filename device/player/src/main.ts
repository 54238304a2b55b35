/**
 * The page's composition root: gives events to the two decision functions and carries out what they decide.
 *
 * It decides nothing itself. All time is `performance.now()`, which a jump of the wall clock cannot move.
 */
import { createAgentLink } from './agent-link.ts';
import { createLayers } from './layers.ts';
import * as playback from './playback.ts';
import { startPulse } from './pulse.ts';
import { createScreenPicture } from './screen-picture.ts';
import * as stage from './stage.ts';

const now = (): number => performance.now();
let stageState = stage.emptyStage(now());
let playbackState = playback.idlePlayback;
/** When each last decided: what fell due since then is still to be decided, however little ago that was. */
let stageAtMs = now();
let playbackAtMs = now();
let alarm = 0;

const stageElement = element('stage');
const cover = element('cover');
const layers = createLayers(element('player'), {
  ready: (load) => playbackHeard({ kind: 'ready', load, atMs: now() }),
  failed: (load, detail) => playbackHeard({ kind: 'failed', load, detail, atMs: now() }),
  settled: (load) => playbackHeard({ kind: 'settled', load, atMs: now() }),
  ended: (load) => playbackHeard({ kind: 'ended', load, atMs: now() }),
});
const screenPicture = createScreenPicture(stageElement, {
  drawn: (draw) => stageHeard({ kind: 'drawn', draw, atMs: now() }),
  notDrawn: (draw) => stageHeard({ kind: 'not-drawn', draw, atMs: now() }),
});
const link = createAgentLink({
  connected: () => stageHeard({ kind: 'connected', atMs: now() }),
  disconnected: () => stageHeard({ kind: 'disconnected' }),
  message(message) {
    stageHeard({ kind: 'heard', atMs: now() });
    switch (message.type) {
      case 'screen':
        stageHeard({ kind: 'screen', version: message.version, screen: message.kind, atMs: now() });
        break;
      case 'play':
        stageHeard({ kind: 'play' });
        playbackHeard({ kind: 'play', playlist: message.playlist, atMs: now() });
        break;
      case 'stop':
        stageHeard({ kind: 'stop', atMs: now() });
        break;
      case 'here':
        break;
      default:
        message satisfies never;
    }
  },
});
startPulse(element('pulse'), () => link.send({ type: 'alive' }));
addEventListener('resize', () => stageHeard({ kind: 'resized', atMs: now() }));
addEventListener('contextmenu', (event) => event.preventDefault());
setAlarm();

function stageHeard(event: stage.StageEvent): void {
  const { state, effects } = stage.decide(stageState, event);
  stageState = state;
  if ('atMs' in event) stageAtMs = event.atMs;
  for (const effect of effects) {
    switch (effect.kind) {
      case 'draw':
        screenPicture.draw(effect.draw, effect.version, effect.screen);
        break;
      case 'stop-player':
        playbackHeard({ kind: 'stop' });
        break;
      case 'cover':
        setCover(true);
        break;
      case 'uncover':
        setCover(false);
        break;
      default:
        effect satisfies never;
    }
  }
  // The first picture takes the place of the page's own words.
  if (stageState.shown !== null && !stageState.covered) cover.hidden = true;
  setAlarm();
}

function playbackHeard(event: playback.PlaybackEvent): void {
  const { state, effects } = playback.decide(playbackState, event);
  playbackState = state;
  if ('atMs' in event) playbackAtMs = event.atMs;
  for (const effect of effects) {
    switch (effect.kind) {
      case 'load':
        layers.load(effect.load, effect.item);
        break;
      case 'show':
        layers.show(effect.load);
        break;
      case 'replay':
        layers.replay(effect.load);
        break;
      case 'drop':
        layers.drop(effect.load);
        break;
      case 'clear':
        layers.clear();
        break;
      case 'report':
        // What goes on playing under an agent that has not asked for it is no news to that agent.
        if (stageState.affirmed) link.send(effect.report);
        break;
      default:
        effect satisfies never;
    }
  }
  setAlarm();
}

function setAlarm(): void {
  window.clearTimeout(alarm);
  const moments = [stage.wakeAtMs(stageState, stageAtMs), playback.wakeAtMs(playbackState, playbackAtMs)];
  const next = Math.min(...moments.map((moment) => moment ?? Number.POSITIVE_INFINITY));
  if (next === Number.POSITIVE_INFINITY) return;
  // Longer delays than a timer can hold are taken in steps.
  alarm = window.setTimeout(
    () => {
      stageHeard({ kind: 'time', atMs: now() });
      playbackHeard({ kind: 'time', atMs: now() });
    },
    Math.min(Math.max(0, next - now()), 3_600_000),
  );
}

function setCover(up: boolean): void {
  if (up) {
    element('cover-title').textContent = 'Signet is not running here right now';
    element('cover-text').textContent =
      'What this screen showed before no longer holds. It comes back by itself as soon as Signet runs again.';
  }
  cover.hidden = !up;
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}
