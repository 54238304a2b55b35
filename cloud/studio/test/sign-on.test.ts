/** Settings > Sign-on: from nothing to a sign-on that is required, and its end. Real cloud, real identity providers. */
import type { Page } from 'playwright-core';
import t from 'tap';
import { desk, newPage, openBrowser, phone, refuse } from './test-support/browser.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { lookOver } from './test-support/look-over.ts';
import { heading, press, startWaysCloud } from './test-support/ways-cloud.ts';

t.setTimeout(900_000);
await ensureBuilt();
const browser = await openBrowser(t);
const ways = await startWaysCloud(t, browser);
const { url: cloud, company } = ways;

const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });
const providerIdOf = (address: string) => /company-[0-9a-f-]+/.exec(address)?.[0] ?? '';

async function admin(viewport: { width: number; height: number }) {
  const page = await newPage(t, browser, cloud, viewport);
  const person = await ways.person(page);
  await page.goto('/settings/sign-on');
  await heading(page, 'Sign-on').waitFor();
  return { page, person };
}

t.test('OpenID Connect: set up, confirmed, tried, required, freed, ended', async (t) => {
  const { page, person } = await admin(desk);
  await page.getByText('One sign-in for everything at your company').waitFor();
  await lookOver(t, page, 'no sign-on yet');
  await page.getByRole('link', { name: 'Set up a sign-on' }).click();
  await heading(page, 'Set up a sign-on').waitFor();
  await press(page, 'Save and go on');
  await page.getByText('Type the domain of your addresses').waitFor();
  await page.getByText('Copy the client secret').waitFor();
  await lookOver(t, page, 'setting up, with objections');

  await field(page, 'Domain').fill('Anna@Signet.example');
  await field(page, 'Issuer').fill(`${company.issuer}/nothing-here`);
  await field(page, 'Client ID').fill(company.client.clientId);
  await field(page, 'Client secret').fill(company.client.clientSecret);
  const address = await field(page, 'Redirect URI').inputValue();
  t.equal(await field(page, 'Domain').inputValue(), 'signet.example', 'understood as it was meant');
  company.redirectUris.add(address);
  await press(page, 'Save and go on');
  await page.getByText('There is no OpenID Connect provider at').waitFor();
  t.equal(await field(page, 'Client secret').inputValue(), company.client.clientSecret, 'nothing is lost');
  await field(page, 'Issuer').fill(`${company.issuer}/.well-known/openid-configuration`);
  await press(page, 'Save and go on');

  await page.getByText('Next: show that the domain is yours').waitFor();
  t.match(await field(page, 'Name').inputValue(), /^_signet-company-[0-9a-f]+\.signet\.example$/);
  t.match(await field(page, 'Value').inputValue(), /\S{16,}/);
  await page.getByText('What your identity provider has to know').click();
  t.equal(await field(page, 'Redirect URI').inputValue(), address, 'as it was told before');
  await page.route('**/confirm-domain', (route) => refuse(route, 409, 'domain-not-confirmed'));
  await press(page, 'Check now');
  await page.getByText('The record is not to be seen at signet.example yet').waitFor();
  await lookOver(t, page, 'the record is not there yet');
  await page.unroute('**/confirm-domain');
  ways.confirmDomain(providerIdOf(address));
  await press(page, 'Check now');

  await page.getByText('signet.example is confirmed: the sign-on can be used').waitFor();
  await lookOver(t, page, 'confirmed');
  company.next = { sub: 'boss', email: person.email, name: person.name };
  await press(page, 'Try it now');
  await page.waitForURL(/127\.0\.0\.1/);
  await press(page, 'Go back');
  await page.getByText('You did not come back by the sign-on').waitFor();
  await page.getByText('You went back before you were signed in.').waitFor();
  await press(page, 'Try it now');
  await page.waitForURL(/127\.0\.0\.1/);
  await press(page, 'Sign in');
  await page.getByText('It works: you came in by it').waitFor();
  await lookOver(t, page, 'seen to work');

  await press(page, 'Require it');
  const asking = page.getByRole('dialog', { name: 'Require the sign-on of signet.example?' });
  await asking.getByText('is signed out now').waitFor();
  await lookOver(t, page, 'asking whether to require it');
  await asking.getByRole('button', { name: 'Require it' }).click();
  await page.getByText('Nobody with an address of signet.example comes in otherwise.').waitFor();
  await lookOver(t, page, 'required');
  await press(page, 'Allow other ways again');
  await page.getByText('may sign in otherwise again').waitFor();

  await page.getByLabel('Who comes in for the first time becomes').selectOption('Viewer');
  await page.getByText('Newcomers of signet.example become Viewer.').waitFor();
  await press(page, 'Undo');
  await page.getByText('Installer: pairs screens').waitFor();

  await press(page, 'Renew the secret of signet.example');
  const renewing = page.getByRole('dialog', { name: 'Renew the secret of signet.example' });
  await renewing.getByRole('button', { name: 'Renew', exact: true }).click();
  await renewing.getByText('Copy the client secret').waitFor();
  const secret = renewing.getByLabel('Client secret', { exact: true });
  t.ok(await secret.evaluate((element) => element === document.activeElement), 'the field that is wrong');
  await lookOver(t, page, 'renewing the secret, with an objection');
  await page.route('**/renew', (route) => refuse(route, 403, 'not-allowed'));
  await secret.fill('a newer secret');
  await renewing.getByRole('button', { name: 'Renew', exact: true }).click();
  await renewing.getByRole('alert').waitFor();
  await page.unroute('**/renew');
  await secret.press('Enter');
  await page.getByText('The secret of signet.example is renewed.').waitFor();

  await press(page, 'End the sign-on of signet.example');
  const ending = page.getByRole('dialog', { name: 'End the sign-on of signet.example?' });
  await ending.getByText('Nobody comes in by it any more, at once.').waitFor();
  await ending.getByRole('button', { name: 'End it' }).click();
  await page.getByText('One sign-in for everything at your company').waitFor();
});

t.test('SAML, on a phone: metadata from a file, and what the person who tries it would become', async (t) => {
  const { page } = await admin(phone);
  await page.getByRole('link', { name: 'Set up a sign-on' }).click();
  await page.getByRole('radio', { name: 'SAML 2.0' }).check();
  await field(page, 'Domain').fill('saml.example');
  await field(page, 'Metadata').fill('<nonsense/>');
  await press(page, 'Save and go on');
  await page.getByText('It names no address for signing in by redirect.').waitFor();
  t.ok(await field(page, 'Metadata').evaluate((element) => element === document.activeElement));
  await lookOver(t, page, 'setting up SAML, refused');
  const address = await field(page, 'ACS URL (reply URL)').inputValue();
  await page.getByLabel('Metadata file').setInputFiles({
    name: 'metadata.xml',
    mimeType: 'application/xml',
    buffer: Buffer.from(ways.saml.metadata),
  });
  await page.waitForFunction(
    () => document.querySelector('textarea')?.value.includes('EntityDescriptor') === true,
  );
  await field(page, 'Attribute with the address').fill('mail');
  await press(page, 'Save and go on');
  await page.getByText('Next: show that the domain is yours').waitFor();
  ways.confirmDomain(providerIdOf(address));
  await press(page, 'Check now');
  await page.getByText('You would come back as another person, who is Installer here').waitFor();
  await lookOver(t, page, 'confirmed, for somebody of another domain');

  await press(page, 'Renew the certificate of saml.example');
  const renewing = page.getByRole('dialog', { name: 'Renew the certificate of saml.example' });
  const metadata = renewing.getByLabel('Metadata', { exact: true });
  await metadata.fill(ways.saml.metadata.replaceAll('saml.idp.example', 'other.idp.example'));
  await renewing.getByRole('button', { name: 'Renew', exact: true }).click();
  await renewing.getByText('It is of another identity provider.').waitFor();
  await lookOver(t, page, 'renewing the certificate, refused');
  await metadata.fill(ways.saml.metadata);
  await renewing.getByRole('button', { name: 'Renew', exact: true }).click();
  await page.getByText('The certificate of saml.example is renewed.').waitFor();
});

t.test('what the cloud refuses is said, and what cannot be read is read again', async () => {
  const { page } = await admin(desk);
  await page.route('**/companies', (route) => refuse(route, 500, 'internal'));
  await page.reload();
  await page.getByText('Something went wrong on our side').waitFor();
  await page.unroute('**/companies');
  await press(page, 'Try again');
  await page.getByText('One sign-in for everything at your company').waitFor();
  await ways.addOidcCompany('taken.example');
  await page.goto('/settings/sign-on/new');
  await field(page, 'Domain').fill('taken.example');
  await field(page, 'Issuer').fill(company.issuer);
  await field(page, 'Client ID').fill('x');
  await field(page, 'Client secret').fill('x');
  await press(page, 'Save and go on');
  await page.getByText('Another account has confirmed this domain.').waitFor();
});
