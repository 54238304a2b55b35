/**
 * What each trouble, and each end of a binding, is called on a screen, and what a person can do about it.
 *
 * The one table of such sentences: the pictures, the terminal and the accessible texts all take them from here.
 * Written for whoever stands in front of the panel with a cable in the hand: what is wrong, then what to do.
 */
import type { EnrolRefusal, UnboundReason } from '@signet/protocol';
import type { Banner, Link, Trouble } from './screen.ts';

/** How one of the two links stands, to be shown as a symbol and words. */
export interface Standing {
  state: 'good' | 'busy' | 'trouble';
  words: string;
}

/** A thing that is wrong, in words. */
export interface Explanation {
  /** A few words, for a headline. */
  title: string;
  /** What is wrong, as a sentence. */
  sentence: string;
  /** What to do about it, as a sentence. */
  advice: string;
}

interface TroubleWords extends Explanation {
  network: Standing;
  cloud: Standing;
}

const networkUp: Standing = { state: 'good', words: 'Network connected' };
const cloudDown: Standing = { state: 'trouble', words: 'Cloud out of reach' };

export const troubles: { readonly [key in Trouble]: TroubleWords } = {
  'no-link': {
    title: 'No network cable',
    sentence: 'This device has no network link: no cable is plugged in, or nothing answers at its other end.',
    advice: 'Plug the network cable in at both ends and look for the small lights beside the socket.',
    network: { state: 'trouble', words: 'No network cable' },
    cloud: cloudDown,
  },
  'no-address': {
    title: 'No network address',
    sentence: 'The network is there, but it has not given this device an address.',
    advice: 'Check that the router (DHCP) is switched on and that this wall socket is in use.',
    network: { state: 'trouble', words: 'No network address' },
    cloud: cloudDown,
  },
  dns: {
    title: 'The cloud’s name is not found',
    sentence: 'The network could not look up the address of the cloud (DNS).',
    advice: 'Check that the router is online, and that the network lets this device ask a DNS server.',
    network: { state: 'trouble', words: 'Names are not found' },
    cloud: cloudDown,
  },
  unreachable: {
    title: 'No way to the internet',
    sentence: 'This network has no route to the cloud.',
    advice: 'Check that the router is connected to the internet.',
    network: { state: 'trouble', words: 'No internet' },
    cloud: cloudDown,
  },
  refused: {
    title: 'The connection was turned down',
    sentence: 'The cloud’s address answers, but refuses the connection.',
    advice:
      'If other screens work, let this one through the firewall (TCP port 443, outgoing). If none does, the cloud is down.',
    network: networkUp,
    cloud: { state: 'trouble', words: 'Cloud refuses' },
  },
  'timed-out': {
    title: 'No answer from the cloud',
    sentence: 'The cloud did not answer in time.',
    advice: 'Check the internet connection, and that the firewall lets TCP port 443 out.',
    network: { state: 'trouble', words: 'No answer' },
    cloud: cloudDown,
  },
  tls: {
    title: 'The connection is not secure',
    sentence: 'The certificate at the cloud’s address is not one that this device trusts.',
    advice:
      'Something on this network may open encrypted traffic. Ask its administrator to exempt this device.',
    network: networkUp,
    cloud: { state: 'trouble', words: 'Cloud not trusted' },
  },
  clock: {
    title: 'The clock does not fit',
    sentence: 'The clock of this device and the dates of the cloud’s certificate do not agree.',
    advice:
      'It is set by itself, by NTP or the cloud. If this stays, let UDP port 123 out, and check the clock battery.',
    network: networkUp,
    cloud: { state: 'trouble', words: 'Clock does not fit' },
  },
  'not-a-cloud': {
    title: 'This is not the cloud',
    sentence: 'Something else than the cloud answers at the cloud’s address.',
    advice:
      'Often it is the sign-in page of a guest network. Use a network without one, or check the cloud’s address.',
    network: { state: 'trouble', words: 'Network in the way' },
    cloud: cloudDown,
  },
  'cloud-restarting': {
    title: 'The cloud is restarting',
    sentence: 'The cloud is restarting and will be back in a moment.',
    advice: 'There is nothing to do: this screen connects again by itself.',
    network: networkUp,
    cloud: { state: 'busy', words: 'Cloud restarting' },
  },
  'sign-on-refused': {
    title: 'The cloud does not accept this device',
    sentence: 'The cloud answers, but refuses the sign-on of this device.',
    advice:
      'Switch the device off and on. If that does not help, give its serial number to whoever runs the cloud.',
    network: networkUp,
    cloud: { state: 'trouble', words: 'Sign-on refused' },
  },
  'connection-lost': {
    title: 'The connection broke off',
    sentence: 'The connection to the cloud was lost.',
    advice: 'If it is not back within a minute, check the network cable and the router.',
    network: { state: 'trouble', words: 'Connection lost' },
    cloud: cloudDown,
  },
};

export const unboundReasons: { readonly [key in UnboundReason]: Explanation } = {
  removed: {
    title: 'Removed from its account',
    sentence: 'Someone removed this screen from its account.',
    advice: 'Pair it again to use it.',
  },
  'account-closed': {
    title: 'Its account was closed',
    sentence: 'The account that this screen belonged to was closed.',
    advice: 'Pair it with another account to use it.',
  },
  'offline-expired': {
    title: 'Away for too long',
    sentence: 'This screen was offline for longer than its account allows.',
    advice: 'Pair it again to put it back.',
  },
  replaced: {
    title: 'Replaced by another device',
    sentence: 'Another device has taken over this screen’s place.',
    advice: 'Pair this one again to use it somewhere else.',
  },
};

/** Why the cloud does not enrol this device by its token. The code beside it always helps. */
export const enrolRefusals: { readonly [key in EnrolRefusal]: Explanation } = {
  'unknown-token': {
    title: 'The cloud does not know the token',
    sentence: 'This device’s provisioning token is of another cloud, or was deleted.',
    advice: 'Put a new token into signet.json and restart, or pair by the code.',
  },
  expired: {
    title: 'The token has expired',
    sentence: 'The time in which this provisioning token enrols devices is over.',
    advice: 'Have its time extended and restart this device, or pair it by the code.',
  },
  paused: {
    title: 'The token is paused',
    sentence: 'Someone has paused the provisioning token of this device.',
    advice: 'Have it resumed and restart this device, or pair it by the code.',
  },
  revoked: {
    title: 'The token was revoked',
    sentence: 'Someone has revoked the provisioning token of this device for good.',
    advice: 'Put another token into signet.json and restart, or pair by the code.',
  },
  'used-up': {
    title: 'The token is used up',
    sentence: 'This provisioning token has enrolled as many devices as it may.',
    advice: 'Have its limit raised and restart this device, or pair it by the code.',
  },
  'serial-not-allowed': {
    title: 'The token is not for this device',
    sentence: 'Its list of serial numbers does not have the one of this device.',
    advice: 'Have this serial number added and restart, or pair by the code.',
  },
  'device-limit': {
    title: 'The account has no room',
    sentence: 'The token’s account has as many devices as it may have.',
    advice: 'Remove a device there and restart this one.',
  },
  'removed-before': {
    title: 'Removed from its account before',
    sentence: 'Someone removed this screen, and its token may not bring it back.',
    advice: 'Pair it by the code if it is to come back.',
  },
  'too-many-tries': {
    title: 'Too many tries',
    sentence: 'The cloud has seen too many tries to enrol from here, and takes none for now.',
    advice: 'Restart this device later, or pair it by the code now.',
  },
  refused: {
    title: 'The token was not accepted',
    sentence: 'The cloud does not enrol this device by its token, and gives no reason.',
    advice: 'Ask whoever made the token, or pair this device by the code.',
  },
};

/** No room, wherever that is told. */
export const storageFull: Explanation = {
  title: 'This device’s storage is full',
  sentence: 'Hardly any room is left on it, so that it may not keep what it is given.',
  advice: 'Restart it. If this stays, reset it to its factory state or flash it anew.',
};

/** The words of a banner. */
export function explainBanner(banner: Banner): Explanation {
  switch (banner.kind) {
    case 'unbound':
      return unboundReasons[banner.reason];
    case 'database-rebuilt':
      return {
        title: 'This device had to start afresh',
        sentence: 'Its memory was damaged, most likely by a power cut, and has been rebuilt.',
        advice: 'Pair it again if it does not come back by itself.',
      };
    case 'enrolling':
      return {
        title: 'Enrolling with a token …',
        sentence: 'This device is asking the cloud to take it into the account of its token.',
        advice: 'Wait a moment: it starts by itself.',
      };
    case 'enrol-refused': {
      const words = enrolRefusals[banner.reason];
      return banner.again
        ? { ...words, advice: 'It tries again by itself. You can also pair it by the code now.' }
        : words;
    }
    case 'storage-full':
      return storageFull;
  }
}

/** How network and cloud stand, for a link. */
export function standings(link: Link): { network: Standing; cloud: Standing } {
  switch (link.state) {
    case 'online':
      return { network: networkUp, cloud: { state: 'good', words: 'Cloud connected' } };
    case 'connecting':
      return {
        network: { state: 'busy', words: 'Checking network' },
        cloud: { state: 'busy', words: 'Connecting to cloud' },
      };
    case 'offline': {
      const { network, cloud } = troubles[link.trouble];
      return { network, cloud };
    }
  }
}
