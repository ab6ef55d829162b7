// Loaded before a program, in each of its threads: at the end it keeps, beside each file of dist/programs/ that was run,
// what V8 made of it, with all functions that were needed.
const { writeFileSync } = require('node:fs')
const vm = require('node:vm')

const scripts = new Map()
vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options)
    if (/[\\/]dist[\\/]programs[\\/]/.test(options?.filename)) scripts.set(options.filename, this)
  }
}
process.on('exit', () => {
  for (const [filename, script] of scripts) writeFileSync(`${filename}.compiled`, script.createCachedData())
})
