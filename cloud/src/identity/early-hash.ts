/**
 * Hashes a new password before the sign-up's transaction begins.
 *
 * better-auth makes user, password and session in one transaction, and hashes within it. scrypt takes tens of
 * milliseconds on purpose, and the database has one connection: without this, every sign-up would hold up every
 * device and every claim for as long. The hash waits in the request's own asynchronous context and nowhere else.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { hashPassword } from 'better-auth/crypto';

interface Pending {
  password?: string;
  hash?: string;
}

const pending = new AsyncLocalStorage<Pending>();

/** Runs one request so that {@link hashEarly} in it is known to {@link hash}. */
export function withEarlyHash<T>(run: () => Promise<T>): Promise<T> {
  return pending.run({}, run);
}

/** Call before the transaction. Outside {@link withEarlyHash} it does nothing. */
export async function hashEarly(password: string): Promise<void> {
  const slot = pending.getStore();
  if (slot === undefined) return;
  slot.hash = await hashPassword(password);
  slot.password = password;
}

/** better-auth's `password.hash`: scrypt as by default, from before where it was made before. */
export async function hash(password: string): Promise<string> {
  const slot = pending.getStore();
  const early = slot?.password === password ? slot.hash : undefined;
  if (slot !== undefined) {
    delete slot.password;
    delete slot.hash;
  }
  return early ?? hashPassword(password);
}
