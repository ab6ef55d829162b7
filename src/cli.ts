#!/usr/bin/env node
import { Command } from 'commander'
import { reportFailure } from './cli/failure.ts'
import { addImportCommand } from './cli/import.ts'
import { addScoreCommand } from './cli/score.ts'
import { addSynthCommand } from './cli/synth.ts'

const program = new Command('earshot').description('Listens to machines: audio over MQTT in, verdicts and alarms out.')
addScoreCommand(program)
addImportCommand(program)
addSynthCommand(program)

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = reportFailure(error)
}
