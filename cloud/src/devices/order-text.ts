/**
 * How text of devices is searched and sorted, whatever it looks like on the screen. Pure.
 *
 * Both forms are kept in columns beside the text, so that the database searches and sorts ten thousand devices
 * by itself, and so that SQLite and PostgreSQL agree. Who changes what a fold is also writes a migration that
 * folds anew what is stored.
 */

/** Case, accents and width do not matter to somebody in a hurry. */
export function foldText(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}

const paddedDigits = 12;

/** Sorts as a person would: "Room 2" before "room 10". */
export function orderText(text: string): string {
  return foldText(text).replace(/\d+/g, (digits) =>
    digits.replace(/^0+(?=\d)/, '').padStart(paddedDigits, '0'),
  );
}

/** What is kept beside the name and the location of a binding. */
export function bindingText({ name, location }: { name: string; location: string }) {
  return {
    nameOrder: orderText(name),
    locationOrder: orderText(location),
    searchText: foldText(`${name} ${location}`),
  };
}

/** What is kept beside the labels of a key. */
export function deviceKeyText(device: { deviceId: string; model: string; serial: string }) {
  const { deviceId, model, serial } = device;
  return { modelOrder: orderText(model), searchText: foldText(`${serial} ${model} ${deviceId}`) };
}
