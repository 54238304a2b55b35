/**
 * A drawn screen: awake with code and QR code where the real one has them, or asleep.
 *
 * The pattern only suggests a QR code and can never be scanned as one, lest somebody point a phone at it.
 */
const pattern = ['1110111', '1010101', '1110111', '0101010', '1110110', '1010011', '1110101'];

const cells = pattern
  .flatMap((row, y) =>
    [...row].map((cell, x) => (cell === '1' ? `M${94.5 + x * 5} ${27.5 + y * 5}h5v5h-5z` : '')),
  )
  .join('');

export function ScreenArt({ mood = 'awake' }: { mood?: 'awake' | 'asleep' }) {
  return (
    <svg className="screen-art" data-mood={mood} viewBox="0 0 160 100" aria-hidden="true" focusable="false">
      <rect className="screen-art-body" x="14" y="6" width="132" height="78" rx="8" />
      <rect className="screen-art-glass" x="19" y="11" width="122" height="68" rx="4" />
      <path className="screen-art-foot" d="M62 94h36M80 84v10" />
      {mood === 'awake' ? <Awake /> : <Asleep />}
    </svg>
  );
}

function Awake() {
  return (
    <>
      <g className="screen-art-text">
        <rect x="28" y="25" width="48" height="6" rx="3" />
        <rect x="28" y="37" width="40" height="3.5" rx="1.75" opacity="0.6" />
        <rect x="28" y="44" width="34" height="3.5" rx="1.75" opacity="0.6" />
      </g>
      <rect className="screen-art-code" x="28" y="57" width="23" height="8" rx="2" />
      <rect className="screen-art-code" x="55" y="57" width="23" height="8" rx="2" />
      <rect className="screen-art-paper" x="91" y="24" width="42" height="42" rx="3" />
      <g className="screen-art-ink">
        <path d={cells} />
      </g>
    </>
  );
}

function Asleep() {
  return (
    <g className="screen-art-face">
      <path d="M64 42q4.5 4 9 0M87 42q4.5 4 9 0M74 58h12" />
    </g>
  );
}
