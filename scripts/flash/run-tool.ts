/**
 * Runs one tool of the system and gives its output.
 *
 * Never through a shell, and with a fixed environment: what a disk or a person calls itself must not become a
 * command, and messages are told apart by nothing, so they may as well be English.
 */
import { spawn } from 'node:child_process';
import { OperationalError } from '../../device/agent/src/ports.ts';

/** The Debian package of each tool that this folder runs. */
const packages = {
  lsblk: 'util-linux',
  blockdev: 'util-linux',
  sfdisk: 'fdisk',
  mcopy: 'mtools',
} as const;

export interface ToolResult {
  /** Exit code; 1 where a signal ended it. */
  code: number;
  stdout: Buffer;
  /** Trimmed; for people only. */
  stderr: string;
}

/** Resolves whatever the exit code; throws `tool-missing` or `tool-failed` where it could not be run at all. */
export function runTool(
  tool: keyof typeof packages,
  args: readonly string[],
  input?: string,
): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, {
      // Debian's sbin is not on everybody's PATH. mtools' own checks refuse disks with unusual geometry.
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', MTOOLS_SKIP_CHECK: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => out.push(data));
    child.stderr.on('data', (data: Buffer) => err.push(data));
    child.on('error', (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === 'ENOENT'
          ? new OperationalError(
              'tool-missing',
              `${tool} is missing: sudo apt-get install ${packages[tool]}`,
              { cause },
            )
          : new OperationalError('tool-failed', `${tool} could not be started: ${cause.message}`, { cause }),
      );
    });
    child.on('close', (code) =>
      resolve({ code: code ?? 1, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString().trim() }),
    );
    // A tool that ends without reading is judged by its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
