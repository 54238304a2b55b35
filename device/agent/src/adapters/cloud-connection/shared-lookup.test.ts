import t from 'tap';
import { type Resolve, shareLookups, systemResolve } from './shared-lookup.ts';

/** Answers when told to. */
function held() {
  const asked: string[] = [];
  const waiting: PromiseWithResolvers<{ address: string; family: number }[]>[] = [];
  const resolve: Resolve = (host) => {
    asked.push(host);
    const one = Promise.withResolvers<{ address: string; family: number }[]>();
    waiting.push(one);
    return one.promise;
  };
  return { asked, waiting, resolve: shareLookups(resolve) };
}

const addresses = [{ address: '127.0.0.1', family: 4 }];

t.test(
  'those who ask for the same name meanwhile share one look-up, and other names are their own',
  async (t) => {
    const { asked, waiting, resolve } = held();
    const answers = [resolve('a'), resolve('a'), resolve('b'), resolve('a')];
    t.same(asked, ['a', 'b']);
    for (const one of waiting) one.resolve(addresses);
    t.same(await Promise.all(answers), [addresses, addresses, addresses, addresses]);
  },
);

t.test('an answer is not kept: who asks after it asks anew, be it an answer or a failure', async (t) => {
  const { asked, waiting, resolve } = held();
  const first = resolve('a');
  waiting[0]?.reject(Object.assign(new Error('x'), { code: 'EAI_AGAIN' }));
  await t.rejects(first, { code: 'EAI_AGAIN' });
  const second = resolve('a');
  waiting[1]?.resolve(addresses);
  t.same(await second, addresses);
  void resolve('a');
  t.same(asked, ['a', 'a', 'a']);
});

t.test('the system knows this machine, and no name that cannot be', async (t) => {
  t.match(await systemResolve('localhost'), [{ address: /^(127\.|::1)/ }]);
  await t.rejects(systemResolve('signet.invalid'), { code: /^(ENOTFOUND|EAI_AGAIN)$/ });
});
