/** Small files of every kind that matters here, real ones: what is looked into cannot be made up. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';

const film = (name: string) => readFileSync(new URL(name, import.meta.url));

/** Two seconds, 160 by 90. */
export const webm = () => film('film.webm');
/** H.264, two seconds, 64 by 36. */
export const mp4 = () => film('film.mp4');
/** MPEG-4 part 2, which no browser plays. */
export const oldMp4 = () => film('film-mpeg4.mp4');

/** Another one each time. */
export function png(widthPx = 16, heightPx = 9): Buffer {
  const picture = new PNG({ width: widthPx, height: heightPx });
  picture.data.set(randomBytes(widthPx * heightPx * 4));
  return PNG.sync.write(picture);
}

export function svg(): Buffer {
  const title = randomBytes(4).toString('hex');
  return Buffer.from(
    `<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9"><title>${title}</title></svg>`,
  );
}
