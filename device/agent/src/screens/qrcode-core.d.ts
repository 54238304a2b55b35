/**
 * The matrix maker of `qrcode` alone. The package's front door also loads a PNG writer and a canvas renderer, which
 * cost 30 ms of every boot and 7 MB for nothing.
 */
declare module 'qrcode/lib/core/qrcode.js' {
  import type { QRCode, QRCodeOptions, QRCodeSegment } from 'qrcode';

  const core: { create(content: string | QRCodeSegment[], options?: QRCodeOptions): QRCode };
  // biome-ignore lint/style/noDefaultExport: this is how Node sees a CommonJS module.
  export default core;
}
