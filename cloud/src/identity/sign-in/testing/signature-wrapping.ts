/**
 * Signature wrapping of SAML answers, for tests: the signed element stays somewhere in the document, and a forged one
 * stands where it is read. XSW1 to XSW8 are the names under which testers know them (Somorovsky et al., USENIX 2012).
 */

/** Whose address is in the signed assertion, and who the attacker would like to be. */
export interface Forgery {
  from: string;
  to: string;
}

const signaturePattern = /<(?:\w+:)?Signature[\s>][\s\S]*?<\/(?:\w+:)?Signature>/;
const assertionPattern = /<(?:\w+:)?Assertion[\s>][\s\S]*<\/(?:\w+:)?Assertion>/;
const samlp = 'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"';
const dsig = 'xmlns="http://www.w3.org/2000/09/xmldsig#"';

export const wrappings: Readonly<Record<string, (xml: string, forgery: Forgery) => string>> = {
  'XSW1, the real response inside the signature of the forged one': (xml, forgery) =>
    forgedResponse(xml, forgery, (signature, real) => into(signature, real)),
  'XSW2, the real response beside the signature of the forged one': (xml, forgery) =>
    forgedResponse(xml, forgery, (signature, real) => real + signature),
  'XSW3, the forged one first': (xml, forgery) => around(xml, (real) => unsigned(real, forgery) + real),
  'XSW3 the other way round, the forged one last': (xml, forgery) =>
    around(xml, (real) => real + unsigned(real, forgery)),
  'XSW4, the real one inside the forged one': (xml, forgery) =>
    around(xml, (real) => into(unsigned(real, forgery), real)),
  'XSW5, the forged one with the signature, the real one last': (xml, forgery) =>
    around(xml, (real) => signed(real, forgery, (signature) => signature) + bare(real)),
  'XSW6, the real one inside the signature of the forged one': (xml, forgery) =>
    around(xml, (real) => signed(real, forgery, (signature) => into(signature, bare(real)))),
  'XSW7, the forged one in an extension': (xml, forgery) =>
    around(xml, (real) => `<samlp:Extensions ${samlp}>${unsigned(real, forgery)}</samlp:Extensions>${real}`),
  'XSW7 the other way round, the real one in an extension': (xml, forgery) =>
    around(xml, (real) => `<samlp:Extensions ${samlp}>${real}</samlp:Extensions>${unsigned(real, forgery)}`),
  'XSW8, the real one in an object of the signature': (xml, forgery) =>
    around(xml, (real) =>
      signed(real, forgery, (signature) => into(signature, `<Object ${dsig}>${bare(real)}</Object>`)),
    ),
};

function around(xml: string, change: (assertion: string) => string): string {
  const [assertion = ''] = assertionPattern.exec(xml) ?? [];
  if (assertion === '') throw new Error('There is no assertion to wrap.');
  return xml.replace(assertion, () => change(assertion));
}

/** As its last child. */
function into(element: string, child: string): string {
  return element.replace(/<\/[\w:]+>$/, (end) => child + end);
}

function bare(element: string): string {
  return element.replace(signaturePattern, '');
}

function forged(element: string, { from, to }: Forgery): string {
  return element.replace(/ ID="[^"]*"/, ' ID="_forged"').replaceAll(from, to);
}

function unsigned(real: string, forgery: Forgery): string {
  return forged(bare(real), forgery);
}

/** The forged one carries the real one's signature, which still points to the real one. */
function signed(real: string, forgery: Forgery, change: (signature: string) => string): string {
  const [signature = ''] = signaturePattern.exec(real) ?? [];
  return forged(real, forgery).replace(signaturePattern, () => change(signature));
}

/** The signature of a response is the first in it. */
function forgedResponse(
  xml: string,
  forgery: Forgery,
  place: (signature: string, real: string) => string,
): string {
  const [response = ''] = /<samlp:Response[\s\S]*<\/samlp:Response>/.exec(xml) ?? [];
  const [signature = ''] = signaturePattern.exec(response) ?? [];
  if (signature === '') throw new Error('The response is not signed.');
  const rest = response.replace(signature, '@signature@');
  return forged(rest, forgery).replace('@signature@', () =>
    place(signature, rest.replace('@signature@', '')),
  );
}
