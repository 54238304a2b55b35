/**
 * Something to take along, such as a key, with a button that copies it.
 *
 * Browsers let no page copy over plain http; then the text is selected, and the person is told the keys to press.
 */
import { Button, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useRef, useState } from 'react';

interface CopyFieldProps {
  label: string;
  value: string;
}

export function CopyField({ label, value }: CopyFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<'idle' | 'copied' | 'selected'>('idle');

  async function copy() {
    try {
      await navigator.clipboard.writeText(value);
      setState('copied');
    } catch {
      field.current?.focus();
      field.current?.select();
      setState('selected');
    }
  }

  const Icon = state === 'copied' ? IconCheck : IconCopy;
  return (
    <div className="copy-field">
      <TextInput
        ref={field}
        label={label}
        size="md"
        readOnly
        spellCheck={false}
        value={value}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button
        size="md"
        leftSection={<Icon size={18} stroke={1.8} aria-hidden="true" />}
        aria-label={`Copy ${label}`}
        onClick={() => void copy()}
      >
        Copy
      </Button>
      <p className="copy-said" role="status">
        {state === 'copied' && 'Copied.'}
        {state === 'selected' && 'It is selected: press Ctrl+C or ⌘C to copy it.'}
      </p>
    </div>
  );
}
