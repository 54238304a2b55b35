/** The whole wire contract, for every part that speaks it. Nothing here touches a socket or a clock. */
export * from './capability.ts';
export * from './cloud-messages.ts';
export * from './commands.ts';
export * from './content.ts';
export * from './device-messages.ts';
export * from './health.ts';
export * from './network.ts';
export * from './pairing-names.ts';
export * from './parse.ts';
export * from './provisioning.ts';
export * from './wire.ts';
