/** The parts that compute. They know no process, network, clock or configuration. */
const CORE = '^src/(audio|dsp|model|detect|synth)/'

/** Each outside package has one home; nothing else may import it. */
const HOMES = [
  ['mqtt', 'mqtt/', '^src/(adapters/mqtt|sim|cli)/'],
  ['aedes', 'aedes', '^src/sim/'],
  ['azure', 'azure-iot-', '^src/adapters/edgehub/'],
  ['convict', 'convict', '^src/config[.]ts$'],
  ['pino', 'pino', '^src/log[.]ts$'],
  ['tfjs', '@tensorflow/', '^src/(model|train)/'],
  ['wavefile', 'wavefile', '^src/audio/wav[.]ts$'],
  ['meyda', 'meyda', '^src/dsp/'],
  ['fastify', '(@?fastify|prom-client)', '^src/adapters/http/'],
  ['level', 'classic-level', '^src/adapters/disk/'],
  ['h5wasm', 'h5wasm', '^src/train/keras/'],
  ['fflate', 'fflate', '^src/(train/keras|adapters/http)/'],
  ['commander', '(commander|cli-progress)', '^src/cli([.]ts$|/)'],
]

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-is-pure',
      comment: 'The core knows no process, network, clock or configuration.',
      severity: 'error',
      from: { path: CORE },
      to: { path: '^src/(adapters|pipeline|train|sim|app|main|cli|config|log)' },
    },
    { name: 'core-has-no-node-io', severity: 'error', from: { path: CORE }, to: { dependencyTypes: ['core'] } },
    {
      name: 'dsp-depends-on-nothing',
      severity: 'error',
      from: { path: '^src/dsp/' },
      to: { pathNot: ['^src/dsp/', '^src/errors[.]ts$', 'node_modules/meyda/'] },
    },
    {
      name: 'pipeline-knows-ports-not-adapters',
      severity: 'error',
      from: { path: '^src/pipeline/' },
      to: { path: '^src/(adapters|app|main|cli|config|train|sim)' },
    },
    {
      name: 'adapters-do-not-meet',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/adapters/', pathNot: '^src/adapters/$1/' },
    },
    {
      name: 'adapters-do-not-configure-themselves',
      severity: 'error',
      from: { path: '^src/adapters/' },
      to: { path: '^src/(app|main|cli|config)' },
    },
    {
      name: 'only-the-command-line-trains-or-simulates',
      severity: 'error',
      from: { pathNot: '^src/(train|sim|cli)' },
      to: { path: '^src/(train|sim)/' },
    },
    ...HOMES.map(([name, pkg, home]) => ({
      name: `${name}-has-one-home`,
      severity: 'error',
      from: { path: '^src/', pathNot: home },
      to: { path: `node_modules/${pkg}` },
    })),
    {
      name: 'no-dev-deps-in-src',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/page/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['import', 'node', 'default'], exportsFields: ['exports'] },
  },
}
