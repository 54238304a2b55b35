/**
 * What a device's session is given to enrol by a token: the limit on tokens that do not exist, the transaction, what
 * was refused written down, and everybody told.
 *
 * Enrolments of many devices share transactions, as their sign-ons do, since each commit waits for the disk.
 */
import type { Presence, SocketDependencies } from '../dependencies.ts';
import type { Transact } from '../devices/group-commit.ts';
import type { EnrolAnswer } from '../devices/session-events.ts';
import { enrol } from './enrol.ts';
import { createEnrolLimiter } from './enrol-limiter.ts';
import { recordRefusal } from './refusals.ts';

type Needs = Pick<SocketDependencies, 'clock' | 'randomBytes' | 'newsBus' | 'deviceBus' | 'log'> & {
  transact: Transact;
  presence: Presence;
};

export interface TokenEnrolment {
  enrol(request: { deviceId: string; token: string; address: string }): Promise<EnrolAnswer>;
}

/** As the wire has it. */
const leastWaitMs = 1_000;

export function createTokenEnrolment(needs: Needs): TokenEnrolment {
  const { clock, randomBytes, log } = needs;
  const { isOnline } = needs.presence;
  const limiter = createEnrolLimiter();
  return {
    async enrol({ deviceId, token, address }) {
      const waitMs = await limiter.waitMs(address);
      if (waitMs > 0) {
        return { outcome: 'refused', reason: 'too-many-tries', retryAfterMs: Math.max(leastWaitMs, waitMs) };
      }
      const request = { deviceId, token, address, now: clock(), randomBytes, isOnline };
      const enrolled = await needs.transact(async (trx) => {
        const outcome = await enrol(trx, request);
        if (outcome.outcome === 'refused') await recordRefusal(trx, outcome, request);
        return outcome;
      });
      switch (enrolled.outcome) {
        case 'bound': {
          const { accountId, replaced } = enrolled;
          log.info({ code: 'device-enrolled', deviceId, accountId });
          needs.newsBus.publish([{ accountId, deviceId, what: 'bound' }]);
          if (replaced !== null) {
            needs.deviceBus.publish(replaced);
            needs.newsBus.publish([{ accountId, deviceId: replaced, what: 'removed' }]);
          }
          return { outcome: 'bound' };
        }
        case 'bound-already':
          return { outcome: 'bound' };
        case 'not-now':
          return { outcome: 'ignored' };
        case 'unknown-token':
          await limiter.unknown(address);
          return { outcome: 'refused', reason: 'unknown-token' };
        case 'refused':
          return { outcome: 'refused', reason: enrolled.reason };
        default:
          return enrolled satisfies never;
      }
    },
  };
}
