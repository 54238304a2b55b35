/**
 * A screen without a panel: a real key on a real socket, which pairs, says that it plays, and reboots on demand.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type CloudMessage, devicePath, helloType, parseCloudMessage, subprotocol } from '@signet/protocol';
import { CompactSign, type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Test } from 'tap';
import { WebSocket } from 'ws';

export class SimulatedScreen {
  readonly serial: string;
  readonly #cloud: string;
  readonly #privateKey: CryptoKey;
  readonly #publicJwk: JWK;
  readonly #heard: CloudMessage[] = [];
  #socket: WebSocket | null = null;
  #bootId = randomUUID();
  #wake = () => {};
  /** Whether it says `playing` when it is bound, as a real one does once its content is there. */
  playsWhenBound = true;

  private constructor(cloud: string, serial: string, keys: { privateKey: CryptoKey; publicJwk: JWK }) {
    this.#cloud = cloud;
    this.serial = serial;
    this.#privateKey = keys.privateKey;
    this.#publicJwk = keys.publicJwk;
  }

  /** Signs on and resolves when it shows a code. */
  static async pairing(t: Test, cloud: string, serial = `NP-${randomUUID().slice(0, 8).toUpperCase()}`) {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    const screen = new SimulatedScreen(cloud, serial, { privateKey, publicJwk: await exportJWK(publicKey) });
    t.teardown(() => screen.disconnect());
    const pairing = await screen.connect();
    return { screen, ...pairing };
  }

  /** Connects within the same boot; resolves with the pairing that the cloud offers. */
  async connect(): Promise<{ pairingId: string; code: string; url: string }> {
    const socket = new WebSocket(this.#cloud.replace('http', 'ws') + devicePath, subprotocol);
    this.#socket = socket;
    socket.on('message', (data: Buffer) => void this.#hear(data.toString('utf8')));
    const { pairingId, code, url } = await this.next('pairing');
    return { pairingId, code, url };
  }

  /** Off and on again: the old code dies. */
  async reboot(): Promise<{ pairingId: string; code: string; url: string }> {
    await this.disconnect();
    this.#bootId = randomUUID();
    return this.connect();
  }

  async disconnect(): Promise<void> {
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null || socket.readyState === WebSocket.CLOSED) return;
    const closed = once(socket, 'close');
    socket.terminate();
    await closed;
  }

  /** As a stick would have it. */
  enrol(token: string): void {
    this.#send({ type: 'enrol', token });
  }

  report(showing: string, notices: { code: string; detail: string }[] = []): void {
    this.#send({ type: 'reported', showing, notices });
  }

  /** All that is wrong with it now. */
  unwell(...warnings: { code: string; detail?: string }[]): void {
    this.#send({ type: 'health', warnings, readings: { temperatureCelsius: 61, playerRestarts: 0 } });
  }

  /** The next message of this type, passing over others. */
  async next<Type extends CloudMessage['type']>(type: Type): Promise<Extract<CloudMessage, { type: Type }>> {
    for (;;) {
      const message = this.#heard.shift();
      if (message?.type === type) return message as Extract<CloudMessage, { type: Type }>;
      if (message === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  async #hear(text: string): Promise<void> {
    const parsed = parseCloudMessage(text);
    if (parsed.outcome !== 'message') throw new Error(`not understood: ${text}`);
    const { message } = parsed;
    if (message.type === 'challenge')
      return this.#send({ type: 'hello', jws: await this.#sign(message.nonce) });
    if (message.type === 'pairing') this.report('pairing');
    if (message.type === 'unbound') this.#send({ type: 'unbound-ack' });
    if (message.type === 'bound') {
      this.#send({ type: 'bound-ack', revision: message.desired.revision });
      this.report(this.playsWhenBound ? 'playing' : 'loading');
    }
    this.#heard.push(message);
    this.#wake();
  }

  #sign(nonce: string): Promise<string> {
    const claims = {
      nonce,
      origin: this.#cloud,
      capability: 1,
      bootId: this.#bootId,
      model: 'Node Pro',
      serial: this.serial,
      versions: { agent: '0.1.0' },
    };
    return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'EdDSA', typ: helloType, jwk: this.#publicJwk })
      .sign(this.#privateKey);
  }

  #send(message: unknown): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
