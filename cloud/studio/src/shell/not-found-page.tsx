/** Any address that Studio does not have. */
import { NothingHere } from './nothing-here.tsx';
import { PlainFrame } from './plain-frame.tsx';

export function NotFoundPage() {
  return (
    <PlainFrame>
      <NothingHere
        title="There is nothing at this address"
        advice="If a screen sent you here, scan its code again. Otherwise the link may be older than the page."
      />
    </PlainFrame>
  );
}
