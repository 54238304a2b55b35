import t from 'tap';
import { isAtLeast, lesserRole, may, type Right, readRole, rights, roles, whyNot } from './rights.ts';

/** Admin, Operator, Installer, Viewer: `y` to anything of the account, `o` to what is their own, `-` never. */
const table: Record<Right, string> = {
  'device.see': 'yyyy',
  'device.pair': 'yyy-',
  'device.edit': 'yyo-',
  'device.remove': 'yy--',
  'device.replace': 'yyo-',
  'token.see': 'yyyy',
  'token.manage': 'yy--',
  'content.see': 'yyyy',
  'content.change': 'yy--',
  'member.see': 'yy--',
  'member.manage': 'y---',
  'key.make': 'yy--',
  'key.see': 'yo--',
  'key.revoke': 'yo--',
  'account.see': 'yyyy',
  'account.change': 'y---',
  'account.close': 'y---',
  'sign-on.manage': 'y---',
  'audit.see': 'y---',
  'mail.see': 'y---',
};
const inPerson: readonly Right[] = [
  'member.manage',
  'key.make',
  'key.revoke',
  'account.change',
  'account.close',
  'sign-on.manage',
];

t.test('each role may do what the table says, and nothing else', async (t) => {
  t.same(Object.keys(table).sort(), [...rights].sort(), 'the table is whole');
  for (const right of rights) {
    const found = roles.map((role) => {
      const asking = { kind: 'user', role } as const;
      return may(asking, right) ? 'y' : may(asking, right, { own: true }) ? 'o' : '-';
    });
    t.equal(found.join(''), table[right], right);
  }
});

t.test('a key never does what is done in person, whatever its role', async (t) => {
  for (const right of rights) {
    const isAllowed = may({ kind: 'api-key', role: 'admin' }, right);
    t.equal(isAllowed, !inPerson.includes(right), right);
  }
  t.equal(
    whyNot({ kind: 'api-key', role: 'admin' }, 'member.manage'),
    'This is done in person: sign in to Studio.',
  );
});

t.test('a refusal names who may do it', async (t) => {
  const viewer = { kind: 'user', role: 'viewer' } as const;
  t.equal(whyNot(viewer, 'audit.see'), 'Ask an Admin of the account to do this.');
  t.equal(whyNot(viewer, 'device.pair'), 'Ask an Admin or Installer of the account to do this.');
  t.equal(
    whyNot({ ...viewer, role: 'installer' }, 'device.remove'),
    'Ask an Admin or Operator of the account to do this.',
  );
});

t.test('a stronger role can do all that a weaker one can', async (t) => {
  for (const stronger of roles) {
    for (const weaker of roles.filter((role) => isAtLeast(stronger, role))) {
      for (const right of rights) {
        for (const own of [false, true]) {
          if (may({ kind: 'user', role: weaker }, right, { own }))
            t.ok(may({ kind: 'user', role: stronger }, right, { own }), `${stronger} ${right}`);
        }
      }
    }
  }
  t.equal(lesserRole('admin', 'viewer'), 'viewer');
  t.equal(lesserRole('viewer', 'admin'), 'viewer');
  t.equal(lesserRole('installer', 'operator'), 'installer');
});

t.test('of several stored roles the strongest counts, and what is unknown is worth the least', async (t) => {
  t.equal(readRole('viewer, operator'), 'operator');
  t.equal(readRole('admin'), 'admin');
  for (const text of ['owner', 'member', '', null, 'Admin', 'administrator'])
    t.equal(readRole(text), 'viewer', `${text}`);
});
