/**
 * The colours of every screen: ink, paper, and one accent, the gold of a signet ring.
 *
 * Flat on purpose: a gradient over a 4K panel costs more than all the rest of the picture, and bands at 16 bits.
 * Text colours keep a contrast of at least 4.5 to 1 on the ink (WCAG 2.2, 1.4.3); a test measures it.
 */
export const palette = {
  /** Behind everything. */
  ink: '#0b0e14',
  /** The seal's rings, from the outermost inwards. */
  rings: ['#0e121a', '#121721', '#171d29'],
  /** Behind notices. */
  panel: '#1a212e',
  /** Lines and the empty part of a bar. */
  line: '#2a3343',
  /** What is read first. */
  bright: '#f5f6f8',
  /** Sentences. */
  plain: '#c5cbd6',
  /** Labels and footnotes. */
  quiet: '#949db0',
  accent: '#f0c368',
  good: '#7fd6a4',
  trouble: '#ff9273',
  /** Behind a code that can be used. */
  paper: '#ffffff',
  /** Behind a code that cannot be used at the moment; dark enough to look asleep, light enough to scan. */
  paperAsleep: '#8f98a9',
} as const;
