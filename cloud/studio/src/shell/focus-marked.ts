/** Puts the focus into the first field of a form that is marked as wrong. */

/** Of a password field Mantine marks the input by `data-invalid` alone, or what surrounds it. */
export function focusMarked(form: HTMLElement | null): void {
  const marked = form?.querySelector<HTMLElement>('[aria-invalid="true"], input[data-invalid]');
  const field = marked?.matches('input, textarea, select')
    ? marked
    : marked?.querySelector<HTMLElement>('input');
  field?.focus();
}
