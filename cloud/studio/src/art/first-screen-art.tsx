/** A phone that scans a screen: the one gesture that everything begins with. */
import { ScreenArt } from './screen-art.tsx';

export function FirstScreenArt() {
  return (
    <div className="first-screen-art" aria-hidden="true">
      <ScreenArt />
      <svg className="phone-art" viewBox="0 0 44 80" focusable="false" aria-hidden="true">
        <rect className="screen-art-body" x="2" y="2" width="40" height="76" rx="8" />
        <rect className="phone-art-glass" x="6" y="6" width="32" height="68" rx="4.5" />
        <path className="phone-art-frame" d="M13 28v-6h6M31 28v-6h-6M13 46v6h6M31 46v6h-6" />
        <path className="phone-art-beam" d="M11 37h22" />
        <rect className="phone-art-button" x="12" y="60" width="20" height="6" rx="3" />
      </svg>
    </div>
  );
}
