/**
 * The QR code of a pairing URL: its modules, as one path in whole pixels.
 *
 * The smallest version that holds the URL at level M gives the largest modules, which is what a camera across a room
 * needs; a higher level that fits the same version costs nothing and is taken (ISO/IEC 18004, table 7).
 * Must keep four light modules around it (ISO/IEC 18004, 5.3.8).
 */
import QRCode from 'qrcode/lib/core/qrcode.js';

/** Light modules that must surround the code. */
export const quietZoneModules = 4;

export interface QrMatrix {
  /** Modules on a side, without the quiet zone. */
  size: number;
  version: number;
  level: 'M' | 'Q' | 'H';
  isDark(row: number, column: number): boolean;
}

/** Characters of QR alphanumeric mode (ISO/IEC 18004, table 5). */
const alphanumeric = /^[0-9A-Z $%*+\-./:]+$/;

let last: { url: string; matrix: QrMatrix } | undefined;

/** Makes the matrix of a URL; the last one is kept, because a screen is redrawn far more often than a code changes. */
export function qrMatrix(url: string): QrMatrix {
  if (last?.url !== url) last = { url, matrix: make(url) };
  return last.matrix;
}

function make(url: string): QrMatrix {
  // Another alphabet is not expected here, but a larger code is better than none.
  const segments = alphanumeric.test(url) ? [{ data: url, mode: 'alphanumeric' as const }] : url;
  // Finding the best mask is nearly all the work; the version does not depend on it.
  const versionAt = (level: QrMatrix['level']) =>
    QRCode.create(segments, { errorCorrectionLevel: level, maskPattern: 0 }).version;
  const smallest = versionAt('M');
  const level = (['H', 'Q'] as const).find((higher) => versionAt(higher) === smallest) ?? 'M';
  const { modules, version } = QRCode.create(segments, { errorCorrectionLevel: level });
  return {
    size: modules.size,
    version,
    level,
    isDark: (row, column) => modules.get(row, column) === 1,
  };
}

/** Path data of the dark modules; each run of a row is one rectangle, which a renderer fills quickest. */
export function qrPath(matrix: QrMatrix, modulePx: number, xPx: number, yPx: number): string {
  let data = '';
  for (let row = 0; row < matrix.size; row += 1) {
    for (let column = 0; column < matrix.size; column += 1) {
      if (!matrix.isDark(row, column)) continue;
      const start = column;
      while (column < matrix.size && matrix.isDark(row, column)) column += 1;
      const width = (column - start) * modulePx;
      data += `M${xPx + start * modulePx} ${yPx + row * modulePx}h${width}v${modulePx}h${-width}z`;
    }
  }
  return data;
}
