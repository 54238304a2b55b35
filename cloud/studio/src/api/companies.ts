/**
 * The requests about an account's own sign-on. A secret goes out with one of them and never comes back.
 *
 * Answers are values and refusals are thrown, as in `cloud.ts`.
 */
import type { InferRequestType, InferResponseType } from 'hono/client';
import { accept, answerOf, v1 } from './cloud.ts';

export type Company = InferResponseType<typeof v1.companies.$get, 200>['companies'][number];
export type CompanySetup = InferRequestType<typeof v1.companies.$post>['json'];
export type CompanyRenewal = InferRequestType<(typeof v1.companies)[':providerId']['renew']['$post']>['json'];
export type Addresses = Company['give'];

export async function listCompanies(): Promise<Company[]> {
  return (await answerOf<{ companies: Company[] }>(await v1.companies.$get())).companies;
}

/** What an identity provider has to know of us, before its sign-on is set up. */
export async function readAddresses(domain: string, protocol: Company['protocol']): Promise<Addresses> {
  const answer = await v1['company-addresses'].$get({ query: { domain, protocol } });
  return (await answerOf<{ give: Addresses }>(answer)).give;
}

export async function addCompany(setup: CompanySetup): Promise<Company> {
  return answerOf(await v1.companies.$post({ json: setup }));
}

export async function confirmDomain(providerId: string): Promise<Company> {
  return answerOf(await v1.companies[':providerId']['confirm-domain'].$post({ param: { providerId } }));
}

export async function changeCompany(
  providerId: string,
  change: { joinRole?: Company['joinRole']; onlySso?: boolean },
): Promise<Company> {
  return answerOf(await v1.companies[':providerId'].$patch({ param: { providerId }, json: change }));
}

export async function renewCompany(providerId: string, renewal: CompanyRenewal): Promise<Company> {
  const param = { providerId };
  return answerOf(await v1.companies[':providerId'].renew.$post({ param, json: renewal }));
}

export async function endCompany(providerId: string): Promise<void> {
  await accept(await v1.companies[':providerId'].$delete({ param: { providerId } }));
}
