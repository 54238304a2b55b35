/**
 * Knows which of the configured identity providers can be used, and tries again with those that cannot.
 *
 * better-auth asks each provider about itself once, when it is made, and leaves out what does not answer. A provider
 * that was down while the cloud started must not be missing until somebody restarts it, so better-auth is made anew
 * until all are there. A provider whose issuer is not the configured one is never offered.
 */
import type { Logger } from 'pino';
import type { Auth } from '../auth.ts';
import type { SignInProvider } from './provider-settings.ts';
import { isOidc } from './providers.ts';

export interface ProviderWatchNeeds {
  providers: readonly SignInProvider[];
  log: Logger;
  auth(): Auth;
  makeAnew(): Promise<void>;
  /** Calls back once after `ms`. */
  setAlarm?(ms: number, ring: () => void): void;
}

const shortestWaitMs = 10_000;
const longestWaitMs = 300_000;

/** Answers how to ask for the usable ones. Its alarm keeps no program alive. */
export async function keepProvidersUsable(
  needs: ProviderWatchNeeds,
): Promise<() => Promise<ReadonlySet<string>>> {
  const setAlarm = needs.setAlarm ?? ((ms: number, ring: () => void) => void setTimeout(ring, ms).unref());
  const usable = async () => new Set(await idsOfUsable(needs));

  async function look(waitMs: number): Promise<void> {
    const found = await usable();
    const missing = needs.providers.filter(({ id }) => !found.has(id)).map(({ id }) => id);
    if (missing.length === 0) return;
    needs.log.error(
      { code: 'identity-provider-unusable', missing, nextTryInMs: waitMs },
      'identity providers cannot be used; trying again',
    );
    setAlarm(waitMs, () => {
      needs
        .makeAnew()
        .catch((err: unknown) => needs.log.error({ code: 'identity-failed', err }))
        .then(() => look(Math.min(waitMs * 2, longestWaitMs)));
    });
  }

  await look(shortestWaitMs);
  return usable;
}

async function idsOfUsable({ providers, auth }: ProviderWatchNeeds): Promise<readonly string[]> {
  const { socialProviders } = await auth().$context;
  const found: readonly { id: string; issuer?: string | undefined }[] = socialProviders;
  return providers
    .filter((provider) => {
      const known = found.find(({ id }) => id === provider.id);
      if (known === undefined) return false;
      return !isOidc(provider) || trim(known.issuer ?? '') === trim(provider.issuer);
    })
    .map(({ id }) => id);
}

function trim(issuer: string): string {
  return issuer.replace(/\/+$/, '');
}
