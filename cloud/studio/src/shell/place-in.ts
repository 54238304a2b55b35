/** Where one lands in another account when one goes there from a page: the same place, as far as it is there. Pure. */

export function placeIn(pathname: string): string {
  // What is behind an ID is one account's, and so is what narrows a list, which stands in the query.
  const [, place = '', below] = pathname.split('/');
  if (place === 'settings' && below) return `/settings/${below}`;
  return place === '' ? '/devices' : `/${place}`;
}
