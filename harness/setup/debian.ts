import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { DrillError } from '../model/error.ts'
import { command } from './command.ts'
import { withLock } from './lock.ts'

const policyFile = '/usr/sbin/policy-rc.d'
const policy =
  '#!/bin/sh\n# Written by identity-drill while it installs packages: their services stay off.\nexit 101\n'
const clusterFile = '/etc/postgresql-common/createcluster.conf'

/**
 * Installs Debian packages. No service of theirs is started and PostgreSQL makes no cluster of its own; clusters
 * and services that exist already are not touched.
 * @throws DrillError `refused`, with the command to run, when this is not root on Debian.
 */
export async function installPackages(
  packages: readonly string[],
  progress: (what: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (packages.length === 0) return
  const refusal = packagesRefused(packages)
  if (refusal) throw refusal
  await withLock('debian', signal, async () => {
    progress(`Debian packages ${packages.join(', ')}: apt-get update and install`)
    await apt(['update', '-qq'], signal)
    await withoutServices(async () => {
      const postgres = packages.some((name) => /^postgresql(-\d+)?$/.test(name))
      if (postgres) await apt([...install, 'postgresql-common'], signal)
      await withoutCluster(postgres, () => apt([...install, ...packages], signal))
    })
  })
}

const install = ['install', '-y', '-qq', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold']

async function apt(args: readonly string[], signal: AbortSignal): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive', UCF_FORCE_CONFFOLD: '1' }
  // Another apt that is at work is waited for, not an error.
  await command(['apt-get', '-o', 'DPkg::Lock::Timeout=300', ...args], signal, { env })
}

/** Why packages cannot be installed here, with the command that does it, or undefined when they can. */
export function refusalOf(
  packages: readonly string[],
  osRelease: string,
  uid: number | undefined,
): DrillError | undefined {
  const debian = /^ID=debian$/m.test(osRelease)
  if (debian && uid === 0) return undefined
  const line = `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`
  return new DrillError('refused', `these packages are missing: ${packages.join(', ')}`, {
    next: debian
      ? `Run: ${line}`
      : `On Debian: ${line}; elsewhere install the same servers by your own means.`,
  })
}

/** The same for this machine. */
export function packagesRefused(packages: readonly string[]): DrillError | undefined {
  return refusalOf(packages, osRelease(), process.getuid?.())
}

const osRelease = () => (existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '')

/** invoke-rc.d and systemd start nothing while this file says 101; one that is there already is left alone. */
async function withoutServices(work: () => Promise<void>): Promise<void> {
  const ours = !existsSync(policyFile) || readFileSync(policyFile, 'utf8') === policy
  if (ours) writeFileSync(policyFile, policy, { mode: 0o755 })
  try {
    await work()
  } finally {
    if (ours) rmSync(policyFile, { force: true })
  }
}

async function withoutCluster(postgres: boolean, work: () => Promise<void>): Promise<void> {
  if (!postgres || !existsSync(clusterFile)) return work()
  const before = readFileSync(clusterFile, 'utf8')
  writeFileSync(clusterFile, `${before}\ncreate_main_cluster = false\n`)
  try {
    await work()
  } finally {
    writeFileSync(clusterFile, before)
  }
}
