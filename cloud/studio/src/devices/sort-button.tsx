/** A column's heading that sorts by it, and once more the other way. */
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';

interface SortButtonProps {
  label: string;
  /** Null: sorted by another column. */
  direction: 'asc' | 'desc' | null;
  onClick(): void;
}

const icons = { asc: IconArrowUp, desc: IconArrowDown };

export function SortButton({ label, direction, onClick }: SortButtonProps) {
  const Icon = direction === null ? IconArrowsSort : icons[direction];
  return (
    <button
      type="button"
      className="sort-button"
      data-sorted={direction !== null || undefined}
      onClick={onClick}
    >
      <span>{label}</span>
      <Icon size={14} stroke={2} aria-hidden="true" />
    </button>
  );
}
