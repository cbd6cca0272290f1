import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chromium } from 'playwright-core'
import writeFileAtomic from 'write-file-atomic'
import { DrillError } from '../model/error.ts'
import { toolPath } from '../setup/places.ts'

const flags = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']

/**
 * Prints a page of ours as PDF. Nothing in it runs and nothing is fetched. The same page and `time` (ISO 8601) give
 * the same bytes with the same browser. Throws `refused` without a browser, `start-failed` when it does not print.
 */
export async function pdf(page: string, time: string): Promise<Buffer> {
  const executablePath = toolPath('chromium')
  try {
    const browser = await chromium.launch({ executablePath, args: flags })
    try {
      const context = await browser.newContext({ javaScriptEnabled: false, offline: true })
      const tab = await context.newPage()
      await tab.setContent(page)
      const printed = await tab.pdf({
        preferCSSPageSize: true,
        printBackground: true,
        tagged: true,
        outline: true,
      })
      return dated(printed, time)
    } finally {
      await browser.close()
    }
  } catch (cause) {
    throw new DrillError('start-failed', 'the browser did not print the report', {
      cause,
      next: 'Run `npx drill setup`, or print report.html in a browser of your own.',
    })
  }
}

/** Writes report.pdf beside report.html; gives its path. */
export async function printBeside(htmlFile: string, time: string): Promise<string> {
  const file = join(dirname(htmlFile), 'report.pdf')
  writeFileAtomic.sync(file, await pdf(readFileSync(htmlFile, 'utf8'), time), { mode: 0o600 })
  return file
}

/** Gives the document the run's time in place of the printing's; both are as long, so no offset in the file moves. */
function dated(printed: Buffer, time: string): Buffer {
  const stamp = `${time.slice(0, 19).replace(/[-:T]/g, '')}+00'00'`
  const text = printed
    .toString('latin1')
    .replace(/(\/(?:CreationDate|ModDate) \(D:)\d{14}[+-]\d\d'\d\d'\)/g, `$1${stamp})`)
  return Buffer.from(text, 'latin1')
}
