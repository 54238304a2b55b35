import t from 'tap';
import type { Device } from '../api/cloud.ts';
import { findDevices } from './find-devices.ts';

const device = (name: string, location: string, status: Device['status']) =>
  ({ id: name, name, location, model: 'Node Pro', serial: `NP-${name.length}`, status }) as Device;
const devices = [
  device('Café', 'Ground floor', 'online'),
  device('Meeting room', 'First floor', 'offline'),
  device('Canteen', 'Basement', 'never-seen'),
];

const table: [search: string, found: string[]][] = [
  ['', ['Café', 'Meeting room', 'Canteen']],
  ['  ', ['Café', 'Meeting room', 'Canteen']],
  ['cafe', ['Café']],
  ['FLOOR', ['Café', 'Meeting room']],
  ['floor first', ['Meeting room']],
  ['offline', ['Meeting room']],
  ['not seen', ['Canteen']],
  ['np-12', ['Meeting room']],
  ['floor basement', []],
];
for (const [search, found] of table) {
  t.same(
    findDevices(devices, search).map(({ name }) => name),
    found,
    `"${search}" finds ${found.join(', ')}`,
  );
}
