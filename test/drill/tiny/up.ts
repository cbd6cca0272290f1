import { driver, estateFile } from './stack.ts'

// A process that brings a stack up and tells of each step, to be killed in the middle of it.
const [name = ''] = process.argv.slice(2)
const progress = (part: string, what: string) => process.stdout.write(`${part} ${what}\n`)
await driver.up({ name, estateFile, progress }, AbortSignal.timeout(60_000))
