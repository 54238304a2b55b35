import t from 'tap';
import { defaultDeviceName } from './device-name.ts';

t.test('a device that nobody named is called by model and the end of its serial', async (t) => {
  const deviceId = 'aOzA53cTxdcRe6v8dHvlFqSJNdA2mOsinG7f_IjnjKE';
  const table: [string, string, string[], string][] = [
    ['Node Pro', 'NP-00004f2a', [], 'Node Pro 4F2A'],
    ['Node Pro', 'NP-00-4F-2A', [], 'Node Pro 4F2A'],
    ['Node Pro', '7', [], 'Node Pro 7'],
    ['Virtual screen', 'DEMO-1', [], 'Virtual screen DEMO-1'],
    ['To Be Filled By O.E.M.', 'Default string', [], 'Screen NJKE'],
    ['', '', [], 'Screen NJKE'],
    [' OptiPlex 3050 ', 'unknown', [], 'OptiPlex 3050 NJKE'],
    ['Node Pro', 'NP-00004f2a', ['Node Pro 4F2A'], 'Node Pro 4F2A (2)'],
    ['Node Pro', 'NP-00004f2a', ['Node Pro 4F2A', 'Node Pro 4F2A (2)'], 'Node Pro 4F2A (3)'],
    ['M'.repeat(100), 'S1', [], `${'M'.repeat(60)} S1`],
  ];
  for (const [model, serial, taken, name] of table) {
    t.equal(defaultDeviceName({ model, serial, deviceId }, new Set(taken)), name);
  }
});
