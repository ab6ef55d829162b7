import { describe, expect, it } from 'vitest'
import { DEPLOYER, generate, generatedManifest, LAYER, modulesOf, readTemplate, TEMPLATES } from './deployment-files.ts'
import { LayerManifest, Manifest } from './manifest-form.ts'

describe('a deployment manifest, generated from a template', () => {
  it.each(TEMPLATES)('has the form that IoT Edge takes, from %s', (path) => {
    expect(Manifest.safeParse(generatedManifest(path)).error).toBeUndefined()
  })

  it('has the form of a layer, from the example of one', () => {
    expect(LayerManifest.safeParse(generatedManifest(LAYER)).error).toBeUndefined()
  })

  it.each(['amd64', 'arm64v8'])('names the image for %s', (platform) => {
    const { modulesContent } = Manifest.parse(generatedManifest(TEMPLATES[0], platform))
    const { modules, runtime } = modulesContent.$edgeAgent['properties.desired']
    expect(modules['earshot']?.settings.image).toBe(`registry.example.com/earshot:0.1.0-${platform}`)
    expect(runtime.settings.registryCredentials['earshot']).toEqual({
      address: 'registry.example.com',
      username: 'puller',
      password: 'correct horse',
    })
  })

  it('holds the createOptions as text, saying what the template says', () => {
    const { modulesContent } = Manifest.parse(generatedManifest(TEMPLATES[0]))
    const { modules } = modulesContent.$edgeAgent['properties.desired']
    for (const [name, { settings }] of Object.entries(modulesOf(readTemplate()))) {
      expect(modules[name]?.settings.createOptions).toEqual(settings.createOptions)
    }
    expect(JSON.stringify(generatedManifest(TEMPLATES[0]))).toContain('"createOptions":"{\\"')
  })

  it('is not made while a variable is unset: all that are missing are named', () => {
    const { status, stdout, stderr } = generate(TEMPLATES[0], 'amd64', { CONTAINER_REGISTRY: 'r' })
    const missing = Object.keys(DEPLOYER).filter((name) => name !== 'CONTAINER_REGISTRY')
    expect([status, stdout]).toEqual([1, ''])
    for (const name of missing) expect(stderr).toContain(name)
  })

  it('is not made for a platform without a Dockerfile', () => {
    const { status, stderr } = generate(TEMPLATES[0], 'arm32v7')
    expect([status, stderr]).toEqual([2, expect.stringContaining('amd64|arm64v8')])
  })
})
