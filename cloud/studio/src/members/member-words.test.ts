import t from 'tap';
import type { Member } from '../api/members.ts';
import { asRole, calledOf, findMembers, isLastAdmin, mailWords } from './member-words.ts';

const member = (name: string, role: Member['role'], email = `${name.toLowerCase()}@x.example`): Member => ({
  userId: name,
  name,
  email,
  role,
  joinedAt: 0,
});
const [ada, bob, eve] = [member('Ada', 'admin'), member('Bob', 'viewer'), member('Eve', 'admin')];

t.test('members are found by every word of name, address and role', async (t) => {
  const found = (search: string) => findMembers([ada, bob], search).map(({ name }) => name);
  t.same(found(''), ['Ada', 'Bob']);
  t.same(found('  B  '), ['Bob']);
  t.same(found('x.example ADM'), ['Ada']);
  t.same(found('ada viewer'), []);
});

t.test('the last Admin is known, whoever else there is', async (t) => {
  t.ok(isLastAdmin([ada, bob], ada));
  t.notOk(isLastAdmin([ada, bob, eve], ada));
  t.notOk(isLastAdmin([ada, bob], bob));
});

t.test('words for people, roles and mails', async (t) => {
  t.equal(calledOf({ name: ' ', email: 'a@b.example' }), 'a@b.example');
  t.equal(calledOf(ada), 'Ada');
  t.equal(asRole('admin'), 'an Admin');
  t.equal(asRole('viewer'), 'a Viewer');
  t.match(mailWords('failed'), /could not be delivered/);
  t.match(mailWords('waiting'), /on its way/);
  t.equal(mailWords('sent'), null);
  t.equal(mailWords(null), null);
});
