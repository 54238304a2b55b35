import t from 'tap';
import { addressLines, comesBackAsOneself, domainTyped, hostLabel, stageOf } from './company-words.ts';

t.test('what comes next follows from how far it is', async (t) => {
  const at = { domainConfirmed: false, onlySso: false, cameInByIt: false };
  t.equal(stageOf(at), 'confirm');
  t.equal(stageOf({ ...at, domainConfirmed: true }), 'try');
  t.equal(stageOf({ ...at, domainConfirmed: true, cameInByIt: true }), 'require');
  t.equal(stageOf({ ...at, domainConfirmed: true, onlySso: true }), 'required');
});

t.test('a domain is understood however it is typed', async (t) => {
  for (const typed of [
    'example.com',
    ' Example.COM ',
    'anna@example.com',
    'https://www.example.com/about?x',
    'www.example.com',
  ]) {
    t.equal(domainTyped(typed), 'example.com', typed);
  }
});

t.test('who tries it comes back as themselves only with an address of the domain', async (t) => {
  t.equal(comesBackAsOneself('anna@example.com', 'example.com'), true);
  t.equal(comesBackAsOneself('anna@sub.example.com', 'example.com'), true);
  t.equal(comesBackAsOneself('anna@notexample.com', 'example.com'), false);
  t.equal(comesBackAsOneself('nonsense', 'example.com'), false);
});

t.test('the name of a record is also told without its domain', async (t) => {
  t.equal(hostLabel('_signet-x.example.com', 'example.com'), '_signet-x');
  t.equal(hostLabel('_signet-x.elsewhere', 'example.com'), '_signet-x.elsewhere');
});

t.test('each protocol names what identity providers ask for', async (t) => {
  t.same(
    addressLines({ redirectUri: 'https://a' }).map(({ value }) => value),
    ['https://a'],
  );
  t.same(
    addressLines({ acsUrl: 'https://a', entityId: 'https://b', metadataUrl: 'https://b' }).map(
      ({ value }) => value,
    ),
    ['https://a', 'https://b'],
  );
});
