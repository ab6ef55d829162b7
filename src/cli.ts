#!/usr/bin/env node
import { Command } from 'commander'
import { reportFailure } from './cli/failure.ts'

const program = new Command('earshot').description('Listens to machines: audio over MQTT in, verdicts and alarms out.')

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = reportFailure(error)
}
