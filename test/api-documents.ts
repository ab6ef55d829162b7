import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../docs/api/${name}`, import.meta.url), 'utf8'))

export interface ApiOperation {
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
  readonly requestBody?: { readonly content: Content }
}

/** By content type. */
type Content = Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>

export const openApi = read('openapi.json') as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>
}

export const asyncApi = read('asyncapi.json') as {
  readonly channels: Readonly<
    Record<string, { readonly address: string; readonly messages: Readonly<Record<string, { readonly $ref: string }>> }>
  >
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly action: 'send' | 'receive'
        readonly channel: { readonly $ref: string }
        readonly bindings?: { readonly mqtt: { readonly qos: number; readonly retain: boolean } }
      }
    >
  >
  readonly components: {
    readonly messages: Readonly<
      Record<string, { readonly contentType: string; readonly payload?: { readonly $ref: string } }>
    >
  }
}

const schemas = read('schemas.json') as { readonly $defs: unknown }

/** The OpenAPI document with the schemas that it refers to in it, as a validator takes it. */
export function wholeOpenApi(): Record<string, unknown> {
  const whole = { ...openApi, components: { schemas: schemas.$defs } }
  return JSON.parse(JSON.stringify(whole).replaceAll(/(\.\/schemas\.json)?#\/\$defs\//g, '#/components/schemas/'))
}

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true })
ajv.addSchema(schemas, 'schemas.json')

/**
 * What is wrong with a value, by the documents.
 *
 * @param $ref - As it stands in a document.
 * @returns Empty when it is as described.
 */
export function mistakesIn(value: unknown, $ref: string): string[] {
  const validate = ajv.compile({ $ref: $ref.replace('./', '') })
  validate(value)
  return (validate.errors ?? []).map(
    ({ instancePath, message = '', params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}
