/**
 * How often tokens that do not exist may be tried: by one address, and by all together.
 *
 * 130 random bits are not guessed; this keeps a device gone wild, or somebody with time, from costing the others
 * theirs. It is a flood limit in memory, as for pairing IDs. Only tokens that nobody made are counted, so that a
 * thousand devices behind one address enrol as fast as they can; and when all together try too many, an address
 * that has tried none of them is still let through.
 */
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { addressBlock } from '../enrolment/address-block.ts';

/** Tokens that do not exist, a minute. */
export const unknownPerMinute = { address: 30, everyone: 1_000 } as const;

export interface EnrolLimiter {
  /** Milliseconds until this address may try again; 0: now. */
  waitMs(address: string): Promise<number>;
  /** It tried a token that does not exist. */
  unknown(address: string): Promise<void>;
}

const everyone = 'everyone';

export function createEnrolLimiter(): EnrolLimiter {
  const byAddress = new RateLimiterMemory({
    keyPrefix: 'enrol-address',
    points: unknownPerMinute.address,
    duration: 60,
  });
  const overAll = new RateLimiterMemory({
    keyPrefix: 'enrol-all',
    points: unknownPerMinute.everyone,
    duration: 60,
  });
  return {
    async waitMs(address) {
      const own = await byAddress.get(addressBlock(address));
      if (own === null) return 0;
      if (own.remainingPoints <= 0) return Math.max(1, own.msBeforeNext);
      const all = await overAll.get(everyone);
      return all !== null && all.remainingPoints <= 0 ? Math.max(1, all.msBeforeNext) : 0;
    },
    async unknown(address) {
      await byAddress.penalty(addressBlock(address));
      await overAll.penalty(everyone);
    },
  };
}
