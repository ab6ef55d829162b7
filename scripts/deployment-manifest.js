// Makes a deployment manifest, which IoT Hub takes, from a template, which people read:
//   node scripts/deployment-manifest.js deployment.template.json amd64 > deployment.amd64.json
// ${MODULES.earshot} becomes the image of module.json for that platform, ${NAME} the environment variable NAME,
// and createOptions, objects in the template, become the text that edgeAgent hands on to the container engine.
import { readFileSync } from 'node:fs'

/** Longest text that IoT Hub takes as one value of a twin. @unit bytes */
const TWIN_TEXT_BYTES = 4096

const [path, platform] = process.argv.slice(2)
const { image } = JSON.parse(readFileSync(new URL('../module.json', import.meta.url), 'utf8'))
const platforms = Object.keys(image.tag.platforms)
if (path === undefined || !platforms.includes(platform)) {
  console.error(`call: node scripts/deployment-manifest.js TEMPLATE ${platforms.join('|')}`)
  process.exit(2)
}

const { '$schema-template': _, ...template } = JSON.parse(readFileSync(path, 'utf8'))
const earshot = `${image.repository}:${image.tag.version}-${platform}`
const unset = new Set()
const manifest = completed(template)
if (unset.size > 0) {
  console.error(`${path} asks for these environment variables: ${[...unset].join(', ')}`)
  process.exit(1)
}
console.log(JSON.stringify(manifest, null, 2))

function completed(value, key = '') {
  if (typeof value === 'string') return filled(value)
  if (Array.isArray(value)) return value.map((item) => completed(item))
  if (typeof value !== 'object' || value === null) return value
  const object = Object.fromEntries(Object.entries(value).map(([name, child]) => [name, completed(child, name)]))
  return key === 'createOptions' ? asText(object) : object
}

function filled(text) {
  return text.replace(/\$\{([\w.]+)\}/g, (placeholder, name) => {
    const value = name === 'MODULES.earshot' ? filled(earshot) : process.env[name]
    if (!value) unset.add(name)
    return value || placeholder
  })
}

function asText(createOptions) {
  const text = JSON.stringify(createOptions)
  if (Buffer.byteLength(text) <= TWIN_TEXT_BYTES) return text
  throw new Error(`createOptions of ${text.length} characters are too long: IoT Hub takes ${TWIN_TEXT_BYTES} bytes`)
}
