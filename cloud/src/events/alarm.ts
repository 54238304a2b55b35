/** How the streams wait: a port, so that tests ring when they say so. */

/** Rings once, later; returns the way to call it off. */
export type SetAlarm = (ms: number, ring: () => void) => () => void;

/** Does not keep the process alive. */
export const setRealAlarm: SetAlarm = (ms, ring) => {
  const timer = setTimeout(ring, ms);
  timer.unref();
  return () => clearTimeout(timer);
};
