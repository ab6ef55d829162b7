// Runs the import rules, and fails when the tool looked at too little to mean anything.
import { execFileSync } from 'node:child_process'

const FEWEST_MODULES = 30
const depcruise = ['depcruise', 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'json']
let report
try {
  report = execFileSync('npx', ['--no-install', ...depcruise], { maxBuffer: 256 * 1024 * 1024 })
} catch (error) {
  report = error.stdout
}
const { summary } = JSON.parse(String(report))
for (const { rule, from, to } of summary.violations) console.error(`${rule.name}: ${from} → ${to}`)
console.log(`${summary.totalCruised} modules, ${summary.violations.length} violations of the import rules`)
if (summary.totalCruised < FEWEST_MODULES) console.error(`saw fewer than ${FEWEST_MODULES} modules: the check is blind`)
process.exitCode = summary.violations.length > 0 || summary.totalCruised < FEWEST_MODULES ? 1 : 0
