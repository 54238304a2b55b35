import t from 'tap';
import { emptySetUp, readSetUp, setUpTroubles } from './set-up-form.ts';

const oidc = {
  ...emptySetUp,
  domain: 'anna@Example.com',
  issuer: ' https://id.example.com/realm/.well-known/openid-configuration ',
  clientId: ' signet ',
  clientSecret: ' secret ',
};
const saml = { ...emptySetUp, protocol: 'saml' as const, domain: 'example.com', metadata: ' <xml/> ' };

t.test('what is missing is said at its field, and only of the protocol that was chosen', async (t) => {
  t.same(Object.keys(setUpTroubles(emptySetUp)), ['domain', 'issuer', 'clientId', 'clientSecret']);
  t.same(Object.keys(setUpTroubles({ ...emptySetUp, protocol: 'saml' })), ['domain', 'metadata']);
  t.same(setUpTroubles(oidc), {});
  t.same(setUpTroubles(saml), {});
  t.match(setUpTroubles({ ...oidc, domain: 'localhost' }), { domain: String });
  t.match(setUpTroubles({ ...oidc, issuer: 'id.example.com' }), { issuer: String });
});

t.test('what is sent is what was meant', async (t) => {
  t.same(readSetUp(oidc), {
    protocol: 'oidc',
    domain: 'example.com',
    joinRole: 'installer',
    issuer: 'https://id.example.com/realm',
    clientId: 'signet',
    clientSecret: 'secret',
  });
  t.same(readSetUp({ ...saml, clientSecret: 'left over' }), {
    protocol: 'saml',
    domain: 'example.com',
    joinRole: 'installer',
    metadata: '<xml/>',
  });
  t.match(readSetUp({ ...saml, emailAttribute: ' mail ' }), { emailAttribute: 'mail' });
});
