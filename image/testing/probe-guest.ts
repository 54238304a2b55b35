/**
 * The end of the probe that runs inside the virtual machine: its source text is handed over as a credential.
 *
 * The image has no shell and nothing of this in it. The function must stand alone: nothing of this module but
 * its own text reaches the guest. It speaks JSON lines behind a mark, because firmware writes to the port, too.
 */

/** What code that runs inside has at hand. */
export interface GuestWorld {
  fs: typeof import('node:fs');
  childProcess: typeof import('node:child_process');
  net: typeof import('node:net');
  os: typeof import('node:os');
  /** Runs a program; resolves with its exit code and what it wrote. Never rejects for an exit code. */
  run(command: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }>;
}

export const probeMark = '@signet-probe ';

/** Serves one serial port for ever. `portPath` is a device file, such as `/dev/ttyS1`. */
export function serveProbe(portPath: string, mark: string): void {
  const fs = process.getBuiltinModule('node:fs');
  const tty = process.getBuiltinModule('node:tty');
  const childProcess = process.getBuiltinModule('node:child_process');
  const vm = process.getBuiltinModule('node:vm');
  const readline = process.getBuiltinModule('node:readline');
  const world: GuestWorld = {
    fs,
    childProcess,
    net: process.getBuiltinModule('node:net'),
    os: process.getBuiltinModule('node:os'),
    run: (command, ...args) =>
      new Promise((resolve, reject) => {
        childProcess.execFile(command, args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
          // A program that could not be started has a code in letters.
          if (error !== null && typeof error.code !== 'number' && !error.killed) reject(error);
          else resolve({ code: Number(error?.code ?? 0), stdout, stderr });
        });
      }),
  };

  const fd = fs.openSync(portPath, fs.constants.O_RDWR | fs.constants.O_NOCTTY);
  const input = new tty.ReadStream(fd);
  input.setRawMode(true);
  const say = (message: object): void => {
    const bytes = Buffer.from(`\n${mark}${JSON.stringify(message)}\n`);
    for (let at = 0; at < bytes.length; ) {
      try {
        at += fs.writeSync(fd, bytes, at);
      } catch (error) {
        // The port is full: it empties at its own pace.
        if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      }
    }
  };

  readline.createInterface({ input }).on('line', (line) => {
    const start = line.indexOf(mark);
    if (start < 0) return;
    const { id, code, args } = JSON.parse(line.slice(start + mark.length));
    const body: (world: GuestWorld, ...args: unknown[]) => unknown = vm.runInThisContext(`(${code})`);
    Promise.resolve()
      .then(() => body(world, ...args))
      .then(
        (result) => say({ id, result: result ?? null }),
        (error) => say({ id, error: error instanceof Error ? `${error.stack}` : String(error) }),
      );
  });
  say({ ready: true });
}
