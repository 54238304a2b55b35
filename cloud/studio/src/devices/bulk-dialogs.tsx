/** The dialogs behind the bar of selected devices: tags, location, removal. */
import { useState } from 'react';
import type { BulkTarget } from '../api/device-list.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import { countDevices } from './bulk-words.ts';
import { LocationField } from './location-field.tsx';
import { TagField } from './tag-field.tsx';
import { splitTags, tagTrouble } from './tag-rules.ts';
import { useSurvey } from './use-devices.ts';

export interface BulkDialogOfManyProps {
  count: number;
  target: BulkTarget;
  onClose(): void;
  onDone(): void;
}

export function TagDialog({ kind, ...props }: BulkDialogOfManyProps & { kind: 'tag' | 'untag' }) {
  const { data: survey } = useSurvey();
  const [tags, setTags] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState('');
  const [trouble, setTrouble] = useState<string | null>(null);
  const devices = countDevices(props.count);
  const isAdding = kind === 'tag';
  return (
    <BulkDialog
      {...props}
      title={isAdding ? `Tag ${devices}` : `Take tags off ${devices}`}
      confirm={isAdding ? 'Add tags' : 'Take off'}
      readAction={() => {
        const all = [...new Set([...tags, ...splitTags(typed)])];
        const wrong = all.length === 0 ? 'Name at least one tag.' : tagTrouble(all);
        setTrouble(wrong);
        return wrong === null ? { kind, tags: all } : null;
      }}
    >
      <TagField
        label="Tags"
        description={
          isAdding ? 'Choose some, or type a new one' : 'Devices that have none of them stay as they are'
        }
        chosen={tags}
        known={survey?.tags.map(({ tag }) => tag) ?? []}
        takesNew={isAdding}
        error={trouble}
        onChange={setTags}
        typed={typed}
        onType={setTyped}
      />
    </BulkDialog>
  );
}

export function LocationDialog(props: BulkDialogOfManyProps) {
  const { data: survey } = useSurvey();
  const [location, setLocation] = useState('');
  return (
    <BulkDialog
      {...props}
      title={`Set the location of ${countDevices(props.count)}`}
      confirm="Set location"
      readAction={() => ({ kind: 'set-location', location: location.trim() })}
    >
      <LocationField
        description="Where they hang; leave it empty to take the location away"
        value={location}
        known={survey?.locations.map((each) => each.location) ?? []}
        onChange={setLocation}
      />
    </BulkDialog>
  );
}

export function RemoveManyDialog(props: BulkDialogOfManyProps) {
  const devices = countDevices(props.count);
  return (
    <BulkDialog
      {...props}
      isDanger
      title={`Remove ${devices}?`}
      confirm={`Remove ${devices}`}
      readAction={() => ({ kind: 'remove' })}
    >
      <p className="dialog-lead">
        For a minute this can be undone. Then their screens stop playing, delete your content, and show a new
        pairing code; those that are offline as soon as they connect again.
      </p>
      <p className="dialog-lead">
        Names, locations and tags are forgotten, and each screen has to be paired again.
      </p>
    </BulkDialog>
  );
}
