import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIPv4 } from 'node:net'

/** What a TLS server needs, as PEM. */
export interface ServerCredentials {
  readonly cert: string
  readonly key: string
}

/** Object identifiers, encoded (X.690 §8.19). */
const ECDSA_WITH_SHA256 = '06082a8648ce3d040302'
const COMMON_NAME = '0603550403'
const SUBJECT_KEY_IDENTIFIER = '0603551d0e'
const KEY_USAGE = '0603551d0f'
const SUBJECT_ALT_NAME = '0603551d11'
const BASIC_CONSTRAINTS = '0603551d13'
const AUTHORITY_KEY_IDENTIFIER = '0603551d23'
const TRUE = '0101ff'

/** Tag, shortest definite length, contents: bytes or hexadecimal (X.690 §10.1). Contents stay below 64 KB. */
function der(tag: number, ...contents: (Buffer | string)[]): Buffer {
  const body = Buffer.concat(contents.map((part) => (typeof part === 'string' ? Buffer.from(part, 'hex') : part)))
  const { length } = body
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...size), body])
}

const sequence = (...parts: (Buffer | string)[]) => der(0x30, ...parts)
const extension = (oid: string, value: Buffer, critical = '') => sequence(oid, critical, der(0x04, value))
const name = (text: string) => sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(text)))))
const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'der' })
const keyId = (key: KeyObject) => createHash('sha1').update(spki(key)).digest()

/** UTCTime, good until 2049 (RFC 5280 §4.1.2.5.1). */
function daysFromNow(days: number): Buffer {
  const digits = new Date(Date.now() + days * 86_400_000).toISOString().replace(/\..*|\D/g, '')
  return der(0x17, Buffer.from(`${digits.slice(2)}Z`))
}

interface Party {
  readonly name: string
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

/** One X.509 v3 certificate (RFC 5280 §4.1), signed with ECDSA and SHA-256, as PEM. */
function certificate(subject: Party, extensions: Buffer[], issuer: Party): string {
  const body = sequence(
    der(0xa0, '020102'),
    der(0x02, '01', randomBytes(12)),
    sequence(ECDSA_WITH_SHA256),
    name(issuer.name),
    sequence(daysFromNow(-1), daysFromNow(365)),
    name(subject.name),
    spki(subject.publicKey),
    der(0xa3, sequence(...extensions)),
  )
  const signature = der(0x03, '00', sign('sha256', body, issuer.privateKey))
  const base64 = sequence(body, sequence(ECDSA_WITH_SHA256), signature).toString('base64')
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`
}

/** An authority of this run, and its certificate for the gateway's name and this machine's own. */
export function issueCertificates(gatewayHostName: string): ServerCredentials & { readonly ca: string } {
  const issuer = { name: 'Earshot local IoT Edge', ...generateKeyPairSync('ec', { namedCurve: 'prime256v1' }) }
  const server = { name: gatewayHostName, ...generateKeyPairSync('ec', { namedCurve: 'prime256v1' }) }
  const hosts = [...new Set([gatewayHostName, 'localhost', '127.0.0.1'])].map((host) =>
    isIPv4(host) ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host)),
  )
  const ca = [
    extension(BASIC_CONSTRAINTS, sequence(TRUE), TRUE),
    extension(KEY_USAGE, der(0x03, '0106'), TRUE), // keyCertSign, cRLSign
    extension(SUBJECT_KEY_IDENTIFIER, der(0x04, keyId(issuer.publicKey))),
  ]
  const leaf = [
    extension(SUBJECT_ALT_NAME, sequence(...hosts)),
    extension(AUTHORITY_KEY_IDENTIFIER, sequence(der(0x80, keyId(issuer.publicKey)))),
  ]
  return {
    ca: certificate(issuer, ca, issuer),
    cert: certificate(server, leaf, issuer),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}
