import t from 'tap';
import { bindingText, deviceKeyText, foldText, orderText } from './order-text.ts';

t.test('case, accents, width and doubled spaces do not matter to a search', async (t) => {
  for (const [text, folded] of [
    ['Café  Élysée', 'cafe elysee'],
    [' ＮＯＤＥ Pro ', 'node pro'],
    ['ÅNGSTRÖM', 'angstrom'],
    ['Ⅳ. Stock', 'iv. stock'],
    ['東京 1階', '東京 1階'],
    ['', ''],
  ] as const) {
    t.equal(foldText(text), folded);
  }
});

t.test('names sort as a person would sort them', async (t) => {
  const names = [
    'Room 10',
    'room 2',
    'Äpfel',
    'Room 2b',
    'Zebra',
    'Room 002',
    'apfel 1',
    'Room 123456789012345',
  ];
  const sorted = names.toSorted((a, b) =>
    orderText(a) < orderText(b) ? -1 : orderText(a) > orderText(b) ? 1 : 0,
  );
  t.same(sorted, [
    'Äpfel',
    'apfel 1',
    'room 2',
    'Room 002',
    'Room 2b',
    'Room 10',
    'Room 123456789012345',
    'Zebra',
  ]);
});

t.test('a device is found by all that is written on it', async (t) => {
  t.same(bindingText({ name: 'Window 7', location: 'High Street' }), {
    nameOrder: 'window 000000000007',
    locationOrder: 'high street',
    searchText: 'window 7 high street',
  });
  t.same(deviceKeyText({ deviceId: 'AbC_-9', model: 'Node Pro', serial: 'NP-00004F2A' }), {
    modelOrder: 'node pro',
    searchText: 'np-00004f2a node pro abc_-9',
  });
});
