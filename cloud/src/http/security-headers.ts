/**
 * What every answer tells a browser not to do.
 *
 * Scripts come from our own files and nothing else; nobody frames Studio; nothing is sniffed. Styles may be
 * inline because the component library sets them so. HSTS is sent only where people really use https, since it
 * cannot be taken back, and not for subdomains, which may not be ours.
 */
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

export function securityHeaders(publicUrl: string): MiddlewareHandler {
  const base = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    strictTransportSecurity: publicUrl.startsWith('https:') ? 'max-age=31536000' : false,
    xFrameOptions: 'DENY',
    referrerPolicy: 'no-referrer',
    permissionsPolicy: { camera: ['self'], microphone: [], geolocation: [] },
  });
  return async (c, next) => {
    let own: string | null = null;
    await base(c, async () => {
      await next();
      // Where a route has set a stricter policy of its own, that one stays.
      own = c.res.headers.get('Content-Security-Policy');
    });
    if (own !== null) c.res.headers.set('Content-Security-Policy', own);
  };
}
