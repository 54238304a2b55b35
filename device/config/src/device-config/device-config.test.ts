import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provisioningTokenOf } from '@signet/protocol';
import t from 'tap';
import { deviceConfigJsonSchema } from './device-config-schema.ts';
import { readDeviceConfig } from './read-device-config.ts';
import { maxSourceBytes } from './source-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'signet-device-config-'));
let made = 0;

/** Reads sources with these contents, the strongest first; null is a file that is not there. They are called a, b, c. */
function read(contents: readonly (string | Buffer | null)[], httpsOnly = false) {
  const sources = contents.map((content, index) => {
    made += 1;
    const path = join(folder, `${made}.json`);
    if (content !== null) writeFileSync(path, content);
    return { path, label: 'abc'.charAt(index) };
  });
  return readDeviceConfig({ sources, httpsOnly });
}

function problemsOf(outcome: ReturnType<typeof read>) {
  return outcome.outcome === 'invalid' ? outcome.problems : [];
}

const pem = execFileSync(
  'openssl',
  ['req', '-x509', '-newkey', 'ed25519', '-nodes', '-keyout', join(folder, 'key'), '-subj', '/CN=Test CA'],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
);

t.test('no source at all, or none that is there, is an empty configuration', async (t) => {
  t.same(read([]), { outcome: 'config', config: {}, from: {} });
  t.same(read([null, null]), { outcome: 'config', config: {}, from: {} });
  t.same(
    readDeviceConfig({ sources: [{ path: '/dev/null/x', label: 'a' }], httpsOnly: false }).outcome,
    'config',
  );
});

t.test('every key is understood, and $schema is left out', async (t) => {
  const config = {
    cloud: 'HTTPS://Signet.Example:443/',
    caCertificates: [pem, pem.replaceAll('\n', '\r\n')],
    rotation: 90,
    timeServers: ['time.example', '192.0.2.7', '2001:db8::7'],
  };
  t.match(read([JSON.stringify({ $schema: './signet.schema.json', ...config })], true), {
    outcome: 'config',
    config: { ...config, cloud: 'https://signet.example' },
    from: { cloud: 'a', caCertificates: 'a', rotation: 'a', timeServers: 'a' },
  });
  t.notOk(JSON.stringify(read(['{"$schema": "x"}'])).includes('schema'));
});

t.test('each key is taken from the strongest source that has it', async (t) => {
  const sources = [
    '{"rotation": 180}',
    '{"cloud": "https://b.example", "rotation": 90}',
    '{"cloud": "https://c.example", "timeServers": []}',
  ];
  t.same(read(sources), {
    outcome: 'config',
    config: { cloud: 'https://b.example', rotation: 180, timeServers: [] },
    from: { cloud: 'b', rotation: 'a', timeServers: 'c' },
  });
});

t.test('the byte order mark of Notepad and its line ends are taken', async (t) => {
  const content = '\ufeff{\r\n  "rotation": 90,\r\n  "colour": 1\r\n}';
  t.match(problemsOf(read([content])), [{ line: 3, column: 3, key: 'colour' }]);
  t.match(read(['\ufeff{"rotation": 90}']), { config: { rotation: 90 } });
});

t.test('what is wrong in all sources is said at once, and what is right can still be used', async (t) => {
  const outcome = read([
    '{\n  "cloud": "signet",\n  "rotation": 270\n}',
    null,
    '{\n  "rotation": 0,\n  "x": 1 }',
  ]);
  t.match(problemsOf(outcome), [
    { label: 'a', line: 2, column: 12, key: 'cloud', message: /^is not a URL/ },
    { label: 'c', line: 3, column: 3, key: 'x', message: /^is not known; there are cloud, caCertificates/ },
  ]);
  t.match(outcome, { outcome: 'invalid', usable: { rotation: 270 } });
});

const nested = `{"timeServers": ${'['.repeat(100_000)}`;
const inJson: readonly [string, string, number, number | null, RegExp][] = [
  ['an empty file', '', 1, 1, /^is empty/],
  ['nothing but spaces', ' \n ', 1, 1, /^is empty/],
  ['a comment', '{\n  // the cloud\n}', 2, 3, /comments are not allowed/],
  ['a block comment', '{\n  /* the cloud */\n}', 2, 3, /comments are not allowed/],
  ['a comma after the last key', '{\n  "rotation": 90,\n}', 3, 1, /no comma before the last/],
  ['a comma after the last element', '{\n "timeServers": ["a",\n]}', 3, 1, /no comma after the last/],
  ['a missing comma', '{\n  "rotation": 90\n  "cloud": "x"\n}', 3, 3, /a comma is missing/],
  ['a missing colon', '{\n  "rotation" 90\n}', 2, 14, /a colon is missing/],
  ['a missing brace', '{\n  "rotation": 90\n', 3, 1, /closing } is missing/],
  ['a missing bracket', '{\n  "timeServers": ["a"\n', 3, 1, /closing ] is missing/],
  [
    'a missing quotation mark',
    '{\n  "cloud": "https://signet.example\n}',
    2,
    12,
    /quotation mark is missing/,
  ],
  ['a wrong escape', '{\n  "cloud": "\\x"\n}', 2, 12, /after a \\ only/],
  ['a raw tab in a text', '{\n  "cloud": "a\tb"\n}', 2, 12, /control character/],
  ['a key without quotation marks', '{\n  rotation: 90\n}', 2, 3, /is not JSON/],
  ['curly quotation marks', '{\n  “rotation”: 90\n}', 2, 3, /is not JSON/],
  ['something behind', '{}\n{}', 2, 1, /nothing more/],
  ['a number that JSON does not know', '{\n  "rotation": 090\n}', 2, 16, /is not JSON/],
  ['a value that is missing', '{\n  "rotation":\n}', 3, 1, /a value should stand here/],
  ['brackets without end', nested, 1, 32, /nested too deeply/],
  ['a list', '\n[]', 2, 1, /is not a JSON object/],
  ['null', 'null', 1, 1, /is not a JSON object/],
];
for (const [what, content, line, column, message] of inJson) {
  t.test(`${what} is refused at its line`, async (t) => {
    t.match(problemsOf(read([content])), [{ label: 'a', line, column, key: null, message }]);
    t.equal(problemsOf(read([content])).length, 1);
  });
}

const inKeys: readonly [string, string, string, RegExp][] = [
  ['a wrong type', '"rotation": "90"', 'rotation', /^is 0, 90, 180 or 270/],
  ['null', '"cloud": null', 'cloud', /^is not a URL/],
  ['an address with a path', '"cloud": "https://signet.example/x"', 'cloud', /^is an address without a path/],
  ['another scheme', '"cloud": "ftp://signet.example"', 'cloud', /^must begin with https/],
  ['no list', '"timeServers": "time.example"', 'timeServers', /^is not a list/],
  [
    'no host name',
    '"timeServers": ["time.example", "no name"]',
    'timeServers',
    /^number 2 is not a host name/,
  ],
  ['no PEM', '"caCertificates": ["MIIB"]', 'caCertificates', /^number 1 is not one PEM certificate/],
  [
    'no certificate',
    `"caCertificates": [${JSON.stringify(broken(pem))}]`,
    'caCertificates',
    /cannot be read as one/,
  ],
  ['two in one', `"caCertificates": [${JSON.stringify(pem + pem)}]`, 'caCertificates', /is not one PEM/],
  ['a private key', '"caCertificates": ["-----BEGIN PRIVATE KEY-----"]', 'caCertificates', /is not one PEM/],
  ['a schema that is no text', '"$schema": 1', '$schema', /^is not a text/],
  ['an unknown key', '"clowd": "https://signet.example"', 'clowd', /^is not known; there are cloud, /],
  ['a key of every object', '"__proto__": {"rotation": 90}', '__proto__', /^is not known/],
  ['another one', '"constructor": 1', 'constructor', /^is not known/],
];
for (const [what, entry, key, message] of inKeys) {
  t.test(`${what}: ${key} is refused at its line`, async (t) => {
    t.match(problemsOf(read([`{\n\n  ${entry}\n}`])), [{ label: 'a', line: 3, key, message }]);
  });
}

function broken(text: string): string {
  return text.replace(/\n.{8}/, '\nAAAAAAAA');
}

t.test('within a list the line is that of the element', async (t) => {
  const content = '{\n  "timeServers": [\n    "time.example",\n    7\n  ]\n}';
  t.match(problemsOf(read([content])), [{ line: 4, column: 5, key: 'timeServers' }]);
});

t.test('a column counts characters, not halves of them', async (t) => {
  t.match(problemsOf(read(['{"rotation": 0, "😀": 1, "x": 1}'])), [{ column: 17 }, { column: 25 }]);
});

t.test('a key that stands twice is refused where it stands again', async (t) => {
  t.match(problemsOf(read(['{"rotation": 90,\n"rotation": 180}'])), [
    { line: 2, column: 1, key: 'rotation', message: /a second time/ },
  ]);
});

t.test('an http address is refused where https is required, and only there', async (t) => {
  const content = '{\n  "cloud": "http://signet.example"\n}';
  t.match(read([content]), { config: { cloud: 'http://signet.example' } });
  t.match(problemsOf(read([content], true)), [
    { line: 2, key: 'cloud', message: 'must begin with https://' },
  ]);
});

t.test('text in another encoding is refused at the line where that shows', async (t) => {
  const latin = Buffer.concat([
    Buffer.from('{\n "cloud": "https://caf'),
    Buffer.from([0xe9]),
    Buffer.from('"}'),
  ]);
  t.match(problemsOf(read([latin])), [{ line: 2, column: 1, message: /^is not UTF-8/ }]);
  const utf16 = Buffer.from('\ufeff{}', 'utf16le');
  t.match(problemsOf(read([utf16])), [{ line: 1, message: /^is not UTF-8/ }]);
});

t.test('a file is read up to its largest size and refused beyond it', async (t) => {
  t.match(read([`{}${' '.repeat(maxSourceBytes - 2)}`]), { outcome: 'config' });
  t.match(problemsOf(read([`{}${' '.repeat(maxSourceBytes)}`])), [
    { line: null, message: /larger than 256 KiB/ },
  ]);
});

t.test('what is no file, or cannot be read, is refused as a whole', async (t) => {
  const at = (path: string) =>
    problemsOf(readDeviceConfig({ sources: [{ path, label: 'a' }], httpsOnly: false }));
  t.match(at(folder), [{ line: null, column: null, message: 'is not a file' }]);
  t.match(at(join(folder, 'n'.repeat(300))), [{ line: null, message: 'cannot be read (ENAMETOOLONG)' }]);
});

t.test('the published JSON Schema is that of the code', async (t) => {
  const published = readFileSync(new URL('../../signet.schema.json', import.meta.url), 'utf8');
  t.same(
    JSON.parse(published),
    JSON.parse(JSON.stringify(deviceConfigJsonSchema())),
    'renew it by renew-schema.ts',
  );
});

const token = provisioningTokenOf(new Uint8Array(26).fill(7));

t.test('a provisioning token is read with spaces, hyphens and capitals', async (t) => {
  const typed = `${token.slice(0, 9)}-${token.slice(9, 20)} ${token.slice(20)}`.toUpperCase();
  t.match(read([JSON.stringify({ provisioningToken: typed })]), { config: { provisioningToken: token } });
});

for (const [what, provisioningToken, message] of [
  ['of another kind', 'hunter2', /begins with sgt_/],
  ['too short', token.slice(0, -1), /33 characters/],
  ['mistyped', `${token.slice(0, 10)}z${token.slice(11)}`, /mistyped/],
  ['that is no text', 7, /is not a text/],
] as const) {
  t.test(`a provisioning token ${what} is told without being repeated`, async (t) => {
    const problems = problemsOf(read([JSON.stringify({ provisioningToken })]));
    t.match(problems, [{ line: 1, key: 'provisioningToken', message }]);
    t.notMatch(JSON.stringify(problems), String(provisioningToken));
  });
}
