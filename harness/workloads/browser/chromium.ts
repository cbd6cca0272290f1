import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import type { Browser, BrowserContext } from 'playwright-core'
import { DrillError } from '../../model/error.ts'
import { toolPath } from '../../setup/places.ts'
import type { Stack } from '../../stacks/stack.ts'

/**
 * What windows prepare for hands that no drill has, menus under the address bar and a renderer in reserve, costs
 * several times what the drill's own pages do. Only the last switch of this name counts, so that what the browser's
 * driver says with it is said again.
 */
const unneeded = [
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'PreloadTopChromeWebUI', 'SpareRendererForSitePerProcess'],
  ...[
    'AvoidUnnecessaryBeforeUnloadCheckSync',
    'DestroyProfileOnBrowserClose',
    'HttpsUpgrades',
    'PaintHolding',
  ],
  ...[
    'HttpsFirstBalancedModeAutoEnable',
    'ThirdPartyStoragePartitioning',
    'AvoidCorsURLLoaderRestartOnRedirect',
  ],
  ...['LensOverlay', 'MediaRouter', 'OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled'],
  'PreconnectToSearch',
]

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-proxy-server',
  '--disable-auto-reload',
  `--disable-features=${unneeded.join(',')}`,
]

export interface Chromium {
  readonly browser: Browser
  /** Holds the window that every browser opens with. */
  readonly first: BrowserContext
  close(): Promise<void>
}

/**
 * A browser that sees the estate as `caller` does: names map to the proxy's listeners of that caller, and the
 * stack's CA is trusted through a certificate database in a HOME of its own, so that every check stays on. All of
 * it is in the stack's folder: whatever a crash leaves behind goes with that.
 */
export async function launchChromium(stack: Stack, caller: string): Promise<Chromium> {
  const home = await mkdtemp(join(stack.dir, 'browser-'))
  try {
    const [{ chromium }] = await Promise.all([import('playwright-core'), trust(stack.caFile, home)])
    const first = await chromium.launchPersistentContext(join(home, 'profile'), {
      executablePath: toolPath('chromium'),
      artifactsDir: join(home, 'artifacts'),
      args: [...flags, `--host-resolver-rules=${resolverRules(stack, caller)}`],
      env: { ...process.env, HOME: home },
      // The engine ends the run in order; a browser that dies first would look like an outage.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    })
    const browser = first.browser()
    if (!browser) throw new DrillError('internal', 'the browser driver gives no browser for its profile')
    return { browser, first, close: () => close(browser, home) }
  } catch (cause) {
    await rm(home, { recursive: true, force: true })
    throw new DrillError('start-failed', 'the browser did not start', {
      cause,
      next: 'Run `npx drill setup`.',
    })
  }
}

/** Names that are no callee of this caller resolve nowhere, least of all on the internet. */
export function resolverRules(stack: Pick<Stack, 'edges' | 'endpoint'>, caller: string): string {
  const callees = stack.edges
    .filter((edge) => edge.from === caller)
    .map((edge) => stack.endpoint(caller, edge.to))
  const rules = callees.map(({ host, address }) => `MAP ${host} ${address}`)
  const known = new Set(callees.map(({ address }) => address))
  return [...rules, 'MAP * ~NOTFOUND', ...[...known].map((address) => `EXCLUDE ${address}`)].join(', ')
}

async function trust(caFile: string, home: string): Promise<void> {
  const folder = join(home, '.pki', 'nssdb')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // The database comes with its first certificate.
  await execa(toolPath('certutil'), [
    ...['-A', '-d', `sql:${folder}`, '-t', 'C,,', '-n', 'drill-stack', '-i', caFile],
  ])
}

async function close(browser: Browser, home: string): Promise<void> {
  await browser.close().catch(() => {})
  await rm(home, { recursive: true, force: true, maxRetries: 3 })
}
