// Builds the image of a platform from its Dockerfile, without Docker, and deploys it with Mosquitto and a local IoT
// Edge runtime as deployment.template.json says: the same container options, by the same API. Fails at the first
// thing that is not as it should be.
//   node scripts/prove-image.js [amd64|arm64v8]
// It takes what is committed, and needs the Debian packages podman, runc, netavark, aardvark-dns, iptables and, where
// no image registry can be reached, mmdebstrap. NODE_IMAGE and MOSQUITTO_IMAGE name other images than the stand-ins;
// ENGINE chooses the engine.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { dockerApi, logsOf, podman, podmanAloud, runOnce } from './proof/podman.js'

const { ENGINE = 'wasm', NODE_IMAGE, MOSQUITTO_IMAGE } = process.env
const PLATFORM = process.argv[2] ?? 'amd64'
const ROOT = resolve(import.meta.dirname, '..')
const NETWORK = 'earshot-proof'
const IMAGE = `localhost/earshot-proof/earshot:${PLATFORM}-${ENGINE}`
const STAND_IN = `localhost/earshot-proof/node:${PLATFORM}`
const BROKER = MOSQUITTO_IMAGE ?? `localhost/earshot-proof/mosquitto:${PLATFORM}`
/** Emulated processors are slow. */
const PATIENCE_MS = PLATFORM === 'amd64' ? 60_000 : 600_000
const USERS = { earshot: 'ear', microphone: 'mic' }

const folder = mkdtempSync(join(tmpdir(), 'earshot-proof-'))
const started = []
let docker
try {
  build()
  inspectImage()
  docker = await dockerApi(folder)
  await deploy()
} finally {
  docker?.close()
  if (started.length > 0) podman('rm', '--force', '--time', '0', ...started)
  podman('network', 'rm', '--force', NETWORK)
  rmSync(folder, { recursive: true, force: true })
}

function build() {
  const context = join(folder, 'context')
  mkdirSync(context)
  execFileSync('sh', ['-c', `git archive HEAD | tar -x -C '${context}'`], { cwd: ROOT })
  if (NODE_IMAGE === undefined && !hasImage(STAND_IN)) {
    execFileSync(join(ROOT, 'scripts/proof/stand-in-image.sh'), [PLATFORM], { stdio: 'inherit' })
  }
  const args = [`NODE_IMAGE=${NODE_IMAGE ?? STAND_IN}`, `ENGINE=${ENGINE}`].flatMap((arg) => ['--build-arg', arg])
  const flags = ['--isolation', 'chroot', '--network', 'host', '--format', 'docker']
  podmanAloud('build', ...flags, ...args, '--file', join(context, `Dockerfile.${PLATFORM}`), '--tag', IMAGE, context)
}

function hasImage(name) {
  return podman('images', '--quiet', name) !== ''
}

/** What is in the image, and what is not. */
function inspectImage() {
  const [{ Config, Size, Architecture }] = JSON.parse(podman('inspect', IMAGE))
  assert.equal(Config.User, '1000:1000')
  assert.equal(Architecture, PLATFORM === 'amd64' ? 'amd64' : 'arm64')
  const find =
    'for tool in npm npx yarn corepack tsc esbuild asc gcc cc make python3 git curl; do command -v $tool; done; true'
  const shell = (command) => runOnce(IMAGE, ['-c', command], ['--entrypoint', 'sh'])
  assert.equal(shell(find), '', 'a build tool is left')
  assert.equal(shell('ls -A /app'), ['LICENSE', 'dist', 'models', 'node_modules', 'package.json'].join('\n'))
  assert.equal(shell("find /app -name '*.map' | head -1"), '')
  const [base] = JSON.parse(podman('inspect', NODE_IMAGE ?? STAND_IN))
  const mb = (bytes) => `${Math.round(bytes / 1e6)} MB`
  report(`the image holds ${mb(Size)}, ${mb(Size - base.Size)} of them ours, and no build tool`)
}

async function deploy() {
  podman('network', 'create', NETWORK)
  const manifest = layOut()
  const { modules } = manifest.modulesContent.$edgeAgent['properties.desired']
  const hub = await startHub(Object.keys(modules))
  const order = Object.entries(modules)
    .filter(([, { status }]) => status === 'running')
    .sort(([, a], [, b]) => a.startupOrder - b.startupOrder)
  const ids = {}
  for (const [name, module] of order) {
    const Env = name === 'earshot' ? [...variables(module.env), ...hub.environment] : variables(module.env)
    const Image = name === 'earshot' ? IMAGE : BROKER
    ids[name] = await docker.start(name, NETWORK, { ...onThisMachine(module), Image, Env })
    started.push(ids[name])
  }
  const { NetworkSettings, HostConfig, State } = await docker.inspect(ids.earshot)
  const wanted = JSON.parse(modules.earshot.settings.createOptions).HostConfig
  assert.deepEqual([HostConfig.ReadonlyRootfs, HostConfig.Memory], [true, wanted.Memory])
  const port = NetworkSettings.Ports['8080/tcp'][0].HostPort

  const ready = await eventually('the module is ready', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`)
    return answer.ok ? answer.json() : undefined
  })
  assert.deepEqual(
    ready.checks.map(({ name, isPassed }) => [name, isPassed]),
    [
      ['model', true],
      ['broker', true],
      ['hub', true],
    ],
  ) // prettier-ignore
  // The shipped classifier is linear: no engine computes it.
  assert.equal(ready.engine, 'cpu')
  assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200)
  podman('healthcheck', 'run', ids.earshot)
  report(`the module is alive, healthy and ready: ${ready.model.name} ${ready.model.version} on ${ready.engine}`)

  const status = execFileSync('cat', [`/proc/${State.Pid}/status`], { encoding: 'utf8' })
  assert.match(status, /^Uid:\t1000\t1000\t1000\t1000$/m)
  assert.match(status, /^CapEff:\t0+$/m)
  assert.match(status, /^NoNewPrivs:\t1$/m)
  const write = (path) => podman('exec', ids.earshot, 'node', '-e', `require('fs').writeFileSync('${path}', '')`)
  assert.throws(() => write('/app/probe'), /EROFS/)
  assert.throws(() => write('/run/secrets/probe'), /EROFS|EACCES/)
  write('/data/probe')
  write('/tmp/probe')
  report('it runs as user 1000 without capabilities, and writes to /data and /tmp alone')

  publish()
  await eventually('an alarm arrives upstream', () => /^upstream earshot\/alarms .*raised/m.test(logsOf(hub.id)))
  report('sound of an unbalanced fan came from a microphone through Mosquitto, and an alarm of it went upstream')
  scoreByNetwork()
  const answer = JSON.parse(podman('exec', hub.id, 'node', '/app/dist/cli.js', 'call', 'status'))
  assert.equal((answer.payload ?? answer).engine, ready.engine)
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(
    execFileSync('cat', [`/proc/${State.Pid}/status`], { encoding: 'utf8' }),
  )?.[1]
  report(`a direct method is answered; at most ${Math.round(peak / 1024)} MiB of memory were in use`)

  await docker.stop(ids.earshot)
  const { State: ended } = await docker.inspect(ids.earshot)
  assert.deepEqual([ended.ExitCode, ended.OOMKilled], [0, false])
  report('it ends by itself when it is told to')
}

/** The folders of the host as docs/deployment.md says, and the manifest. */
function layOut() {
  const own = (path, id) => {
    mkdirSync(join(folder, path), { recursive: true })
    chownSync(join(folder, path), id, id)
  }
  own('var/lib/earshot/data', 1000)
  own('etc/earshot/secrets', 1000)
  own('var/lib/earshot/mosquitto', 1883)
  own('etc/earshot/mosquitto', 1883)
  const broker = join(folder, 'etc/earshot/mosquitto')
  for (const name of ['mosquitto.conf', 'acl']) cpSync(join(ROOT, 'mosquitto', name), join(broker, name))
  writeFileSync(join(broker, 'passwords'), '', { mode: 0o600 })
  for (const [user, password] of Object.entries(USERS)) {
    const command = ['mosquitto_passwd', '-b', '/mosquitto/config/passwords', user, password]
    runOnce(BROKER, command, ['--volume', `${broker}:/mosquitto/config`])
  }
  chownSync(join(broker, 'passwords'), 1883, 1883)
  const password = join(folder, 'etc/earshot/secrets/mqtt-password')
  writeFileSync(password, `${USERS.earshot}\n`, { mode: 0o400 })
  chownSync(password, 1000, 1000)

  const registry = { CONTAINER_REGISTRY: 'r', CONTAINER_REGISTRY_USERNAME: 'u', CONTAINER_REGISTRY_PASSWORD: 'p' }
  const env = { ...process.env, ...registry, IOTHUB_RESOURCE_ID: 'i' }
  const script = join(ROOT, 'scripts/deployment-manifest.js')
  const text = execFileSync('node', [script, 'deployment.template.json', PLATFORM], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
  })
  const manifest = JSON.parse(text)
  mkdirSync(join(folder, 'hub'))
  writeFileSync(join(folder, 'hub/manifest.json'), text)
  const { earshot } = manifest.modulesContent
  writeFileSync(join(folder, 'hub/desired.json'), JSON.stringify({ earshot: earshot['properties.desired'] }))
  execFileSync('chmod', ['-R', 'a+rX', folder])
  return manifest
}

/** The local runtime in edgeHub's place, from our own image. */
async function startHub(modules) {
  const id = await docker.start('edgehub', NETWORK, {
    Image: IMAGE,
    Cmd: 'simulate --bind 0.0.0.0 --gateway edgehub --mqtt-port 8883 --workload-port 15580 --environment http'
      .split(' ')
      .concat('--routes', '/hub/manifest.json', '--desired', '/hub/desired.json', '--module', ...modules),
    HostConfig: { Binds: [`${folder}/hub:/hub:ro`] },
  })
  started.push(id)
  await eventually('the local runtime is up', () => logsOf(id).includes('control http'))
  const lines = podman('exec', id, 'node', '/app/dist/cli.js', 'simulate', 'env', 'earshot')
  const pairs = [...lines.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => `${name}=${value}`)
  const environment = pairs.map((pair) => pair.replace(/^(IOTEDGE_WORKLOADURI=).*/, '$1http://edgehub:15580'))
  return { id, environment }
}

function variables(env = {}) {
  return Object.entries(env).map(([name, { value }]) => `${name}=${value}`)
}

/** A manifest's container options with this machine's folders, and any free port of the host. */
function onThisMachine({ settings }) {
  const options = JSON.parse(settings.createOptions)
  const Binds = options.HostConfig.Binds.map((bind) => `${folder}${bind}`)
  const PortBindings = Object.fromEntries(
    Object.keys(options.HostConfig.PortBindings).map((port) => [port, [{ HostIp: '127.0.0.1', HostPort: '' }]]),
  )
  return { ...options, HostConfig: { ...options.HostConfig, Binds, PortBindings } }
}

/** 40 s of an unbalanced fan, sent as a microphone would send it. */
function publish() {
  mkdirSync(join(folder, 'sound'))
  chownSync(join(folder, 'sound'), 1000, 1000)
  const volume = ['--volume', `${folder}/sound:/sound`]
  runOnce(IMAGE, ['synth', '--out', '/sound/made', '--clips', '1', '--seconds', '40', '--seed', '7'], volume)
  const login = { EARSHOT_MQTT_USERNAME: 'microphone', EARSHOT_MQTT_PASSWORD: USERS.microphone }
  const env = Object.entries(login).flatMap(([name, value]) => ['--env', `${name}=${value}`])
  const command = 'publish /sound/made/imbalanced --source fan-1 --url mqtt://mosquitto:1883 --speed 4'.split(' ')
  runOnce(IMAGE, command, [...volume, ...env, '--network', NETWORK])
}

/** The engine that the image was built with computes a network on that sound. */
function scoreByNetwork() {
  const command = `score /sound/made --model /app/models/fan-cnn --engine ${ENGINE} --json`.split(' ')
  const verdicts = JSON.parse(runOnce(IMAGE, command, ['--volume', `${folder}/sound:/sound`]))
  const wrong = verdicts.filter(({ file, label }) => !file.includes(`/${label}/`))
  assert.deepEqual([verdicts.length, wrong], [4, []])
  report(`${ENGINE} computes a network: ${verdicts.length} recordings, all as they were made`)
}

/** Look again and again until there is an answer. @throws After the limit, with the last failure. */
async function eventually(what, look) {
  const endMs = performance.now() + PATIENCE_MS
  for (let last; ; await pause(500)) {
    try {
      const answer = await look()
      if (answer) return answer
    } catch (error) {
      last = error
    }
    if (performance.now() > endMs) {
      for (const id of started) console.error(logsOf(id).split('\n').slice(-30).join('\n'))
      throw new Error(`it did not become so that ${what}`, { cause: last })
    }
  }
}

function report(line) {
  console.log(`✓ ${line}`)
}
