import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pdf } from '../../harness/cli/pdf.ts'
import { page } from '../../reports/html.ts'
import { runsFolder } from '../engine/made-ledger.ts'
import { sealedRun } from '../engine/sealed.ts'
import { taken } from '../reports/runs.ts'
import { drill } from './drill.ts'

const pages = (document: Buffer) => document.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0

describe('a printed report', () => {
  test('is the same bytes each time, of the run’s time and title', async () => {
    const time = '2026-11-25T10:15:00.123Z'
    const [one, other] = [await pdf(page.render(taken), time), await pdf(page.render(taken), time)]
    const text = one.toString('latin1')
    expect(one.equals(other)).toBe(true)
    expect(pages(one)).toBeGreaterThan(5)
    expect(text).toContain('/Title (idp-down: failed)')
    expect(text.match(/\(D:[^)]*\)/g)).toEqual(Array(2).fill("(D:20261125101500+00'00')"))
  })

  test('does not get into the folder of a sealed run', async () => {
    const { dossier } = await sealedRun(runsFolder())
    const refused = await drill(['report', dossier.dir, '--pdf'])
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain('--to <folder>')
    expect(existsSync(join(dossier.dir, 'report.pdf'))).toBe(false)

    const to = join(runsFolder(), 'again')
    const { code, stdout } = await drill(['report', dossier.dir, '--pdf', '--to', to])
    expect(code).toBe(0)
    expect(stdout).toContain(join(to, 'report.pdf'))
    expect(pages(readFileSync(join(to, 'report.pdf')))).toBeGreaterThan(1)
  })
})
