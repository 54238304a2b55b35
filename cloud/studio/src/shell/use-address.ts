/**
 * Something that a person chooses on a page, such as filters: kept in the page's address, and on the page at once.
 *
 * The address follows a moment later, so what was just chosen counts until it does; otherwise a checkbox would jump
 * back before it is ticked, and a second choice would be made from what stood there before the first.
 */
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';

/** `read` and `write`: the choice as it stands in an address. */
export function useAddress<Choice extends object>(
  read: (params: URLSearchParams) => Choice,
  write: (choice: Choice) => URLSearchParams,
): [Choice, (change: Partial<Choice>) => void] {
  const [params, setParams] = useSearchParams();
  const address = params.toString();
  const [asked, setAsked] = useState<{ at: string; choice: Choice } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address has followed, and speaks for itself again
  useEffect(() => setAsked(null), [address]);
  const choice = asked?.at === address ? asked.choice : read(params);
  function change(given: Partial<Choice>): void {
    const next = { ...choice, ...given };
    setAsked({ at: address, choice: next });
    setParams(write(next), { replace: true });
  }
  return [choice, change];
}
