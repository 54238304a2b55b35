/** What tells a device of its cloud: wrong, it says where and what on panel and serial port; right, it is obeyed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Screen } from '../../device/agent/src/screens/screen.ts';
import { configure } from '../../device/agent/src/startup/configure.ts';
import { configTroubleScreen } from '../../device/agent/src/startup/start-trouble-screens.ts';
import { newFolder } from '../../scripts/e2e/test-support/programs.ts';
import { editImage } from '../testing/edited-image.ts';
import { bootTimeoutMs, guestTime } from '../testing/guest-time.ts';
import { builtImage, machineForTest } from '../testing/machine-for-test.ts';
import { showsScreen } from '../testing/screen-reading.ts';
import { startTestCloud } from '../testing/test-cloud.ts';

const device = { model: 'Node Pro', serial: 'VM-0001', version: '0.1.0' };

/** The screen that the agent owes for a file of such a content, at such a path. */
function screenFor(path: string, content: string): Extract<Screen, { kind: 'error' }> {
  const file = join(newFolder('config'), path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
  const found = configure({
    ...{ cloud: undefined, rotation: undefined, httpsOnly: true },
    deviceConfig: [file],
  });
  if (found.outcome !== 'invalid') throw new Error('This configuration is not wrong.');
  return configTroubleScreen(found.trouble, device);
}

t.test('a wrong signet.json on the boot partition is told, and obeyed as soon as it is right', async (t) => {
  const cloud = await startTestCloud(t);
  const image = editImage(t, builtImage);
  const wrong = '{\n  "cloud": "https://signet.example",\n  "rotation": 90,,\n}\n';
  image.writeBootFile('/signet.json', wrong);
  const machine = await machineForTest(t, { image: image.path, probe: true });
  const onSerial = machine.serial.untilLine(/config-invalid/, bootTimeoutMs);
  await machine.powerOn();
  const line = await onSerial;
  t.match(
    line,
    /signet\.json \(on the boot partition\), line 3/,
    'the serial port names file, line and mistake',
  );

  const expected = screenFor('signet.json', wrong);
  t.match(expected.detail, /, line 3: /);
  await machine.untilScreen('configuration error', (picture) => showsScreen(picture, expected));
  t.notMatch(machine.serial.text(), /^\s+at .*:\d+:\d+/m, 'no stack trace');

  // As somebody does who corrects the file on the running device.
  await machine.probe.run(
    ({ fs }, text: string) => fs.writeFileSync('/efi/signet.json', text),
    cloud.credentials['signet.config'] ?? '',
  );
  const url = await machine.untilQr(undefined, guestTime(20_000));
  t.ok(url.startsWith(`${cloud.publicUrl}/p/`.toUpperCase()), url);
});

t.test('a wrong credential is told with all its mistakes', async (t) => {
  const wrong = '{\n  "cloud": "http://10.0.2.2",\n  "clud": "https://10.0.2.2"\n}\n';
  const machine = await machineForTest(t, { credentials: { 'signet.config': wrong } });
  const onSerial = machine.serial.untilLine(/config-invalid/, bootTimeoutMs);
  await machine.powerOn();
  const line = await onSerial;
  t.match(line, /signet\.config \(credential\), line 2: “cloud”/);
  t.match(line, /signet\.config \(credential\), line 3: “clud”/);
  const expected = screenFor('credentials/signet-agent.service/signet.config', wrong);
  await machine.untilScreen('configuration errors', (picture) => showsScreen(picture, expected));
});
