/**
 * How each effect of a session is carried out. Decides nothing: it does, and tells what came of it.
 */
import type { SocketDependencies } from '../dependencies.ts';
import type { PairingLinks } from '../enrolment/pairing-links.ts';
import { forgetHealth } from '../health/write-health.ts';
import type { TokenEnrolment } from '../provisioning/token-enrolment.ts';
import type { ContactWriter } from './contact-writer.ts';
import type { DeviceSession } from './device-session.ts';
import { createGate } from './gate.ts';
import type { Transact } from './group-commit.ts';
import { readStanding } from './read-standing.ts';
import { recordSignOn } from './record-sign-on.ts';
import type { SessionExecutors } from './session-effects.ts';
import { verifySignOn } from './sign-on.ts';

/** What the executors are given besides the cloud's own parts. */
export interface SessionWorld extends SocketDependencies {
  links: PairingLinks;
  contacts: ContactWriter;
  transact: Transact;
  enrolment: TokenEnrolment;
  /** Who is connected, by device ID. */
  present: Map<string, DeviceSession>;
  monotonicMs(): number;
}

/** RFC 6455 section 5.5.1 leaves 123 bytes for a reason. */
const maxReasonBytes = 123;

/** More share a commit no better and only lengthen the database's queue. */
const signOnsAtOnce = 64;

export function createSessionExecutors(world: SessionWorld): SessionExecutors<DeviceSession> {
  const { db, clock, contacts, present, monotonicMs, log } = world;
  const signOnGate = createGate(signOnsAtOnce);
  return {
    send: {
      order: 'now',
      run: ({ message }, session) => session.link.send(JSON.stringify(message)),
    },
    pong: { order: 'in-turn', run: ({ data }, session) => session.link.pong(data) },
    verify: {
      order: 'in-turn',
      async run({ jws, nonce }, session) {
        const reading = await verifySignOn(jws, { nonce, origins: world.origins });
        session.happened({ kind: 'verified', reading, atMs: monotonicMs() });
      },
    },
    enter: {
      order: 'now',
      run({ deviceId }, session) {
        const before = present.get(deviceId);
        present.set(deviceId, session);
        before?.happened({ kind: 'superseded', atMs: monotonicMs() });
      },
    },
    leave: {
      order: 'now',
      run({ deviceId }, session) {
        if (present.get(deviceId) !== session) return;
        present.delete(deviceId);
        contacts.moved(deviceId);
      },
    },
    'record-sign-on': {
      order: 'in-turn',
      async run({ signOn }) {
        const { lapseAfterMs } = world.settings;
        const record = { signOn, now: clock(), lapseAfterMs, randomBytes: world.randomBytes };
        const { lapsedFrom } = await signOnGate(() => recordSignOn(db, world.transact, record));
        const { deviceId } = signOn;
        if (lapsedFrom !== null) {
          log.info({ code: 'device-lapsed', deviceId });
          world.newsBus.publish([{ accountId: lapsedFrom, deviceId, what: 'removed' }]);
        }
        contacts.seen(deviceId);
        // Only now that there is a row to write it to.
        contacts.moved(deviceId);
      },
    },
    'read-standing': {
      order: 'in-turn',
      async run(device, session) {
        session.happened({ kind: 'standing-read', standing: await readStanding(world, device) });
      },
    },
    'store-bound-ack': {
      order: 'in-turn',
      async run({ deviceId, revision }) {
        await db
          .updateTable('binding')
          .set({ ackedRevision: revision })
          .where('deviceId', '=', deviceId)
          .where('revision', '>=', revision)
          .where((eb) => eb.or([eb('ackedRevision', 'is', null), eb('ackedRevision', '<', revision)]))
          .execute();
      },
    },
    'clear-unbound': {
      order: 'in-turn',
      async run({ deviceId }, session) {
        await db
          .updateTable('deviceKey')
          .set({ unboundReason: null, reported: null, showing: null })
          .where('deviceId', '=', deviceId)
          .where('unboundReason', 'is not', null)
          .execute();
        await forgetHealth(db, deviceId);
        session.happened({ kind: 'unbound-cleared' });
      },
    },
    enrol: {
      order: 'in-turn',
      async run({ deviceId, token }, session) {
        const answer = await world.enrolment.enrol({ deviceId, token, address: session.address });
        session.happened({ kind: 'enrol-answered', answer });
      },
    },
    'store-reported': {
      order: 'in-turn',
      async run({ deviceId, reported }) {
        contacts.reported(deviceId, reported);
        // A device forgets its notices when a pong follows them, so they must be on disk before that.
        if (reported.notices.length > 0) await contacts.flush();
      },
    },
    'store-health': { order: 'now', run: ({ deviceId, health }) => contacts.health(deviceId, health) },
    touch: { order: 'now', run: ({ deviceId }) => contacts.seen(deviceId) },
    close: {
      order: 'now',
      run: ({ code, reason }, session) => session.link.close(code, shorten(reason)),
    },
    terminate: { order: 'now', run: (_, session) => session.link.terminate() },
    log: {
      order: 'now',
      run: ({ level, code, fields }, session) => log[level]({ code, address: session.address, ...fields }),
    },
  };
}

function shorten(reason: string): string {
  let short = reason.slice(0, maxReasonBytes);
  while (Buffer.byteLength(short) > maxReasonBytes) short = short.slice(0, -1);
  return short;
}
