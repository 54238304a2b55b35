/** The tags of a device, edited where they stand; only what was really changed is sent. */
import { useState } from 'react';
import type { Device } from '../api/cloud.ts';
import { InlineEdit } from './inline-edit.tsx';
import { TagField } from './tag-field.tsx';
import { TagList } from './tag-list.tsx';
import { splitTags, tagTrouble } from './tag-rules.ts';
import { useDeviceEdit } from './use-device-edit.ts';
import { useSurvey } from './use-devices.ts';

export function EditTags({ device }: { device: Device }) {
  const { data: survey } = useSurvey();
  /** Null: not being edited. */
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const [typed, setTyped] = useState('');
  const [trouble, setTrouble] = useState<string | null>(null);
  const change = useDeviceEdit(device.id, close);

  function close(): void {
    setChosen(null);
    setTyped('');
    setTrouble(null);
  }

  function save(): void {
    const wanted = [...new Set([...(chosen ?? []), ...splitTags(typed)])];
    const wrong = tagTrouble(wanted);
    const addTags = wanted.filter((tag) => !device.tags.includes(tag));
    const removeTags = device.tags.filter((tag) => !wanted.includes(tag));
    if (wrong !== null) setTrouble(wrong);
    else if (addTags.length + removeTags.length === 0) close();
    else {
      const back = { addTags: removeTags, removeTags: addTags };
      change.mutate({ edit: { addTags, removeTags }, back, done: 'Tags are changed.' });
    }
  }

  return (
    <InlineEdit
      label="tags"
      isEditing={chosen !== null}
      isSaving={change.isPending}
      error={change.error}
      onEdit={() => {
        change.reset();
        setChosen(device.tags);
      }}
      onSave={save}
      onCancel={close}
      field={
        <TagField
          label="Tags"
          description="Choose some, or type a new one"
          chosen={chosen ?? []}
          known={survey?.tags.map(({ tag }) => tag) ?? []}
          takesNew
          error={trouble}
          onChange={setChosen}
          typed={typed}
          onType={setTyped}
        />
      }
    >
      {device.tags.length === 0 ? <span className="dim">No tags</span> : <TagList tags={device.tags} />}
    </InlineEdit>
  );
}
