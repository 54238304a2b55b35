/**
 * The numbers and names of the connection itself, which both ends must agree on before the first message.
 *
 * Nothing here is a message; nothing here may change for devices already in the field. New close codes are
 * added, never reused.
 */

/** Path of the one WebSocket that a device opens. */
export const devicePath = '/device';

/** `Sec-WebSocket-Protocol` of version 1. */
export const subprotocol = 'signet.v1';

/** Largest message either side accepts. More closes the connection with {@link closeCodes}.tooLarge. */
export const maxMessageBytes = 64 * 1024;

/** `typ` in the protected header of a device's sign-on, so that no other signature of the key can stand for it. */
export const helloType = 'signet-hello';

/** How often the device pings while a person may be waiting before the screen, and how long it waits for the answer. */
export const keepAlive = {
  pairingIntervalMs: 15_000,
  boundIntervalMs: 40_000,
  answerTimeoutMs: 10_000,
} as const;

/**
 * How long the cloud waits in silence before it takes the connection for dead: the device's longest interval and the
 * time in which it gives up itself, and less than the minute within which Studio says that a device is offline.
 */
export const silenceTimeoutMs = 55_000;

/** WebSocket close codes (RFC 6455 section 7.4; 4000 and up are ours). */
export const closeCodes = {
  /** The device lets go in good order. */
  goingAway: 1001,
  /** The cloud stops in good order: come back in a moment. */
  restarting: 1012,
  /** A message larger than {@link maxMessageBytes}. */
  tooLarge: 1009,
  /** Not JSON, or not of the shape its type promises. */
  malformed: 4400,
  /** The sign-on was refused; the reason says why. */
  signOnRefused: 4401,
  /** No sign-on came within the time allowed. */
  signOnTimeout: 4408,
  /** The same key signed on again; the newer connection stays. */
  superseded: 4409,
  /** Too many messages in too short a time. */
  flood: 4429,
} as const;

/** One of {@link closeCodes}. */
export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes];
