/**
 * Who may not import whom, as data, each rule with its reason (DESIGN section 3).
 *
 * Paths are prefixes from the top of the repository; `node:` and `npm:` name Node's own modules and packages from
 * the registry. A rule that names a path that is gone fails the check, so that no rule guards an empty house.
 */

export interface ImportRule {
  /** Files it binds: path prefixes. */
  from: readonly string[];
  /** Path prefixes, `node:`, `npm:` or `npm:<name>`. */
  mayNotImport: readonly string[];
  /** Exceptions among those. */
  except?: readonly string[];
  /** Tests may do what the code beside them may not. */
  testsToo?: boolean;
  because: string;
}

export const importRules: readonly ImportRule[] = [
  {
    from: ['device/protocol/'],
    mayNotImport: ['npm:', 'node:', 'device/', 'cloud/', 'scripts/'],
    except: ['npm:zod', 'device/protocol/'],
    because: 'the wire contract imports zod alone; everything else imports it',
  },
  {
    from: ['device/config/'],
    mayNotImport: ['npm:', 'device/', 'cloud/', 'scripts/'],
    except: ['npm:zod', 'npm:jsonc-parser', 'device/config/', 'device/protocol/'],
    because:
      'both agent and cloud read their settings by it; jsonc-parser knows the line of what is wrong in a file, zod does not; the protocol knows a provisioning token',
  },
  {
    from: ['device/'],
    mayNotImport: ['cloud/', 'image/', 'scripts/'],
    testsToo: true,
    because: 'the cloud comes to the device: the image builds with cloud/ deleted',
  },
  {
    from: ['device/agent/src/core/'],
    mayNotImport: ['node:', 'npm:', 'device/agent/src/effects/', 'device/agent/src/adapters/'],
    because: 'the core is replayed in tests with no world',
  },
  {
    from: ['device/agent/src/effects/'],
    mayNotImport: ['node:', 'npm:', 'device/agent/src/adapters/'],
    because: 'executors are tested with fakes; they see ports.ts',
  },
  {
    from: ['device/agent/src/adapters/'],
    mayNotImport: ['device/agent/src/core/', 'device/agent/src/effects/'],
    because: 'an adapter is replaceable alone; it sees ports.ts',
  },
  {
    from: ['device/agent/src/screens/'],
    mayNotImport: ['device/agent/src/core/', 'device/agent/src/effects/', 'device/agent/src/adapters/'],
    because: 'a screen is a pure function of what it shows',
  },
  {
    from: ['device/clock/'],
    mayNotImport: ['npm:', 'device/', 'cloud/', 'scripts/'],
    except: ['npm:zod', 'device/config/', 'device/clock/'],
    because: 'what may set the clock stays small: it is told by a file, and knows neither agent nor cloud',
  },
  {
    from: ['device/player/'],
    mayNotImport: ['device/agent/', 'cloud/'],
    because: 'the player knows the local API and nothing of the agent behind it or the cloud',
  },
  {
    from: ['cloud/'],
    mayNotImport: ['device/'],
    except: ['device/protocol/', 'device/config/'],
    because: 'cloud and device meet in the protocol alone',
  },
  {
    from: ['cloud/src/'],
    mayNotImport: ['scripts/', 'image/', 'cloud/studio/'],
    because: 'the cloud serves what Studio was built into, and runs without the repository around it',
  },
];

/** Fakes, rigs and contract suites, by their names. */
const testSupport =
  /(^|\/)(test-support|testing|[a-z-]*-servers)\/|-(contract|rig|reading|decoding|for-tests)\.ts$|\/renew-goldens\.ts$/;

/** Code that only tests run: they, what supports them, and the scripts that measure. */
export const testCode = new RegExp(
  `\\.test\\.tsx?$|^scripts/|^image/testing/|^cloud/studio/test/|${testSupport.source}`,
);

/** Modules that nothing imports but what is named: roots and leaves. */
export const privateModules: readonly { path: RegExp; importableBy: RegExp; because: string }[] = [
  { path: /\/main\.ts$/, importableBy: /^$/, because: 'a composition root is started, never imported' },
  { path: /\.test\.tsx?$/, importableBy: /^$/, because: 'a test is a leaf' },
  {
    path: testSupport,
    importableBy: testCode,
    because: 'fakes and contract suites are for tests',
  },
  {
    path: /^cloud\/src\/[a-z]+\/[a-z-]*routes\.ts$/,
    importableBy: new RegExp(`^cloud/src/app\\.ts$|${testCode.source}`),
    because: "capabilities meet through data, not through each other's routes",
  },
];

/** Decisions that are table-tested: no framework, no database, no Node. */
export const pureFiles: readonly string[] = [
  'cloud/src/devices/order-text.ts',
  'cloud/src/devices/session-core.ts',
  'cloud/src/devices/token-bucket.ts',
  'cloud/src/enrolment/claim-budget.ts',
  'cloud/src/enrolment/device-name.ts',
  'cloud/src/enrolment/make-names.ts',
  'cloud/src/enrolment/pairing-standing.ts',
  'cloud/src/identity/rights.ts',
  'cloud/src/events/news-log.ts',
  'cloud/src/provisioning/token-standing.ts',
  'device/player/src/playback.ts',
  'device/player/src/stage.ts',
];

/** Folders of adapters, each replaceable alone: none imports another. */
export const separateFolders: readonly { parent: string; because: string }[] = [
  { parent: 'device/agent/src/adapters/', because: 'an adapter is replaceable alone: it knows no other' },
];
