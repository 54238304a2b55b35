/** What an identity provider tells of itself, by the protocol that it speaks. */
import { Button, type PasswordInputProps, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { type ReactNode, useRef } from 'react';
import { PasswordField } from '../shell/password-field.tsx';
import type { SetUpFields } from './set-up-form.ts';

interface FieldsProps {
  form: UseFormReturnType<SetUpFields>;
}

const typedAsIs = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false, size: 'md' } as const;

export function OidcFields({ form }: FieldsProps) {
  return (
    <>
      <TextInput
        label="Issuer"
        description="Also called authority; its address, such as https://login.example.com/realm"
        name="issuer"
        inputMode="url"
        {...typedAsIs}
        {...form.getInputProps('issuer')}
      />
      <TextInput
        label="Client ID"
        description="Also called application ID"
        name="client-id"
        {...typedAsIs}
        {...form.getInputProps('clientId')}
      />
      <SecretField {...form.getInputProps('clientSecret')} />
    </>
  );
}

export function SamlFields({ form }: FieldsProps) {
  return (
    <>
      <MetadataField
        value={form.values.metadata}
        error={form.errors['metadata']}
        onChange={(metadata) => {
          form.setFieldValue('metadata', metadata);
          form.clearFieldError('metadata');
        }}
      />
      <TextInput
        label="Attribute with the address"
        description="Only where the NameID is not the address itself, such as mail"
        name="email-attribute"
        {...typedAsIs}
        {...form.getInputProps('emailAttribute')}
      />
    </>
  );
}

export function SecretField(props: PasswordInputProps) {
  return (
    <PasswordField
      label="Client secret"
      description="Kept sealed, and never shown again"
      name="client-secret"
      visibilityToggleButtonProps={{ 'aria-label': 'Show the secret', tabIndex: 0 }}
      {...typedAsIs}
      autoComplete="new-password"
      {...props}
    />
  );
}

interface MetadataFieldProps {
  value: string;
  error: ReactNode;
  onChange(metadata: string): void;
}

/** Pasted, or taken from a file. */
export function MetadataField({ value, error, onChange }: MetadataFieldProps) {
  const file = useRef<HTMLInputElement>(null);
  async function take(chosen: File | undefined) {
    if (chosen !== undefined) onChange(await chosen.text());
  }
  return (
    <>
      <Textarea
        className="metadata"
        label="Metadata"
        description="The XML that it offers about itself; often called federation metadata"
        name="metadata"
        rows={6}
        {...typedAsIs}
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <div className="metadata-file">
        <Button variant="default" size="sm" onClick={() => file.current?.click()}>
          Choose the file
        </Button>
        <span className="dim">instead of pasting it</span>
        <input
          ref={file}
          type="file"
          hidden
          accept=".xml,text/xml,application/xml"
          aria-label="Metadata file"
          onChange={(event) => void take(event.currentTarget.files?.[0])}
        />
      </div>
    </>
  );
}
