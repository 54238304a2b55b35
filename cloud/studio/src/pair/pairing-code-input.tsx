/**
 * The field for a pairing code: groups it while it is typed and speaks up at once about a character that no
 * code has, because that is when the eye is still on the screen.
 */
import { TextInput } from '@mantine/core';
import { readPairingCode } from '@signet/protocol';
import { type ChangeEvent, useLayoutEffect, useRef } from 'react';
import { formatTypedCode } from './typed-code.ts';

interface PairingCodeInputProps {
  value: string;
  onChange(value: string): void;
  /** What the form has to say about it; a foreign character is told here, before the form could. */
  error: string | null;
}

export function PairingCodeInput({ value, onChange, error }: PairingCodeInputProps) {
  const element = useRef<HTMLInputElement>(null);
  const caret = useRef<number | null>(null);

  // React puts the caret at the end when it sets a value other than the one just typed.
  useLayoutEffect(() => {
    if (caret.current !== null) element.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });

  function type(event: ChangeEvent<HTMLInputElement>) {
    const input = event.currentTarget;
    const typed = formatTypedCode(input.value, input.selectionStart ?? input.value.length);
    caret.current = typed.caret;
    onChange(typed.text);
  }

  return (
    <TextInput
      ref={element}
      className="code-input"
      label="Pairing code"
      description="8 letters and digits, as on the screen"
      name="code"
      required
      withAsterisk={false}
      size="lg"
      placeholder="XXXX-XXXX"
      autoComplete="off"
      autoCapitalize="characters"
      autoCorrect="off"
      spellCheck={false}
      inputMode="text"
      enterKeyHint="go"
      value={value}
      onChange={type}
      error={foreignCharacter(value) ?? error}
    />
  );
}

function foreignCharacter(value: string): string | null {
  const reading = readPairingCode(value);
  return !reading.ok && reading.problem === 'foreign-character' ? reading.detail : null;
}
