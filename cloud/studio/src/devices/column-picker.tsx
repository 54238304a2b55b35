/** Which columns the list shows. */
import { Button, Menu } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { columns, type useChosenColumns } from './list-columns.ts';

export function ColumnPicker({ chosen }: { chosen: ReturnType<typeof useChosenColumns> }) {
  return (
    <Menu
      position="bottom-end"
      width={220}
      shadow="md"
      radius="md"
      withinPortal={false}
      closeOnItemClick={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Button
          variant="default"
          size="md"
          leftSection={<IconColumns3 size={18} stroke={1.8} aria-hidden="true" />}
        >
          Columns
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.map(({ id, label }) => (
          <Menu.CheckboxItem
            key={id}
            checked={chosen.shown.some((column) => column.id === id)}
            onChange={(isShown) => chosen.show(id, isShown)}
          >
            {label}
          </Menu.CheckboxItem>
        ))}
        <Menu.Divider />
        <Menu.Item disabled={chosen.isUsual} onClick={chosen.reset}>
          As usual
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
