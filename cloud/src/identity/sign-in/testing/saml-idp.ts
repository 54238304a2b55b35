/// <reference path="./samlp.d.ts" />
/**
 * A real SAML identity provider for tests (`samlp`), which can be told to misbehave.
 *
 * Signs in whoever `next` names without asking. The answer goes back as a form that its page sends, as browsers do
 * it; a test that wants a forged one changes the options of the library or the finished XML.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inflateRawSync } from 'node:zlib';
import * as samlp from 'samlp';
import type { BrowserForTests, Page } from './browser.ts';
import { makeCertificate } from './certificate.ts';

export interface SamlPerson {
  id: string;
  email: string;
  displayName?: string;
}

export interface SamlIdp {
  origin: string;
  /** What an admin copies into Studio. */
  metadata: string;
  /** The same after its certificate was renewed. */
  metadataWith(cert: string): string;
  next: SamlPerson;
  /** Instead of what the library would use, for the next answers. */
  options: {
    key?: string;
    cert?: string;
    audience?: string;
    recipient?: string;
    destination?: string;
    lifetimeInSeconds?: number;
    signAssertion?: boolean;
    signResponse?: boolean;
    signatureAlgorithm?: string;
    inResponseTo?: string;
  };
  /** Changes the finished XML. */
  tamper: ((xml: string) => string) | null;
  /** The form on its page, ready to be sent. */
  form(page: Page): { action: string; fields: Record<string, string> };
  /** Sends its form, and the form of our page that comes in between; follows where that leads. */
  goBack(browser: BrowserForTests, page: Page): Promise<Page>;
  close(): Promise<void>;
}

export async function startSamlIdp(): Promise<SamlIdp> {
  const own = makeCertificate('saml.idp.example');
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', origin);
    // Browsers ask for an icon as well.
    if (url.pathname !== '/sso') return void response.writeHead(404).end();
    const query = Object.fromEntries(url.searchParams);
    const asked = Object.assign(request, { query }) as IncomingMessage;
    samlp.auth({
      issuer: 'https://saml.idp.example/entity',
      ...own,
      signatureAlgorithm: 'rsa-sha256',
      digestAlgorithm: 'sha256',
      getUserFromRequest: () => ({
        id: idp.next.id,
        displayName: idp.next.displayName ?? 'Sam',
        emails: [{ value: idp.next.email }],
        name: {},
      }),
      getPostURL: (_audience, document, _request, callback) =>
        callback(null, document.documentElement.getAttribute('AssertionConsumerServiceURL')),
      responseHandler(xml, { postUrl }) {
        const text = idp.tamper === null ? xml.toString() : idp.tamper(xml.toString());
        const token = Buffer.from(text).toString('base64');
        response
          .writeHead(200, { 'Content-Type': 'text/html' })
          .end(
            `<form method="post" action="${postUrl}"><input type="hidden" name="SAMLResponse" value="${token}"><input type="hidden" name="RelayState" value="${query['RelayState'] ?? ''}"></form>`,
          );
      },
      ...addressed(query['SAMLRequest'] ?? ''),
      ...idp.options,
    })(asked, response, (error) => response.writeHead(500).end(String(error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** Recipient and destination: where the request wants the answer. */
  function addressed(request: string): { recipient?: string; destination?: string } {
    const [, acs] = /AssertionConsumerServiceURL="([^"]+)"/.exec(inflated(request)) ?? [];
    return acs === undefined ? {} : { recipient: acs, destination: acs };
  }

  const idp: SamlIdp = {
    origin,
    metadata: metadataOf(origin, own.cert),
    metadataWith: (cert) => metadataOf(origin, cert),
    next: { id: 'nobody', email: 'nobody@idp.example' },
    options: {},
    tamper: null,
    form(page) {
      const [, action = ''] = /action="([^"]*)"/.exec(page.text) ?? [];
      const inputs = page.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
      return {
        action,
        fields: Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, value])),
      };
    },
    async goBack(browser, page) {
      const { action, fields } = idp.form(page);
      const between = await browser.submit(new URL(action, page.url), fields, { from: origin });
      if (!between.text.includes('name="again"')) return between;
      const again = idp.form(between);
      return browser.submit(new URL(again.action, between.url), again.fields);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return idp;
}

function inflated(request: string): string {
  try {
    return inflateRawSync(Buffer.from(request, 'base64')).toString();
  } catch {
    return '';
  }
}

function metadataOf(origin: string, cert: string): string {
  const bare = cert.replace(/-----[^-]+-----|\s/g, '');
  return `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://saml.idp.example/entity">
<IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${bare}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${origin}/sso"/>
</IDPSSODescriptor>
</EntityDescriptor>`;
}
