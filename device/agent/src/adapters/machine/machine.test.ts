import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { readBootId, readLabels } from './machine.ts';
import { createSystemNetwork, readInterfaces } from './system-network.ts';

function folder(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'signet-sys-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

t.test('model and serial come from the firmware', async (t) => {
  const sysfs = folder({
    'class/dmi/id/product_name': 'Node Pro\n',
    'class/dmi/id/product_serial': 'NP-2041\n',
  });
  t.same(readLabels(sysfs), { model: 'Node Pro', serial: 'NP-2041' });
});

for (const placeholder of [
  'To Be Filled By O.E.M.',
  'Default string',
  'None',
  '0000000',
  'Not Specified',
  'System Serial Number',
  '',
]) {
  t.test(`the placeholder "${placeholder}" counts as missing`, async (t) => {
    const sysfs = folder({
      'class/dmi/id/product_name': placeholder,
      'class/dmi/id/product_serial': placeholder,
      'class/dmi/id/board_serial': 'B-7',
    });
    t.same(readLabels(sysfs), { model: 'BYOD', serial: 'B-7' });
  });
}

t.test('without firmware labels the host name tells devices apart', async (t) => {
  t.same(readLabels(folder({})), { model: 'BYOD', serial: hostname() });
});

t.test("the boot ID is the kernel's, or null where there is none", async (t) => {
  t.equal(readBootId(folder({ 'sys/kernel/random/boot_id': 'abc-1\n' })), 'abc-1');
  t.equal(readBootId(folder({})), null);
});

t.test('an interface that is down or unplugged is listed with its carrier', async (t) => {
  const sysfs = folder({
    'eth9/device/x': '',
    'eth9/carrier': '0\n',
    'eth8/device/x': '',
    'eth8/carrier': '1\n',
    'veth0/carrier': '1\n',
  });
  const found = readInterfaces(sysfs);
  t.match(
    found.find((one) => one.name === 'eth9'),
    { carrier: false, addresses: [] },
  );
  t.match(
    found.find((one) => one.name === 'eth8'),
    { carrier: true, addresses: [] },
  );
  t.notOk(found.some((one) => one.name === 'veth0' || one.name === 'lo'));
  t.ok(Array.isArray(readInterfaces(join(sysfs, 'nowhere'))));
});

t.test('the first look comes at once, and a change is told once', async (t) => {
  const sysfs = folder({ 'eth9/device/x': '', 'eth9/carrier': '0\n' });
  const network = createSystemNetwork(sysfs, 5);
  t.teardown(() => network.close());
  const carriers: unknown[] = [];
  await new Promise<void>((resolve) => {
    network.watch((interfaces) => {
      carriers.push(interfaces.find((one) => one.name === 'eth9')?.carrier);
      if (carriers.length === 1) writeFileSync(join(sysfs, 'eth9/carrier'), '1\n');
      else resolve();
    });
  });
  t.same(carriers, [false, true]);
});
