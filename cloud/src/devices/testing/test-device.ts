/**
 * The smallest honest device: a real key, a real WebSocket, the messages it got, and nothing decided for it.
 */
import {
  type CloudMessage,
  cloudMessageSchema,
  type HelloClaims,
  helloType,
  subprotocol,
} from '@signet/protocol';
import { CompactSign, type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { WebSocket } from 'ws';
import type { PublicJwk } from '../sign-on.ts';

export interface TestKey {
  deviceId: string;
  privateKey: CryptoKey;
  publicJwk: PublicJwk;
}

export async function makeTestKey(): Promise<TestKey> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { x = '' } = await exportJWK(publicKey);
  const publicJwk: PublicJwk = { kty: 'OKP', crv: 'Ed25519', x };
  return { deviceId: await calculateJwkThumbprint(publicJwk), privateKey, publicJwk };
}

export function testClaims(nonce: string, given: Partial<HelloClaims> = {}): HelloClaims {
  return {
    nonce,
    origin: 'https://signet.example',
    capability: 1,
    bootId: 'boot-1',
    model: 'Node Pro',
    serial: 'NP-00004F2A',
    versions: { agent: '0.1.0' },
    ...given,
  };
}

export function signClaims(
  key: TestKey,
  claims: unknown,
  header: Record<string, unknown> = {},
): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'EdDSA', typ: helloType, jwk: key.publicJwk, ...header })
    .sign(key.privateKey);
}

type MessageOf<Type extends CloudMessage['type']> = Extract<CloudMessage, { type: Type }>;

export class TestDevice {
  readonly socket: WebSocket;
  readonly key: TestKey;
  /** All messages so far, in order. */
  readonly received: CloudMessage[] = [];
  /** How the connection ended. */
  readonly closed: Promise<{ code: number; reason: string }>;
  /** The last sign-on sent, as an eavesdropper would have it. */
  sentJws = '';
  #taken = 0;
  #wake: () => void = () => {};

  constructor(url: string, key: TestKey) {
    this.key = key;
    this.socket = new WebSocket(url, subprotocol, { perMessageDeflate: false });
    this.socket.on('error', () => {});
    this.socket.on('message', (data: Buffer) => {
      this.received.push(cloudMessageSchema.parse(JSON.parse(data.toString('utf8'))));
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString('utf8') });
        this.#wake();
      });
    });
  }

  /** The next message; it must be of this type. */
  async next<Type extends CloudMessage['type']>(type: Type): Promise<MessageOf<Type>> {
    const message = await this.any(type);
    if (message.type !== type) throw new Error(`expected ${type}, got ${JSON.stringify(message)}`);
    return message as MessageOf<Type>;
  }

  /** The next message, whatever it is. */
  async any(expected = 'a message'): Promise<CloudMessage> {
    while (this.received.length <= this.#taken) {
      if (this.socket.readyState >= WebSocket.CLOSING) {
        const { code, reason } = await this.closed;
        throw new Error(`expected ${expected}, but the connection closed: ${code} ${reason}`);
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const message = this.received[this.#taken];
    this.#taken += 1;
    return message as CloudMessage;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  async signOn(given: Partial<HelloClaims> = {}): Promise<this> {
    const { nonce } = await this.next('challenge');
    this.sentJws = await signClaims(this.key, testClaims(nonce, given));
    this.send({ type: 'hello', jws: this.sentJws });
    return this;
  }

  /** Resolves when the cloud has dealt with everything sent before. */
  caughtUp(): Promise<void> {
    return new Promise((resolve) => {
      this.socket.once('pong', () => resolve());
      this.socket.ping();
    });
  }

  /** Closes and waits until it is closed. */
  async leave(): Promise<void> {
    this.socket.close(1001);
    await this.closed;
  }
}
