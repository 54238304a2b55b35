/** Puts the focus into the first field of a form that is marked as wrong. */

/**
 * Of a password field Mantine marks the input by `data-invalid` alone, or what surrounds it; a choice that is missing it
 * marks in no way, so `others` says where it stands.
 */
export function focusMarked(form: HTMLElement | null, others: readonly string[] = []): void {
  const selectors = ['[aria-invalid="true"]', 'input[data-invalid]', ...others];
  const marked = form?.querySelector<HTMLElement>(selectors.join());
  const field = marked?.matches('input, textarea, select')
    ? marked
    : marked?.querySelector<HTMLElement>('input');
  field?.focus();
}
