/**
 * Shows how far a long step has come: one living line in a terminal, a few plain lines elsewhere.
 *
 * Time is given. It estimates from the whole step so far, because sticks are fast until their cache is full.
 */
export interface ProgressOptions {
  write(text: string): void;
  terminal: boolean;
  /** Monotonic. */
  nowMs(): number;
}

export type Progress = (step: string, doneBytes: number, totalBytes: number) => void;

const redrawEveryMs = 200;
/** Elsewhere than in a terminal: a line when each quarter is done. */
const plainLines = 4;

export function createProgress({ write, terminal, nowMs }: ProgressOptions): Progress {
  let current = '';
  let startMs = 0;
  let drawnMs = 0;
  let quarters = 0;
  return (step, doneBytes, totalBytes) => {
    const now = nowMs();
    if (step !== current) {
      [current, startMs, drawnMs, quarters] = [step, now, Number.NEGATIVE_INFINITY, 0];
    }
    const finished = doneBytes >= totalBytes;
    const line = progressLine(step, doneBytes, totalBytes, now - startMs);
    if (terminal) {
      if (!finished && now - drawnMs < redrawEveryMs) return;
      drawnMs = now;
      write(`\r${line}\x1b[K${finished ? '\n' : ''}`);
    } else if (Math.floor((doneBytes / totalBytes) * plainLines) > quarters) {
      quarters = Math.floor((doneBytes / totalBytes) * plainLines);
      write(`${line}\n`);
    }
  };
}

/** `  Writing     37 %   41.2 MB/s   1:23 left`. */
export function progressLine(step: string, doneBytes: number, totalBytes: number, elapsedMs: number): string {
  const percent = Math.floor((doneBytes / Math.max(1, totalBytes)) * 100);
  const head = `  ${step.padEnd(10)}${String(percent).padStart(4)} %`;
  if (elapsedMs <= 0 || doneBytes <= 0) return head;
  const bytesPerMs = doneBytes / elapsedMs;
  const leftS = Math.ceil((totalBytes - doneBytes) / bytesPerMs / 1000);
  const time = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  const rest = leftS > 0 ? `${time(leftS)} left` : `in ${time(Math.ceil(elapsedMs / 1000))}`;
  return `${head}   ${(bytesPerMs / 1000).toFixed(1).padStart(6)} MB/s   ${rest}`;
}
