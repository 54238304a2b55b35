/**
 * Every field for a password, so that all can be looked at and all say when they are wrong.
 *
 * Mantine marks a wrong password field for the eye alone; a screen reader needs `aria-invalid`.
 */
import { PasswordInput, type PasswordInputProps } from '@mantine/core';

export function PasswordField(props: PasswordInputProps) {
  return (
    <PasswordInput
      size="md"
      visibilityToggleButtonProps={{ 'aria-label': 'Show password', tabIndex: 0 }}
      {...(props.error ? { 'aria-invalid': true } : {})}
      {...props}
    />
  );
}
