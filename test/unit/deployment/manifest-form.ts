import { z } from 'zod'

// What edgeAgent and edgeHub take with schema 1.1, in the words of their documentation ("Properties of the IoT Edge
// agent and IoT Edge hub module twins") and of Docker's "create a container". Strict everywhere: both pass over a
// misspelt name in silence.

const PortBinding = z.strictObject({ HostIp: z.string().optional(), HostPort: z.string().regex(/^\d+$/) })
const Port = z.string().regex(/^\d+\/tcp$/)

/** The part of Docker's container options that our manifests use. */
const CreateOptions = z.strictObject({
  User: z
    .string()
    .regex(/^\d+:\d+$/)
    .optional(),
  Entrypoint: z.array(z.string()).optional(),
  Cmd: z.array(z.string()).optional(),
  ExposedPorts: z.record(Port, z.strictObject({})).optional(),
  HostConfig: z.strictObject({
    PortBindings: z.record(Port, z.array(PortBinding).length(1)).optional(),
    Binds: z.array(z.string().regex(/^\/[^:]+:\/[^:]+(:ro)?$/)).optional(),
    ReadonlyRootfs: z.boolean().optional(),
    CapDrop: z.array(z.string()).optional(),
    SecurityOpt: z.array(z.string()).optional(),
    Tmpfs: z.record(z.string(), z.string()).optional(),
    Memory: z.int().positive().optional(),
    NanoCpus: z.int().positive().optional(),
    LogConfig: z.strictObject({ Type: z.literal('json-file'), Config: z.record(z.string(), z.string()) }),
  }),
})

const EnvName = z.string().regex(/^[^+#$\s.]+$/)
const Env = z.record(EnvName, z.strictObject({ value: z.union([z.string(), z.number(), z.boolean()]) }))
const UINT32 = z.int().min(0).max(0xffffffff)
const TYPE = z.literal('docker')

const Route = z.strictObject({
  route: z.string().min(1),
  priority: z.int().min(0).max(9),
  timeToLiveSecs: UINT32,
})
const RouteName = z.string().regex(/^[^.$# ]+$/)
const Desired = z.record(z.string(), z.unknown())

/** The forms of a manifest whose modules say `createOptions` in this way: objects in a template, text for IoT Hub. */
function formsWith<T extends z.ZodType>(createOptions: T) {
  const settings = z.strictObject({ image: z.string().min(1), createOptions })
  const running = z.strictObject({
    version: z.string().optional(),
    type: TYPE,
    status: z.enum(['running', 'stopped']),
    restartPolicy: z.enum(['never', 'on-failure', 'on-unhealthy', 'always']),
    startupOrder: UINT32,
    settings,
    env: Env.optional(),
  })
  const credentials = z.strictObject({ username: z.string(), password: z.string(), address: z.string().regex(/^\S+$/) })
  const agent = z.strictObject({
    schemaVersion: z.literal('1.1'),
    runtime: z.strictObject({
      type: TYPE,
      settings: z.strictObject({
        minDockerVersion: z.string(),
        loggingOptions: z.string(),
        registryCredentials: z.record(RouteName, credentials),
      }),
    }),
    systemModules: z.strictObject({ edgeAgent: z.strictObject({ type: TYPE, settings }), edgeHub: running }),
    modules: z.record(z.string().regex(/^[\w-]+$/), running),
  })
  const hub = z.strictObject({
    schemaVersion: z.literal('1.1'),
    routes: z.record(RouteName, Route),
    storeAndForwardConfiguration: z.strictObject({ timeToLiveSecs: UINT32 }),
  })
  const whole = z.strictObject({
    modulesContent: z.strictObject({
      $edgeAgent: z.strictObject({ 'properties.desired': agent }),
      $edgeHub: z.strictObject({ 'properties.desired': hub }),
      earshot: z.strictObject({ 'properties.desired': Desired }),
    }),
  })
  const layer = z.strictObject({
    content: z.strictObject({
      modulesContent: z.strictObject({
        $edgeAgent: z.record(z.string().regex(/^properties\.desired\.modules\.[\w-]+$/), running),
        $edgeHub: z.record(z.string().regex(/^properties\.desired\.routes\.[^.$# ]+$/), Route),
        earshot: z.strictObject({ 'properties.desired': Desired }),
      }),
    }),
  })
  return { whole, layer }
}

const template = formsWith(CreateOptions)
/** Of `deployment.template.json` and its like. */
export const Template = template.whole.extend({ '$schema-template': z.literal('4.0.0') })
export const LayerTemplate = template.layer.extend({ '$schema-template': z.literal('4.0.0') })

/** One value of a twin holds 4 KB at most. */
const TWIN_TEXT = z.string().max(4096)
const inText = TWIN_TEXT.transform((text): unknown => JSON.parse(text)).pipe(CreateOptions)
/** Of what `scripts/deployment-manifest.js` makes; `createOptions` come back parsed. */
export const { whole: Manifest, layer: LayerManifest } = formsWith(inText)
