/** What every source of readings promises, run on the real one and on the fake. */
import t from 'tap';
import type { Measured, ReadingsPort } from '../../ports.ts';

export function testReadingsContract(name: string, create: () => ReadingsPort): void {
  t.test(`${name} looks at once and again, and leaves out what it cannot know`, async (t) => {
    const readings = create();
    t.teardown(() => readings.close());
    const told: Measured[] = [];
    await new Promise<void>((resolve) => {
      readings.watch((measured) => {
        told.push(measured);
        if (told.length === 3) resolve();
      });
    });
    for (const measured of told) {
      const { diskFreeBytes = 0, diskTotalBytes = 0 } = measured;
      const { memoryAvailableBytes = 0, memoryTotalBytes = 0, uptimeMs = 0 } = measured;
      t.ok(diskFreeBytes <= diskTotalBytes && memoryAvailableBytes <= memoryTotalBytes);
      t.ok(Number.isInteger(uptimeMs) && Number.isInteger(memoryTotalBytes));
      t.type(measured.wallOverMonotonicMs, 'number');
      t.notOk(Object.values(measured).some((value) => value === undefined || Number.isNaN(value)));
    }
  });

  t.test(`${name} tells nothing after its end`, async (t) => {
    const readings = create();
    readings.watch(() => t.fail('told after the end'));
    readings.close();
    const other = create();
    t.teardown(() => other.close());
    let looks = 0;
    await new Promise<void>((resolve) => {
      other.watch(() => {
        looks += 1;
        if (looks === 2) resolve();
      });
    });
  });
}
