/** As much of `samlp` as the tests use; it brings no types. */
declare module 'samlp' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface SamlOptions {
    issuer: string;
    cert: string;
    key: string;
    audience?: string;
    recipient?: string;
    destination?: string;
    lifetimeInSeconds?: number;
    signAssertion?: boolean;
    signResponse?: boolean;
    signatureAlgorithm?: string;
    digestAlgorithm?: string;
    inResponseTo?: string;
    getUserFromRequest(request: IncomingMessage): object;
    getPostURL(
      audience: string | undefined,
      request: { documentElement: { getAttribute(name: string): string } },
      incoming: IncomingMessage,
      callback: (error: Error | null, url?: string) => void,
    ): void;
    responseHandler(
      response: Buffer,
      options: { postUrl: string; inResponseTo?: string },
      request: IncomingMessage,
      answer: ServerResponse,
    ): void;
  }

  export function auth(
    options: SamlOptions,
  ): (request: IncomingMessage, response: ServerResponse, next: (error?: Error) => void) => void;
}
