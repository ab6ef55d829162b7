import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { LayerTemplate, Template } from './manifest-form.ts'

const ROOT = resolve(import.meta.dirname, '../../..')

export const read = (path: string): string => readFileSync(resolve(ROOT, path), 'utf8')
export const readJson = (path: string): unknown => JSON.parse(read(path))

export const TEMPLATES = ['deployment.template.json', 'deployment.debug.template.json'] as const
export const LAYER = 'examples/deployment.layered.template.json'

export const readTemplate = (path: (typeof TEMPLATES)[number] = TEMPLATES[0]) => Template.parse(readJson(path))
export const readLayer = () => LayerTemplate.parse(readJson(LAYER))

/** The modules of a template that are not the runtime's, by name. */
export const modulesOf = (template: ReturnType<typeof readTemplate>) =>
  template.modulesContent.$edgeAgent['properties.desired'].modules
export type Module = ReturnType<typeof modulesOf>[string]

export function moduleOf(template: ReturnType<typeof readTemplate>, name: string): Module {
  const module = modulesOf(template)[name]
  if (module === undefined) throw new Error(`there is no module ${name}`)
  return module
}

/** The environment that a module is given, as text. */
export const environmentOf = ({ env = {} }: Pick<Module, 'env'>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).map(([name, { value }]) => [name, String(value)]))

/** What the templates ask of who generates a manifest. */
export const DEPLOYER = {
  CONTAINER_REGISTRY: 'registry.example.com',
  CONTAINER_REGISTRY_USERNAME: 'puller',
  CONTAINER_REGISTRY_PASSWORD: 'correct horse',
  IOTHUB_RESOURCE_ID: '/subscriptions/0/resourceGroups/g/providers/Microsoft.Devices/IotHubs/h',
}

/** Run `scripts/deployment-manifest.js` as an engineer does. */
export function generate(path: string, platform: string, env: Readonly<Record<string, string>> = DEPLOYER) {
  const args = [resolve(ROOT, 'scripts/deployment-manifest.js'), path, platform]
  return spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: 'utf8', timeout: 20_000 })
}

export function generatedManifest(path: string, platform = 'amd64'): unknown {
  const { status, stdout, stderr } = generate(path, platform)
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const MODULE_FILE = z.strictObject({
  '$schema-version': z.literal('0.0.1'),
  description: z.string(),
  image: z.strictObject({
    repository: z.string(),
    tag: z.strictObject({ version: z.string(), platforms: z.record(z.string(), z.string()) }),
    buildOptions: z.array(z.string()),
    contextPath: z.string(),
  }),
  language: z.literal('javascript'),
})
export const readModuleFile = () => MODULE_FILE.parse(readJson('module.json'))
