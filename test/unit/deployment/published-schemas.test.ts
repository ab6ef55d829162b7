import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { generatedManifest, readJson, TEMPLATES } from './deployment-files.ts'

// The schemas are SchemaStore's, and are not kept here. To check against them, put them into a folder and name it:
//   for name in edgeagent-deployment-1.1 edgehub-deployment-1.1 edge-deployment-template-4.0; do
//     curl -fsS --create-dirs -o schemas/azure-iot-$name.json https://json.schemastore.org/azure-iot-$name.json
//   done
//   IOTEDGE_SCHEMAS=schemas npx vitest run test/unit/deployment
const folder = process.env['IOTEDGE_SCHEMAS'] ?? ''
const hasSchemas = folder !== '' && existsSync(folder)

const AGENT = 'azure-iot-edgeagent-deployment-1.1'
const HUB = 'azure-iot-edgehub-deployment-1.1'
const TEMPLATE = 'azure-iot-edge-deployment-template-4.0'
/** The template's schema refers to the hub's 1.2, which was that of edgeHub's own MQTT broker; 1.1 is in force. */
const HUB_OF_TEMPLATE = 'https://json.schemastore.org/azure-iot-edgehub-deployment-1.2.json'

const Schema = z.looseObject({ id: z.string(), $schema: z.string() })
const Content = z.object({ modulesContent: z.object({ $edgeAgent: z.unknown(), $edgeHub: z.unknown() }) })

/** A schema of draft 4, as one that ajv knows: it is the `id` that is written differently. */
function published(name: string): { id: string; schema: object } {
  const { id, $schema: _, ...schema } = Schema.parse(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')))
  return { id, schema }
}

function flawsIn(value: unknown, name: string): unknown {
  const ajv = new Ajv({ strict: false, allErrors: true })
  const [agent, hub] = [published(AGENT), published(HUB)]
  ajv.addSchema(agent.schema, agent.id)
  ajv.addSchema(hub.schema, HUB_OF_TEMPLATE)
  const { id, schema } = published(name)
  const validate = ajv.getSchema(id) ?? ajv.compile(schema)
  return validate(value) === true ? null : validate.errors
}

describe.skipIf(!hasSchemas)('the schemas published for Azure IoT Edge (needs the folder IOTEDGE_SCHEMAS)', () => {
  it.each(TEMPLATES)('accept %s as a template 4.0', (path) => {
    expect(flawsIn(readJson(path), TEMPLATE)).toBeNull()
  })

  it.each(TEMPLATES)('accept what is generated from %s, for the agent and for the hub', (path) => {
    const { $edgeAgent, $edgeHub } = Content.parse(generatedManifest(path)).modulesContent
    expect([flawsIn({ $edgeAgent }, AGENT), flawsIn({ $edgeHub }, HUB)]).toEqual([null, null])
  })

  it('refuse a template where a manifest is wanted: its createOptions are no text', () => {
    const { $edgeAgent } = Content.parse(readJson(TEMPLATES[0])).modulesContent
    expect(JSON.stringify(flawsIn({ $edgeAgent }, AGENT))).toContain('createOptions')
  })
})
