/** Puts the focus into the first field of a form that is marked as wrong. */

/** Of a password field Mantine marks what surrounds the input, and not the input itself. */
export function focusMarked(form: HTMLElement | null): void {
  const marked = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
  const field = marked?.matches('input, textarea, select')
    ? marked
    : marked?.querySelector<HTMLElement>('input');
  field?.focus();
}
