/**
 * The mark of the product, as screens show it too: a wax seal whose stamp is the eye of a QR code.
 *
 * Drawn inline so that it takes the scheme's colours and costs no request. It is decoration: whoever shows it
 * puts the meaning in words beside it.
 */

const wavyEdge =
  'M14.4 1Q16 -0.2 17.6 1Q19.1 2.2 21.1 1.8Q23 1.4 23.9 3.2Q24.8 4.9 26.8 5.4Q28.7 5.9 28.7 7.9Q28.7 9.9 30.3 11.1Q31.8 12.4 31 14.2Q30.1 16 31 17.8Q31.8 19.6 30.3 20.9Q28.7 22.1 28.7 24.1Q28.7 26.1 26.8 26.6Q24.8 27.1 23.9 28.8Q23 30.6 21.1 30.2Q19.1 29.8 17.6 31Q16 32.2 14.4 31Q12.9 29.8 10.9 30.2Q9 30.6 8.1 28.8Q7.2 27.1 5.2 26.6Q3.3 26.1 3.3 24.1Q3.3 22.1 1.7 20.9Q0.2 19.6 1 17.8Q1.9 16 1 14.2Q0.2 12.4 1.7 11.1Q3.3 9.9 3.3 7.9Q3.3 5.9 5.2 5.4Q7.2 4.9 8.1 3.2Q9 1.4 10.9 1.8Q12.9 2.2 14.4 1Z';

/** The seal that the favicon and the wordmark share. */
function Seal({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path className="seal-wax" d={wavyEdge} />
      <rect className="seal-stamp" x="7.4" y="7.4" width="17.2" height="17.2" rx="4.8" />
      <rect className="seal-wax" x="9.9" y="9.9" width="12.2" height="12.2" rx="2.7" />
      <rect className="seal-stamp" x="12.8" y="12.8" width="6.4" height="6.4" rx="1.6" />
    </svg>
  );
}

/** The seal pressed: something was accepted. */
export function SealOfSuccess({ size }: { size: number }) {
  return (
    <svg
      className="seal-pressed"
      width={size}
      height={size}
      viewBox="0 0 32 32"
      aria-hidden="true"
      focusable="false"
    >
      <path className="seal-wax" d={wavyEdge} />
      <circle className="seal-ring" cx="16" cy="16" r="11.4" />
      <path className="seal-tick" d="M11 16.4l3.5 3.5 6.6-7.2" />
    </svg>
  );
}

/** The seal beside its name, as it heads every page. */
export function Wordmark() {
  return (
    <span className="wordmark">
      <Seal size={28} />
      <span>Signet</span>
    </span>
  );
}
