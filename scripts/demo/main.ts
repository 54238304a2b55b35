/**
 * `make demo`: a cloud on embedded SQLite and a virtual screen, as two ordinary processes, with a QR to scan.
 *
 * Shows the product as it is: both programs run with the flags that anyone would give them. It opens no window by
 * force, takes other ports where its own are taken, and ends both programs in good order on Ctrl-C.
 */
import { mkdirSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { parseArgs } from 'node:util';
import { buildWeb } from '../build-web.ts';
import { startProgram } from '../program.ts';
import { freePort } from './free-port.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '.signet/demo' },
    'loopback-only': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  console.log(`make demo [DEMO="--data DIR --loopback-only"]

Starts a cloud and a virtual screen, and prints a QR to scan. The phone must be in the same network as this
computer; --loopback-only keeps everything on this computer. Data stays in DIR (default: .signet/demo).`);
} else await demo();

async function demo(): Promise<void> {
  await buildWeb();
  mkdirSync(values.data, { recursive: true });
  const host = values['loopback-only'] ? '127.0.0.1' : (lanAddress() ?? '127.0.0.1');
  const cloudPort = await freePort(8080);
  const pagePort = await freePort(8090);
  const publicUrl = `http://${host}:${cloudPort}`;
  const localUrl = `http://127.0.0.1:${cloudPort}`;

  const cloud = startProgram(
    'cloud',
    'cloud/src/main.ts',
    [
      ...[
        '--data',
        `${values.data}/cloud`,
        '--listen',
        `${host === '127.0.0.1' ? host : '0.0.0.0'}:${cloudPort}`,
      ],
      ...['--public-url', publicUrl, '--additional-origins', `${localUrl},http://localhost:${cloudPort}`],
      // There is no mail server here: what the cloud would send is shown on a page of this computer.
      '--mail-page',
    ],
    `${values.data}/cloud.log`,
  );
  await cloud.untilLine(/"code":"listening"/);

  console.log(`
  Signet is running.

    Virtual screen   http://127.0.0.1:${pagePort}     open it beside this window
    Studio           ${publicUrl}     sign in here to see your screens
    Mails            ${localUrl}/demo/mails     what the cloud would send by mail
    Data and logs    ${values.data}

  Scan the code with a phone${host === '127.0.0.1' ? ' (or open its address on this computer)' : ' in the same network'}, create an account, and the screen starts to play.
  Ctrl-C ends everything.
`);
  const agent = startProgram(
    'agent',
    'device/agent/src/main.ts',
    [
      ...[
        '--cloud',
        publicUrl,
        '--data',
        `${values.data}/device`,
        '--display',
        'terminal',
        '--listen',
        `127.0.0.1:${pagePort}`,
      ],
      ...['--model', 'Virtual screen', '--serial', 'DEMO-1'],
    ],
    `${values.data}/agent.log`,
    { stdout: 'inherit' },
  );

  const programs = [agent, cloud];
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    for (const program of programs) await program.stop();
    console.log(`\nEnded. The data is in ${values.data}; rm -r it to begin afresh.`);
    process.exit();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  for (const program of programs) {
    program.ended.then((code) => {
      if (stopping) return;
      console.error(`\nThe ${program.name} ended by itself (${code}). Its log: ${program.log}`);
      process.exitCode = 1;
      void stop();
    });
  }
}

/** The address by which a phone in the same network reaches this computer: the first private IPv4 address. */
function lanAddress(): string | undefined {
  const addresses = Object.entries(networkInterfaces())
    // Bridges of containers and virtual machines are no way to a phone.
    .filter(([name]) => !/^(docker|br-|veth|virbr|lxc|tun|tap)/.test(name))
    .flatMap(([, list]) => list ?? [])
    .filter((one) => one.family === 'IPv4' && !one.internal)
    .map((one) => one.address);
  return (
    addresses.find((address) => /^(192\.168\.|10\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address)) ?? addresses[0]
  );
}
