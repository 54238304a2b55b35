import t from 'tap';
import { createOrder } from './order.ts';

/** A promise that is settled from outside. */
function pending() {
  return Promise.withResolvers<void>();
}

const turn = () => new Promise(setImmediate);

function setUp() {
  const order = createOrder();
  const done: string[] = [];
  const note = (what: string) => async () => void done.push(what);
  return { order, done, note };
}

t.test('a stop waits for the screen before it', async (t) => {
  const { order, done, note } = setUp();
  const screen = pending();
  const shown = order.showing(screen.promise.then(() => done.push('screen')));
  const stopped = order.afterScreens(note('stop'));
  await turn();
  t.same(done, []);
  screen.resolve();
  await Promise.all([shown, stopped]);
  t.same(done, ['screen', 'stop']);
});

t.test('and for the one that overtook it meanwhile', async (t) => {
  const { order, done, note } = setUp();
  const [first, second] = [pending(), pending()];
  order.showing(first.promise);
  const stopped = order.afterScreens(note('stop'));
  order.showing(second.promise);
  first.resolve();
  await turn();
  t.same(done, []);
  second.resolve();
  await stopped;
  t.same(done, ['stop']);
});

t.test('a screen that could not be shown holds nothing up', async (t) => {
  const { order, done, note } = setUp();
  await t.rejects(order.showing(Promise.reject(new Error('no panel'))), /no panel/);
  await order.afterScreens(note('stop'));
  t.same(done, ['stop']);
});

t.test('what is asked of the player after a stop that waits is done after it', async (t) => {
  const { order, done, note } = setUp();
  const screen = pending();
  order.showing(screen.promise);
  order.afterScreens(note('stop'));
  const played = order.afterEarlier(note('play'));
  await turn();
  t.same(done, []);
  screen.resolve();
  await played;
  t.same(done, ['stop', 'play']);
});

t.test('what failed does not keep the next from being done', async (t) => {
  const { order, done, note } = setUp();
  await t.rejects(
    order.afterEarlier(async () => Promise.reject(new Error('full'))),
    /full/,
  );
  await order.afterEarlier(note('play'));
  t.same(done, ['play']);
});
