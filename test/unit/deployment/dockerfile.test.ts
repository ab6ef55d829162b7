import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { KEYS } from '../../../src/config/schema.ts'
import { moduleOf, read, readJson, readModuleFile, readTemplate } from './deployment-files.ts'
import { readDockerfile, type Stage } from './dockerfile.ts'

const { platforms } = readModuleFile().image.tag
const FILES = Object.values(platforms).map((path) => basename(path))
const { engines } = z.object({ engines: z.object({ node: z.string() }) }).parse(readJson('package.json'))

const texts = ({ instructions }: Stage, wanted: string): string[] =>
  instructions.flatMap(({ keyword, text }) => (keyword === wanted ? [text] : []))
const stageOf = (file: string, name: string): Stage => {
  const stage = readDockerfile(read(file)).stages.find((candidate) => candidate.name === name)
  if (stage === undefined) throw new Error(`${file} has no stage "${name}"`)
  return stage
}
const imageOf = (file: string): Stage => stageOf(file, '')
/** What is installed for each engine that may be chosen. */
function choicesIn(file: string): Map<string, string> {
  const [install = ''] = texts(stageOf(file, 'dependencies'), 'RUN')
  return new Map([...install.matchAll(/(\w+)\) (npm ci .*?) ;; /g)].map(([, name = '', text = '']) => [name, text]))
}

/** What `.dockerignore` lets into the build: it shuts everything out, then names what may come. */
const [first, ...lines] = read('.dockerignore').trim().split('\n')
const admitted = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1))
const shutOut = lines.filter((line) => !line.startsWith('!'))

describe('.dockerignore', () => {
  it('shuts everything out but what is named', () => {
    expect(first).toBe('*')
    expect(shutOut).toEqual(['src/dsp/kernel/kernel-bytes.ts'])
  })

  it('names what is there', () => {
    expect(admitted.filter((path) => path !== 'models' && !existsSync(path))).toEqual([])
  })

  it('admits all that the build script reads', () => {
    const scripts = new Set(['scripts/build.js'])
    for (const script of scripts) {
      for (const [, name] of read(script).matchAll(/^import .* from '\.\/(.+)'$/gm)) scripts.add(`scripts/${name}`)
    }
    expect(scripts).toContain('scripts/build-kernel.js')
    expect(admitted).toEqual(expect.arrayContaining([...scripts]))
  })
})

describe.each(FILES)('%s', (file) => {
  const { args, stages } = readDockerfile(read(file))

  it('begins all stages with one image, of Node.js 22, slim, with a tag', () => {
    expect(args).toEqual([expect.stringMatching(/^NODE_IMAGE=(arm64v8\/)?node:22-bookworm-slim$/)])
    expect(new Set(stages.map(({ from }) => from))).toEqual(new Set([`\${NODE_IMAGE}`]))
    expect(Number(/\d+/.exec(engines.node)?.[0])).toBeLessThanOrEqual(22)
  })

  it('copies what is there and is let in', () => {
    const sources = stages.flatMap((stage) =>
      texts(stage, 'COPY')
        .filter((text) => !text.startsWith('--from='))
        .flatMap((text) => text.split(' ').slice(0, -1)),
    )
    expect(new Set(sources)).toEqual(new Set(admitted.map((path) => path.replace(/^scripts\/.*/, 'scripts'))))
  })

  it('leaves source maps behind', () => {
    expect(texts(stageOf(file, 'build'), 'RUN')).toContain("npm run build && find dist -name '*.map' -delete")
    expect(texts(stageOf(file, 'dependencies'), 'RUN').join()).toMatch(/^.*find node_modules .*'\*\.map'.* -delete/)
  })

  it('copies from stages that come before', () => {
    const from = texts(imageOf(file), 'COPY').flatMap((text) => /^--from=(\S+)/.exec(text)?.[1] ?? [])
    expect(from).toEqual(['dependencies', 'build'])
  })

  it('installs what the lock file says and runs no package’s scripts', () => {
    const installs = stages.flatMap((stage) =>
      texts(stage, 'RUN').flatMap((text) => text.match(/npm \w+[^;&]*/g) ?? []),
    )
    const ofNpm = installs.filter((text) => !/^npm (run build|rebuild)/.test(text))
    expect(ofNpm.length).toBeGreaterThanOrEqual(2)
    for (const text of ofNpm) expect(text).toMatch(/^npm ci --ignore-scripts/)
    for (const text of ofNpm.slice(1)) expect(text).toContain('--omit=dev')
  })

  it('leaves neither a package manager nor root in the image', () => {
    const image = imageOf(file)
    expect(texts(image, 'RUN').join()).toMatch(/^rm -rf .*\/npm .*\/npx .*\/corepack .*\/yarn /)
    expect(texts(image, 'USER')).toEqual(['1000:1000'])
    expect(image.instructions.findLastIndex(({ keyword }) => ['RUN', 'COPY'].includes(keyword))).toBeLessThan(
      image.instructions.findIndex(({ keyword }) => keyword === 'USER'),
    )
  })

  it('keeps what is written in the volume, which belongs to the user', () => {
    const image = imageOf(file)
    expect(texts(image, 'VOLUME')).toEqual(['/data'])
    expect(texts(image, 'RUN').join()).toContain('install -d -o 1000 -g 1000 /data')
    expect(texts(image, 'ENV').join()).toMatch(/EARSHOT_OUTBOX_DIRECTORY=\/data\//)
    expect(moduleOf(readTemplate(), 'earshot').settings.createOptions.HostConfig.Binds?.[0]).toMatch(/:\/data$/)
  })

  it('exposes the ports that the module listens on', () => {
    const ports = ['http.port', 'metrics.port'].map((path) => KEYS.get(path)?.default)
    expect(texts(imageOf(file), 'EXPOSE')).toEqual([ports.join(' ')])
  })

  it('starts the module, and no shell between it and its signals', () => {
    const image = imageOf(file)
    const { bin } = z.object({ bin: z.object({ earshot: z.string() }) }).parse(readJson('package.json'))
    expect(texts(image, 'ENTRYPOINT')).toEqual([JSON.stringify(['node', `/app/${bin.earshot}`]).replace(',', ', ')])
    expect(texts(image, 'CMD')).toEqual(['["run"]'])
    expect(texts(image, 'STOPSIGNAL')).toEqual(['SIGTERM'])
  })

  it('has a health check that fails where nobody answers', () => {
    const [check = ''] = texts(imageOf(file), 'HEALTHCHECK')
    expect(check).toMatch(/--interval=\d+s --timeout=\d+s --start-period=\d+s --retries=\d+/)
    const [, ...args]: string[] = JSON.parse(/CMD (\[.*\])$/.exec(check)?.[1] ?? '')
    const env = { EARSHOT_HTTP_PORT: '9' }
    expect(spawnSync(process.execPath, args, { env, timeout: 10_000 }).status).toBe(1)
  })
})

describe('the Dockerfiles', () => {
  it('build the same image but for the platform’s base and the choice of engines', () => {
    const [amd64 = '', arm64v8 = ''] = FILES
    expect([amd64, arm64v8]).toEqual(['Dockerfile.amd64', 'Dockerfile.arm64v8'])
    expect(imageOf(arm64v8)).toEqual(imageOf(amd64))
    expect(stageOf(arm64v8, 'build')).toEqual(stageOf(amd64, 'build'))
    const [most, fewer] = [choicesIn(amd64), choicesIn(arm64v8)]
    expect([[...most.keys()], [...fewer.keys()]]).toEqual([
      ['wasm', 'onnx', 'tensorflow'],
      ['wasm', 'onnx'],
    ])
    expect(fewer.get('wasm')).toEqual(most.get('wasm'))
    expect(fewer.get('onnx')).toEqual(most.get('onnx')?.replace('linux/arm64', 'linux/x64'))
  })

  it('compute with WebAssembly unless they are told otherwise', () => {
    for (const file of FILES) expect(texts(stageOf(file, 'dependencies'), 'ARG')).toEqual(['ENGINE=wasm'])
  })
})
