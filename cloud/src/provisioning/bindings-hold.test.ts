/**
 * Whatever happens in whatever order: a key has one binding at most, an account sees its own, and what was acknowledged
 * is there until somebody acknowledged its end. A failure names the seed and the steps that led to it.
 */
import t from 'tap';
import { listDevices } from '../devices/list-devices.ts';
import { accounts, type Fate, keys, maxUses, startBindingWorld } from './testing/binding-world.ts';

const seeds = 24;
const stepsEach = 50;

/** Mulberry32: the same sequence for the same seed. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type World = Awaited<ReturnType<typeof startBindingWorld>>;

function step(world: World, random: (below: number) => number): { name: string; run(): Promise<string> } {
  const pick = <Each>(list: readonly [Each, ...Each[]]): Each => list[random(list.length)] ?? list[0];
  const [account, key, other] = [pick(accounts), pick(keys), pick(keys)];
  const fate = pick<Fate>(['well', 'well', 'crash', 'lost reply']);
  const kinds = [
    { name: `claim ${account} ${key}, ${fate}`, run: () => world.claim(account, key, undefined, fate) },
    { name: `claim ${account} ${key}, ${fate}`, run: () => world.claim(account, key, undefined, fate) },
    { name: `enrol ${key}, ${fate}`, run: () => world.enrol(key, fate) },
    { name: `enrol ${key}, ${fate}`, run: () => world.enrol(key, fate) },
    {
      name: `replace ${account} ${other} by ${key}, ${fate}`,
      run: () => world.claim(account, key, other, fate),
    },
    { name: `remove ${account} ${key}, ${fate}`, run: () => world.remove(account, key, fate) },
    { name: `keep ${account} ${key}`, run: () => world.keep(account, key) },
    { name: `undo ${account} ${key}, ${fate}`, run: () => world.undo(account, key, fate) },
    { name: 'sweep', run: () => world.sweep() },
    ...(random(6) === 0 ? [{ name: 'lapse', run: () => world.lapse() }] : []),
    ...(random(8) === 0 ? [{ name: `close ${account}`, run: () => world.close(account) }] : []),
  ] as const;
  return kinds[random(kinds.length)] ?? kinds[0];
}

async function contradictions({ db, held }: World): Promise<string[]> {
  const found: string[] = [];
  const rows = await db.selectFrom('binding').select(['deviceId', 'accountId']).execute();
  const bound = new Map(rows.map(({ deviceId, accountId }) => [deviceId, accountId]));
  if (bound.size !== rows.length) found.push('a key has two bindings');
  for (const [key, account] of held)
    if (bound.get(key) !== account) found.push(`${key} was acknowledged to ${account} and is lost`);
  for (const [key, account] of bound)
    if (!held.has(key as never)) found.push(`${key} is bound to ${account}, which nobody was told`);
  for (const accountId of accounts) {
    const request = { accountId, filter: {}, limit: 100, cursor: undefined } as const;
    const order = { sort: 'name', descending: false } as const;
    const page = await listDevices({ db, presence: { isOnline: () => false } }, { ...request, order });
    const seen = page.outcome === 'page' ? page.devices : [];
    for (const { id } of seen) if (bound.get(id) !== accountId) found.push(`${accountId} sees ${id}`);
  }
  const token = await db.selectFrom('provisioningToken').select('uses').executeTakeFirstOrThrow();
  const uses = await db.selectFrom('provisioningUse').select('deviceId').execute();
  if (token.uses > maxUses) found.push(`the token was used ${token.uses} times`);
  if (uses.length > token.uses)
    found.push(`${token.uses} uses were counted, and ${uses.length} written down`);
  return found;
}

t.setTimeout(120_000);

t.test('bindings hold whatever happens', async (t) => {
  const happened = new Map<string, number>();
  for (let seed = 1; seed <= seeds; seed += 1) {
    const random = generator(seed);
    const world = await startBindingWorld(seed % 2 === 0);
    const story: string[] = [];
    for (let index = 0; index < stepsEach; index += 1) {
      const { name, run } = step(world, random);
      const outcome = await run().catch((error: unknown) => `threw ${String(error)}`);
      story.push(`${name}: ${outcome}`);
      const kind = `${name.split(' ')[0]} ${outcome}`;
      happened.set(kind, (happened.get(kind) ?? 0) + 1);
      const found = await contradictions(world);
      if (outcome.startsWith('threw')) found.push(outcome);
      if (found.length === 0) continue;
      t.fail(`seed ${seed}: ${found.join('; ')}`, { story });
      break;
    }
    await world.db.destroy();
  }
  t.comment([...happened].map(([kind, times]) => `${kind}: ${times}`).join(', '));
  for (const kind of ['claim claimed', 'enrol bound', 'replace claimed', 'undo undone', 'claim crashed'])
    t.ok((happened.get(kind) ?? 0) > 5, `${kind} did happen`);
});
