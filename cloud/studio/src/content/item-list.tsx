/** The items of a playlist, in their order, which is changed by dragging, also by keyboard; each for its time. */
import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { ActionIcon, TextInput } from '@mantine/core';
import { IconGripVertical, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { PlaylistItem } from '../api/content.ts';
import { undoToast } from '../shell/undo-toast.tsx';
import { clockWords, kindWords, readDuration } from './content-words.ts';
import { Thumbnail } from './thumbnail.tsx';
import type { ItemsChange } from './use-playlist-edit.ts';

interface ItemListProps {
  items: readonly PlaylistItem[];
  mayChange: boolean;
  edit(change: ItemsChange): void;
}

export function ItemList({ items, mayChange, edit }: ItemListProps) {
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );

  function dropped({ active, over }: DragEndEvent): void {
    if (over === null || active.id === over.id) return;
    edit((now) => {
      const [from, to] = [active.id, over.id].map((id) => now.findIndex((item) => item.id === id));
      return from === undefined || to === undefined || from < 0 || to < 0
        ? [...now]
        : arrayMove([...now], from, to);
    });
  }

  function remove(item: PlaylistItem): void {
    const at = items.indexOf(item);
    edit((now) => now.filter(({ id }) => id !== item.id));
    undoToast(`${item.name} is taken out.`, async () => edit((now) => now.toSpliced(at, 0, item)));
  }

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      accessibility={{ announcements: wordsFor(items), screenReaderInstructions: { draggable: howTo } }}
      onDragEnd={dropped}
    >
      <SortableContext items={items.map(({ id }) => id)} strategy={verticalListSortingStrategy}>
        <ol className="item-list" aria-label="Items">
          {items.map((item) => (
            <ItemLine
              key={item.id}
              item={item}
              mayChange={mayChange}
              onDuration={(durationMs) =>
                edit((now) => now.map((each) => (each.id === item.id ? { ...each, durationMs } : each)))
              }
              onRemove={() => remove(item)}
            />
          ))}
        </ol>
      </SortableContext>
    </DndContext>
  );
}

const howTo = `Press the space bar to pick the item up, the arrow keys to move it, the space bar again to put it down, and
  Escape to leave it where it was.`;

/** What a screen reader says while an item is moved. */
function wordsFor(items: readonly PlaylistItem[]): Announcements {
  const nameOf = (id: unknown) => items.find((item) => item.id === id)?.name ?? '';
  const place = (id: unknown) => `place ${items.findIndex((item) => item.id === id) + 1} of ${items.length}`;
  return {
    onDragStart: ({ active }) => `${nameOf(active.id)} is picked up.`,
    onDragOver: ({ active, over }) =>
      over === null ? undefined : `${nameOf(active.id)} is over ${place(over.id)}.`,
    onDragEnd: ({ active, over }) =>
      over === null ? undefined : `${nameOf(active.id)} is put down at ${place(over.id)}.`,
    onDragCancel: ({ active }) => `${nameOf(active.id)} stays where it was.`,
  };
}

interface ItemLineProps {
  item: PlaylistItem;
  mayChange: boolean;
  onDuration(durationMs: number): void;
  onRemove(): void;
}

function ItemLine({ item, mayChange, onDuration, onRemove }: ItemLineProps) {
  const { name, kind, sha256, url } = item;
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } =
    useSortable({
      id: item.id,
      disabled: !mayChange,
    });
  return (
    <li
      ref={setNodeRef}
      className="card item-line"
      data-dragging={isDragging || undefined}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      {mayChange && (
        <ActionIcon
          ref={setActivatorNodeRef}
          className="drag-handle"
          variant="subtle"
          color="gray"
          size={36}
          {...attributes}
          {...listeners}
          aria-label={`Move ${name}`}
        >
          <IconGripVertical size={18} stroke={1.8} aria-hidden="true" />
        </ActionIcon>
      )}
      <Thumbnail kind={kind} sha256={sha256} />
      <div className="item-words">
        <strong>{name}</strong>
        <span className="dim">{url ?? kindWords[kind]}</span>
      </div>
      {mayChange ? (
        <Duration item={item} onDuration={onDuration} />
      ) : (
        <span className="item-duration">{clockWords(item.durationMs)}</span>
      )}
      {mayChange && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-label={`Take ${name} out`}
          onClick={onRemove}
        >
          <IconX size={18} stroke={1.8} aria-hidden="true" />
        </ActionIcon>
      )}
    </li>
  );
}

function Duration({ item, onDuration }: { item: PlaylistItem; onDuration(durationMs: number): void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const isWrong = typed !== null && readDuration(typed) === null;

  function keep(): void {
    const durationMs = typed === null ? null : readDuration(typed);
    if (durationMs !== null && durationMs !== item.durationMs) onDuration(durationMs);
    if (durationMs !== null) setTyped(null);
  }

  return (
    <TextInput
      className="item-duration"
      aria-label={`How long ${item.name} is shown, in minutes and seconds`}
      inputMode="numeric"
      value={typed ?? clockWords(item.durationMs)}
      error={isWrong ? 'Such as 0:10' : null}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
        if (event.key === 'Escape') setTyped(null);
      }}
    />
  );
}
