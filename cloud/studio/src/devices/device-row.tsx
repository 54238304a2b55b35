/** One device of the list: a row, or a card on a narrow page. */
// biome-ignore-all lint/a11y/noRedundantRoles: rows that are cards are no table to every screen reader
import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { memo } from 'react';
import { Link, useLocation } from 'react-router';
import type { Device } from '../api/cloud.ts';
import { DeviceCell } from './device-cell.tsx';
import type { Column, ColumnId } from './list-columns.ts';

export interface RowActions {
  onAct(action: 'edit' | 'remove', device: Device): void;
  /** `toHere`: from the one that was selected last up to this one. */
  onSelect(id: string, isOn: boolean, toHere: boolean): void;
}

interface DeviceRowProps extends RowActions {
  measure(element: HTMLTableRowElement | null): void;
  index: number;
  offsetPx: number;
  device: Device;
  columns: readonly (Column & { id: ColumnId })[];
  isSelected: boolean;
}

export const DeviceRow = memo(function DeviceRow(props: DeviceRowProps) {
  const { measure, index, offsetPx, device, columns, isSelected, onAct, onSelect } = props;
  const { pathname, search } = useLocation();
  return (
    <tr
      role="row"
      ref={measure}
      data-index={index}
      data-device={device.id}
      data-selected={isSelected || undefined}
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${offsetPx}px)` }}
    >
      <td role="cell" data-cell="select">
        <label className="tick">
          <input
            type="checkbox"
            checked={isSelected}
            aria-label={`Select ${device.name}`}
            onChange={(event) => {
              const { nativeEvent } = event;
              const toHere = nativeEvent instanceof MouseEvent && nativeEvent.shiftKey;
              onSelect(device.id, event.currentTarget.checked, toHere);
            }}
          />
        </label>
      </td>
      <th role="rowheader" scope="row" className="device-name">
        <Link to={`/devices/${encodeURIComponent(device.id)}`} state={{ list: pathname + search }}>
          {device.name}
        </Link>
      </th>
      {columns.map(({ id, label }) => (
        <td key={id} role="cell" data-cell={id} data-label={label}>
          <DeviceCell device={device} column={id} />
        </td>
      ))}
      <td role="cell" data-cell="actions">
        <Menu
          position="bottom-end"
          width={180}
          shadow="md"
          radius="md"
          withinPortal
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
  );
});
