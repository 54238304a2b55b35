/**
 * Setting up a sign-on: what the identity provider has to know of us first, then what it tells of itself.
 *
 * Nothing typed is lost by a refusal, and nothing is in force once it is saved: the domain has to be confirmed first.
 */
import { Button, Radio, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Role } from '../../../src/identity/rights.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { addCompany, type Company, readAddresses } from '../api/companies.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { RoleChoice } from '../members/role-choice.tsx';
import { PageHead } from '../settings/page-head.tsx';
import { CopyField } from '../shell/copy-field.tsx';
import { Notice } from '../shell/notice.tsx';
import { toast } from '../shell/toast.ts';
import { addressLines, domainTyped } from './company-words.ts';
import { OidcFields, SamlFields } from './protocol-fields.tsx';
import { emptySetUp, readSetUp, type SetUpFields, setUpTroubles } from './set-up-form.ts';
import { useReadCompaniesAgain } from './use-companies.ts';

export function SetUpPage() {
  const navigate = useNavigate();
  const readAgain = useReadCompaniesAgain();
  const element = useRef<HTMLFormElement>(null);
  const [domain, setDomain] = useState('');
  const form = useForm<SetUpFields>({ initialValues: emptySetUp, validate: setUpTroubles });
  const { protocol } = form.values;
  const save = useMutation({
    mutationFn: addCompany,
    async onSuccess(company) {
      await readAgain();
      toast(`The sign-on of ${company.domain} is saved. One step is left.`);
      await navigate('/settings/sign-on');
    },
    onError(thrown) {
      const { field, detail } = asProblem(thrown);
      if (field === undefined || !Object.hasOwn(emptySetUp, field)) return;
      form.setFieldError(field, detail === '' ? sentencesFor(asProblem(thrown)).title : detail);
    },
  });

  useEffect(() => {
    // By now the field is marked.
    if (save.error !== null) markedField(element.current)?.focus();
  }, [save.error]);

  function focusFirstError() {
    // The fields are marked in the next render.
    setTimeout(() => markedField(element.current)?.focus());
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (save.isPending) return;
    if (form.validate().hasErrors) return focusFirstError();
    save.mutate(readSetUp(form.getValues()));
  }

  const problem = save.isError ? asProblem(save.error) : null;
  const isAtField = problem?.field !== undefined && Object.hasOwn(emptySetUp, problem.field);
  return (
    <>
      <PageHead title="Set up a sign-on" about="Best with your identity provider open in another window." />
      <form ref={element} className="card sign-on-card sign-on-form" noValidate onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label="Domain"
            description="What follows the @ in the addresses of your people, such as example.com"
            name="domain"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            size="md"
            {...form.getInputProps('domain')}
            onBlur={() => {
              const tidy = domainTyped(form.getValues().domain);
              form.setFieldValue('domain', tidy);
              setDomain(tidy);
            }}
          />
          <Radio.Group
            label="What your identity provider speaks"
            size="md"
            value={protocol}
            onChange={(next) => form.setFieldValue('protocol', next === 'saml' ? 'saml' : 'oidc')}
          >
            <div className="protocol-choice">
              <Radio
                value="oidc"
                size="md"
                label="OpenID Connect"
                description="Choose this where you can: there is less to copy"
              />
              <Radio
                value="saml"
                size="md"
                label="SAML 2.0"
                description="For identity providers that have nothing else"
              />
            </div>
          </Radio.Group>

          <h2>1. Tell your identity provider about Signet</h2>
          <p>
            Add an application there
            {protocol === 'oidc'
              ? ', of the kind “web”. It asks for:'
              : '. As NameID it should send something that never changes, and the address as an attribute. It asks for:'}
          </p>
          <Give domain={domain} protocol={protocol} />

          <h2>2. Tell us what it says of itself</h2>
          {protocol === 'oidc' ? <OidcFields form={form} /> : <SamlFields form={form} />}

          <h2>3. Who comes in for the first time</h2>
          <RoleChoice
            label="They become"
            value={form.values.joinRole}
            onChange={(role: Role) => form.setFieldValue('joinRole', role)}
          />
          {problem !== null && !isAtField && (
            <Notice tone="bad" live="alert" title={sentencesFor(problem).title}>
              <p>{sentencesFor(problem).advice}</p>
            </Notice>
          )}
          <div className="dialog-actions">
            <Button component={Link} to="/settings/sign-on" variant="default" size="md">
              Cancel
            </Button>
            <Button type="submit" size="md" loading={save.isPending}>
              Save and go on
            </Button>
          </div>
        </Stack>
      </form>
    </>
  );
}

function markedField(form: HTMLFormElement | null): HTMLElement | null {
  return form?.querySelector<HTMLElement>('[aria-invalid="true"]') ?? null;
}

/** What has to be copied over there; it follows from the domain. */
function Give({ domain, protocol }: { domain: string; protocol: Company['protocol'] }) {
  const addresses = useQuery({
    queryKey: ['company-addresses', domain, protocol],
    queryFn: () => readAddresses(domain, protocol),
    enabled: domain !== '',
    staleTime: 60_000,
  });
  if (addresses.data !== undefined) {
    return (
      <div className="copy-lines">
        {addressLines(addresses.data).map((line) => (
          <CopyField key={line.label} {...line} />
        ))}
      </div>
    );
  }
  if (addresses.isError) {
    const { title, advice } = sentencesFor(asProblem(addresses.error));
    return (
      <Notice tone="bad" live="status" title={title}>
        <p>{advice}</p>
      </Notice>
    );
  }
  return <p className="dim">Type the domain above, and what to copy appears here.</p>;
}
