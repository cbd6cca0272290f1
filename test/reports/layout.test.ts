import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toolPath } from '../../harness/setup/places.ts'
import { page as report } from '../../reports/html.ts'
import { broken, clean, empty, surviving, taken, unproven } from './runs.ts'

const runs = Object.entries({ clean, broken, surviving, taken, unproven, empty })
let browser: Browser

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: toolPath('chromium'), args: ['--no-sandbox'] })
})
afterAll(() => browser?.close())

async function shown(html: string, width: number, media: 'screen' | 'print' = 'screen'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 } })
  const tab = await context.newPage()
  await tab.emulateMedia({ media })
  await tab.setContent(html)
  return tab
}

/** How far things stick out of what they are in, in px. */
const sticksOut = (tab: Page, selector: string) =>
  tab.evaluate(
    (wanted) =>
      [...document.querySelectorAll(wanted)].map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
    selector,
  )

/** Drawn things that leave the drawing to the right or the left; half a pixel is a line's own width. */
const cutOff = (tab: Page) =>
  tab.evaluate(() =>
    [...document.querySelectorAll('.chart svg')].flatMap((svg) => {
      const frame = svg.getBoundingClientRect()
      return [...svg.querySelectorAll('path,text,circle,rect')].filter((drawn) => {
        const { left, right } = drawn.getBoundingClientRect()
        return left < frame.left - 1 || right > frame.right + 1
      }).length
    }),
  )

describe('report.html in a browser', () => {
  it.each(runs)('of a run that is %s has nothing cut off', async (_name, run) => {
    const tab = await shown(report.render(run), 1280)
    expect(await sticksOut(tab, 'html')).toEqual([0])
    expect((await cutOff(tab)).every((count) => count === 0)).toBe(true)
    await tab.context().close()
  })

  it('fits a phone: only charts and tables of numbers scroll, each by itself', async () => {
    const tab = await shown(report.render(taken), 360)
    expect(await sticksOut(tab, 'html')).toEqual([0])
    const tables = await sticksOut(tab, '.glance, .tasks, .controls, .reasons')
    expect(tables.length).toBeGreaterThan(5)
    expect(Math.max(...tables)).toBeLessThanOrEqual(0)
    await tab.context().close()
  })

  it.each(runs)('of a run that is %s fits on paper with everything unfolded', async (_name, run) => {
    // What A4 has between our margins, in CSS px.
    const tab = await shown(report.render(run), 695, 'print')
    expect(await sticksOut(tab, 'html')).toEqual([0])
    const wide = await sticksOut(tab, 'section[id], .chart, table')
    expect(Math.max(0, ...wide)).toBe(0)
    const folded = await tab.evaluate(
      () =>
        [...document.querySelectorAll('details table')].filter((table) => table.clientHeight === 0).length,
    )
    expect(folded).toBe(0)
    await tab.context().close()
  })

  it('answers on the first screen', async () => {
    const tab = await shown(report.render(taken), 1280)
    const box = await tab.locator('.glance').boundingBox()
    expect((box?.y ?? 900) + (box?.height ?? 900)).toBeLessThanOrEqual(900)
    const told = await tab.locator('.glance').textContent()
    for (const word of [
      'revoked-session',
      '10:16:00 UTC',
      'approver-one, approver-two',
      '10:16:35 UTC',
      'orders-team',
      '2027-01-31',
      'Cora Ciso',
      '2026-12-31',
      'Nobody has taken it',
    ])
      expect(told).toContain(word)
    await tab.context().close()
  })

  it('says that emergency access did not end', async () => {
    const tab = await shown(report.render(surviving), 1280)
    expect(await tab.locator('.alarm').textContent()).toBe('It did not end.')
    await tab.context().close()
  })
})
