/** Puts the focus into the first field of a form that is marked as wrong. */

/**
 * A choice that is missing Mantine marks in no way, so `others` says where it stands.
 */
export function focusMarked(form: HTMLElement | null, others: readonly string[] = []): void {
  const selectors = ['[aria-invalid="true"]', ...others];
  const marked = form?.querySelector<HTMLElement>(selectors.join());
  const field = marked?.matches('input, textarea, select')
    ? marked
    : marked?.querySelector<HTMLElement>('input');
  field?.focus();
}
