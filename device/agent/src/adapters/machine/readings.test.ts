/** Readings of this machine and of folders that look like one; and the marker of a run. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import t from 'tap';
import type { Measured, ReadingsPort } from '../../ports.ts';
import { createReadings, type ReadingsOptions } from './readings.ts';
import { testReadingsContract } from './readings-contract.ts';
import { setRunMarker } from './run-marker.ts';

const usual = { data: tmpdir(), cloud: 'https://signet.example', ownsPanel: true, lookEveryMs: 5 };
const resolve = async () => undefined;

function fakeReadings(): ReadingsPort {
  let timer: NodeJS.Timeout | undefined;
  return {
    watch(looked) {
      timer = setInterval(() => looked({ uptimeMs: 5, wallOverMonotonicMs: 7 }), 1);
    },
    close: () => clearInterval(timer),
  };
}

testReadingsContract('this machine', () => createReadings({ ...usual, resolve }));
testReadingsContract('a fake', fakeReadings);

function folder(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'signet-readings-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

async function look(given: Partial<ReadingsOptions>, looks = 1): Promise<Measured> {
  const readings = createReadings({ ...usual, resolve, ...given });
  const seen: Measured[] = [];
  await new Promise<void>((done) => {
    readings.watch((measured) => {
      seen.push(measured);
      if (seen.length === looks) done();
    });
  });
  readings.close();
  const last = seen.at(-1);
  if (last === undefined) throw new Error('nothing was seen');
  return last;
}

t.test('memory, the hottest zone and a connected panel are read from the kernel', async (t) => {
  const procfs = folder({ meminfo: 'MemTotal:  2000 kB\nMemFree: 1 kB\nMemAvailable:   500 kB\n' });
  const sysfs = folder({
    'class/thermal/thermal_zone0/temp': '41000\n',
    'class/thermal/thermal_zone1/temp': '61500\n',
    'class/thermal/thermal_zone2/temp': '-274000\n',
    'class/drm/card0-HDMI-A-1/status': 'disconnected\n',
    'class/drm/card0-DP-1/status': 'connected\n',
  });
  t.match(await look({ procfs, sysfs }), {
    memoryAvailableBytes: 512_000,
    memoryTotalBytes: 2_048_000,
    temperatureCelsius: 61.5,
    panelConnected: true,
  });
});

t.test('without zones the sensors tell, and a panel is gone when no connector has one', async (t) => {
  const sysfs = folder({
    'class/hwmon/hwmon0/temp1_input': '52000\n',
    'class/drm/card1-DP-1/status': 'disconnected\n',
    'class/drm/card1-DP-2/status': 'unknown\n',
  });
  t.match(await look({ sysfs }), { temperatureCelsius: 52, panelConnected: false });
  t.notOk('panelConnected' in (await look({ sysfs, ownsPanel: false })), "somebody else's panel");
});

t.test('what is not there is left out', async (t) => {
  const nowhere = folder({});
  const measured = await look({ procfs: nowhere, sysfs: nowhere, data: join(nowhere, 'gone') });
  t.same(Object.keys(measured).sort(), ['uptimeMs', 'wallOverMonotonicMs']);
});

t.test('a name that resolves, one that does not, one that takes for ever, and an address', async (t) => {
  t.equal((await look({}, 3)).namesResolve, true);
  t.equal((await look({ resolve: () => Promise.reject(new Error('no')) }, 3)).namesResolve, false);
  t.equal((await look({ resolve: () => new Promise(() => {}) }, 3)).namesResolve, false);
  for (const cloud of ['http://127.0.0.1:8080', 'https://[::1]'])
    t.notOk('namesResolve' in (await look({ cloud }, 3)));
});

t.test('a run that was not ended in good order is noticed by the next of the same boot alone', async (t) => {
  const path = join(folder({}), 'running');
  const first = setRunMarker(path, 'boot-1');
  t.notOk(first.wasKilled);
  t.ok(setRunMarker(path, 'boot-1').wasKilled);
  t.notOk(setRunMarker(path, 'boot-2').wasKilled, 'a power cut');
  setRunMarker(path, 'boot-2').remove();
  t.notOk(setRunMarker(path, 'boot-2').wasKilled);
  t.notOk(setRunMarker(join(path, 'no', 'folder'), 'boot-1').wasKilled, 'a disk that cannot be written');
});
