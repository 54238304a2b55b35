/**
 * The devices as a table where there is room and as cards where there is not.
 *
 * One table in the document either way, with roles written out, because a style sheet that turns rows into
 * blocks takes the table's meaning away from some screen readers.
 */
import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Device } from '../api/cloud.ts';
import { DeviceStatus } from './device-status.tsx';
import { showingWords } from './device-words.ts';
import { LastSeen } from './last-seen.tsx';

interface DeviceListProps {
  devices: readonly Device[];
  onAct(action: 'edit' | 'remove', device: Device): void;
}

const columns = ['Name', 'Status', 'On the screen', 'Model', 'Serial', 'Last seen'] as const;

export function DeviceList({ devices, onAct }: DeviceListProps) {
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: see the header
    <table className="devices card" role="table" aria-label="Devices">
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column} role="columnheader" scope="col">
              {column}
            </th>
          ))}
          <th role="columnheader" scope="col">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {devices.map((device) => (
          <DeviceRow key={device.id} device={device} onAct={onAct} />
        ))}
      </tbody>
    </table>
  );
}

function DeviceRow({ device, onAct }: { device: Device; onAct: DeviceListProps['onAct'] }) {
  const seen = device.status === 'online' ? 'Now' : <LastSeen at={device.lastSeenAt} />;
  return (
    <tr role="row">
      <th role="rowheader" scope="row" className="device-name">
        <Link to={`/devices/${encodeURIComponent(device.id)}`}>{device.name}</Link>
        {device.location !== '' && <span className="dim">{device.location}</span>}
      </th>
      <td role="cell" data-cell="status">
        <DeviceStatus status={device.status} />
      </td>
      <td role="cell" data-label="On the screen">
        {showingWords(device) ?? <span className="dim">Not known yet</span>}
      </td>
      <td role="cell" data-label="Model">
        {device.model}
      </td>
      <td role="cell" data-label="Serial" className="serial">
        {device.serial}
      </td>
      <td role="cell" data-label="Last seen">
        {seen}
      </td>
      <td role="cell" data-cell="actions">
        <Menu
          position="bottom-end"
          width={180}
          shadow="md"
          radius="md"
          withinPortal={false}
          withInitialFocusPlaceholder={false}
        >
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size={40} aria-label={`Actions for ${device.name}`}>
              <IconDots size={20} stroke={1.8} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconPencil size={16} stroke={1.8} />}
              onClick={() => onAct('edit', device)}
            >
              Rename or move
            </Menu.Item>
            <Menu.Item
              className="menu-danger"
              leftSection={<IconTrash size={16} stroke={1.8} />}
              onClick={() => onAct('remove', device)}
            >
              Remove
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
    // biome-ignore-end lint/a11y/noRedundantRoles: see the header
  );
}
