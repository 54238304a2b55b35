/** Never stops sending. */
import { serve } from './serve.ts';

export const endless = () =>
  serve((_, response) => {
    const chunk = Buffer.alloc(64 * 1024);
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', more);
    more();
  });
