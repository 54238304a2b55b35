/**
 * What a bound device costs its network in a day in which nothing happens: bytes of the TCP stream, TLS and all.
 *
 * A proxy that knows nothing of what it carries counts them between the real programs. What IP and TCP add cannot be
 * seen from there, so it is estimated: each burst of bytes is a packet and is answered by another.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../demo/free-port.ts';
import { pairingIdOf, until } from '../e2e/test-support/panel.ts';
import { claim, devicesOf, signUp } from '../e2e/test-support/person.ts';
import { startProgram } from '../program.ts';
import type { Figure } from './figure.ts';

/** IPv4 and TCP with timestamps, without options beyond that. */
const headerBytes = 20 + 32;
const settleMs = 30_000;
