/**
 * Tells again and again that the picture advances, and falls silent when it does not.
 *
 * An animation frame runs only while the renderer lives and the compositor takes its pictures. A page that shows one
 * picture for hours makes none, so each beat changes one pixel a little: a compositor that hangs keeps that picture,
 * the browser gives no further frames, and the beats end. A timer alone would beat on behind a frozen panel.
 */
const beatMs = 2_000;
/** Next to nothing, and not the same twice. */
const shades = ['rgb(0 0 0 / 1%)', 'rgb(0 0 0 / 2%)'];

export function startPulse(pixel: HTMLElement, beat: () => void): void {
  let beats = 0;
  const ask = (): void => {
    requestAnimationFrame(() => {
      beats += 1;
      pixel.style.background = shades[beats % 2] ?? '';
      beat();
      setTimeout(ask, beatMs);
    });
  };
  ask();
}
