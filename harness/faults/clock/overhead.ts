import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findTool } from '../../setup/places.ts'
import { faketimeEnvironment } from '../../setup/tools.ts'
import type { Observed } from '../fault.ts'

const run = promisify(execFile)
const reads = 20_000
const script = `
const began = performance.now()
for (let read = 0; read < ${reads}; read++) Date.now()
console.log(((performance.now() - began) * 1000) / ${reads})`
/** A request reads the clock some hundred times: what stays below this adds less than a few milliseconds to it. */
const bearableUs = 50

/** What a look at the clock costs where it can be moved, beside what it costs elsewhere: on this machine, now. */
export async function overhead(): Promise<Observed> {
  const library = findTool('faketime')
  const witness = 'clock-overhead'
  if (!library)
    return { witness, ok: true, detail: 'not measured: libfaketime is not on this machine itself' }
  const [plainUs, movableUs] = [await readingUs({}), await movable(library)]
  return {
    witness,
    ok: movableUs < bearableUs,
    detail: `reading a clock that can be moved takes ${movableUs.toFixed(2)} µs, any other ${plainUs.toFixed(2)} µs`,
  }
}

async function movable(library: string): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'drill-clock-'))
  const file = join(dir, 'clock')
  try {
    writeFileSync(file, '+0\n')
    return await readingUs(faketimeEnvironment(library, file))
  } finally {
    rmSync(dir, { recursive: true })
  }
}

async function readingUs(env: Readonly<Record<string, string>>): Promise<number> {
  const { stdout } = await run(process.execPath, ['-e', script], { env, timeout: 5_000 })
  return Number(stdout)
}
