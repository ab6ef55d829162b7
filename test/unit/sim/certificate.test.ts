import { createPrivateKey, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { issueCertificates } from '../../../src/sim/certificate.ts'

describe('certificates made without a library', () => {
  const { ca, cert, key } = issueCertificates('gateway.example')
  const [authority, server] = [new X509Certificate(ca), new X509Certificate(cert)]

  it('are signed by an authority that signs itself', () => {
    expect(authority.ca).toBe(true)
    expect(server.ca).toBe(false)
    expect(authority.verify(authority.publicKey)).toBe(true)
    expect(server.verify(authority.publicKey)).toBe(true)
    expect(server.checkIssued(authority)).toBe(true)
    expect(server.checkPrivateKey(createPrivateKey(key))).toBe(true)
  })

  it("carry the gateway's name and this machine's own, and no other", () => {
    expect(server.checkHost('gateway.example')).toBe('gateway.example')
    expect(server.checkHost('localhost')).toBe('localhost')
    expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(server.checkHost('other.example')).toBeUndefined()
  })

  it('are valid now and for a year', () => {
    const [from, to] = [Date.parse(server.validFrom), Date.parse(server.validTo)]
    expect(from).toBeLessThan(Date.now())
    expect((to - Date.now()) / 86_400_000).toBeCloseTo(365, 0)
  })

  it('differ at every start', () => {
    expect(new X509Certificate(issueCertificates('gateway.example').cert).serialNumber).not.toBe(server.serialNumber)
  })
})
