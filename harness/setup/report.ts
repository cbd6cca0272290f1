import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { findTool, javaVersion } from './places.ts'
import { debianPackages, keycloak, openbao, type ToolName, toolNames, toxiproxy } from './tools.ts'

export interface ToolRow {
  readonly name: ToolName
  readonly version: string
  readonly path: string | undefined
  /** Where it comes from. */
  readonly how: string
}

/** What is installed, for `drill setup`. Asks programs for their version, which takes some 50 ms each. */
export function toolReport(only: readonly ToolName[] = toolNames): ToolRow[] {
  return only.map((name) => {
    const path = findTool(name)
    return { name, path, version: path === undefined ? '-' : versions[name](path), how: sources[name] }
  })
}

const sources: Record<ToolName, string> = {
  keycloak: `Maven ${keycloak.artifact}`,
  openbao: `PyPI ${openbao.requirement}`,
  toxiproxy: `Go ${toxiproxy.module}@v${toxiproxy.version}`,
  postgres: `Debian ${debianPackages.postgres.join(' ')}`,
  haproxy: `Debian ${debianPackages.haproxy.join(' ')}`,
  java: `Debian ${debianPackages.java.join(' ')}`,
  chromium: `Debian ${debianPackages.chromium.join(' ')}`,
  certutil: `Debian ${debianPackages.certutil.join(' ')}`,
  faketime: `Debian ${debianPackages.faketime.join(' ')}`,
  node: 'npm node',
  services: 'built from this package',
}

const versions: Record<ToolName, (path: string) => string> = {
  keycloak: () => keycloak.version,
  openbao: () => openbao.version,
  toxiproxy: () => toxiproxy.version,
  postgres: (path) => said([join(path, 'postgres'), '--version']),
  haproxy: (path) => said([join(path, 'haproxy'), '-v']),
  java: (path) => javaVersion(path) ?? 'unknown',
  chromium: (path) => said([path, '--version']),
  certutil: () => 'installed',
  faketime: () => said(['dpkg-query', '--show', ...debianPackages.faketime]),
  node: () => process.versions.node,
  services: () => 'built',
}

function said([file = '', ...args]: readonly string[]): string {
  try {
    const text = execFileSync(file, args, {
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return text.match(/\d+(\.\d+)+/)?.[0] ?? 'unknown'
  } catch {
    return 'unknown'
  }
}
