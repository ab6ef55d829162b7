#!/usr/bin/env node
import { Command } from 'commander'
import { addCalibrateCommand } from './cli/calibrate.ts'
import { addCallCommand } from './cli/call.ts'
import { addDemoCommand } from './cli/demo.ts'
import { addEvaluateCommand } from './cli/evaluate.ts'
import { reportFailure } from './cli/failure.ts'
import { addGroupCommand } from './cli/group.ts'
import { addImportCommand } from './cli/import.ts'
import { addLearnCommand } from './cli/learn.ts'
import { addPasswordCommand } from './cli/password.ts'
import { addPublishCommand } from './cli/publish.ts'
import { addReviewsCommand } from './cli/reviews.ts'
import { addRunCommand } from './cli/run.ts'
import { addRunsCommand } from './cli/runs.ts'
import { addScoreCommand } from './cli/score.ts'
import { addSimulateCommand } from './cli/simulate.ts'
import { addSynthCommand } from './cli/synth.ts'
import { addTrainCommand } from './cli/train.ts'

const program = new Command('earshot').description('Listens to machines: audio over MQTT in, verdicts and alarms out.')
// Taken over by every command that is added: what is wrong in a call becomes an exit code below.
program.exitOverride()
addRunCommand(program)
addDemoCommand(program)
addScoreCommand(program)
addImportCommand(program)
addSynthCommand(program)
addTrainCommand(program)
addLearnCommand(program)
addCalibrateCommand(program)
addEvaluateCommand(program)
addRunsCommand(program)
addGroupCommand(program)
addPublishCommand(program)
addCallCommand(program)
addReviewsCommand(program)
addPasswordCommand(program)
addSimulateCommand(program)

program.parseAsync().catch((error: unknown) => {
  process.exitCode = reportFailure(error)
})
