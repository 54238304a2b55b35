/**
 * A device without a screen, for tests and benches that need many: a key, a socket and the wire contract.
 *
 * It keeps nothing and retries nothing; what a real agent does with the messages is tested with the real agent.
 */
import { type CloudMessage, devicePath, parseCloudMessage, subprotocol } from '@signet/protocol';
import { WebSocket } from 'ws';
import { makeTestKey, signClaims, testClaims } from '../cloud/src/devices/testing/test-device.ts';

export interface SimulatedDevice {
  readonly deviceId: string;
  /** Signs on and resolves with the cloud's first word about it. */
  connect(): Promise<CloudMessage>;
  /** Sends a token; resolves with the answer to it. */
  enrol(token: string): Promise<CloudMessage>;
  /** Hears every message after that. */
  onMessage(listener: (message: CloudMessage) => void): void;
  /** Ends the connection without a word. */
  close(): void;
}

export interface SimulatedDeviceOptions {
  /** Origin. */
  cloud: string;
  bootId?: string;
  serial?: string;
}

export async function createSimulatedDevice(options: SimulatedDeviceOptions): Promise<SimulatedDevice> {
  const key = await makeTestKey();
  const { deviceId } = key;
  const listeners = new Set<(message: CloudMessage) => void>();
  let socket: WebSocket | null = null;

  async function signOn(nonce: string): Promise<void> {
    const claims = testClaims(nonce, {
      origin: options.cloud,
      bootId: options.bootId ?? 'boot-1',
      serial: options.serial ?? deviceId.slice(0, 8),
    });
    const jws = await signClaims(key, claims);
    send({ type: 'hello', jws });
  }

  function send(message: unknown): void {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  }

  function heard(message: CloudMessage, first: (message: CloudMessage) => void): void {
    if (message.type === 'challenge') {
      void signOn(message.nonce);
      return;
    }
    if (message.type === 'bound') send({ type: 'bound-ack', revision: message.desired.revision });
    if (message.type === 'unbound') send({ type: 'unbound-ack' });
    first(message);
    for (const listener of listeners) listener(message);
  }

  return {
    deviceId,
    connect() {
      const url = new URL(devicePath, options.cloud.replace(/^http/, 'ws'));
      const opened = new WebSocket(url, subprotocol, { perMessageDeflate: false });
      socket = opened;
      return new Promise((resolve, reject) => {
        opened.on('message', (data) => {
          const parsed = parseCloudMessage(data.toString());
          if (parsed.outcome === 'message') heard(parsed.message, resolve);
          else reject(new Error(`The cloud said what no cloud says: ${JSON.stringify(parsed)}`));
        });
        opened.on('error', reject);
        opened.on('close', (code, reason) => reject(new Error(`Closed with ${code} ${reason}.`)));
      });
    },
    enrol(token) {
      send({ type: 'enrol', token });
      return new Promise((resolve, reject) => {
        const answered = (message: CloudMessage) => {
          if (message.type !== 'bound' && message.type !== 'enrol-refused') return;
          listeners.delete(answered);
          resolve(message);
        };
        listeners.add(answered);
        socket?.once('close', () => reject(new Error('Closed before there was an answer.')));
      });
    },
    onMessage: (listener) => void listeners.add(listener),
    close() {
      socket?.terminate();
      socket = null;
    },
  };
}
