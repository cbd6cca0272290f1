import type { Dispatcher } from 'undici'
import type { Estate, Service } from '../model/estate.ts'

/** How a part is started; the same on both drivers, because its files stand at the same paths in both. */
export interface Launch {
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Working folder, for a user's own command; default is the part's folder. */
  readonly cwd?: string
  /** PostgreSQL refuses to run as root: such a part runs under a user of its own. */
  readonly unprivileged?: boolean
}

/** How to read the requests or connections that a part logs; see harness/stacks/traffic. */
export type LogFormat = 'json-lines' | 'keycloak' | 'openbao' | 'postgres'

/** The log that shows who called: a file in the part's folder. Its stdout is `log.jsonl`, its stderr `out.log`. */
export interface PartLog {
  readonly format: LogFormat
  /** Relative to the part's folder; default `log.jsonl`. */
  readonly file?: string
}

/** What a part is told. Every path is absolute and the same inside and outside a container. */
export interface PartContext {
  readonly name: string
  readonly service: Service
  readonly estate: Estate
  readonly estateDir: string
  /** Folder for its configuration, data and logs; writable, mounted at the same path. */
  readonly dir: string
  /** Address and port to listen on. */
  readonly listen: { readonly address: string; readonly port: number }
  /** Name under which everybody knows it, such as idp.estate.test. */
  readonly host: string
  /** TLS files (PEM). */
  readonly tls: { readonly key: string; readonly cert: string; readonly ca: string }
  /** URL authority of a callee as this part sees it: `idp.estate.test:8443`. Names resolve for it alone. */
  authority(callee: string): string
  /** Folder of an installed tool: keycloak, openbao, toxiproxy, postgres, haproxy, java, node, services. */
  tool(name: string): string
  /** Secret of this stack by name; generated at first use, the same for everyone. */
  secret(name: string): string
  /** Stores a secret that a server made itself (root token, secret_id), so that everyone finds it by its name. */
  keepSecret(name: string, value: string): void
  /** Writes a file (0600) into the part's folder and returns its path. */
  file(name: string, content: string): string
  /** Lifetime in milliseconds by its name in the estate. */
  lifetimeMs(name: string): number
  readonly defects: readonly string[]
}

/** How to tell that a part is ready, asked at its own address. */
export type Ready =
  | { readonly kind: 'tcp' }
  | { readonly kind: 'https'; readonly path: string; readonly statuses: readonly number[] }

/** A connection to what has been started, for the part's own first configuration. */
export interface Bootstrap {
  /** A path of a started service at its own address (https), with a fetch that trusts the stack's CA. */
  readonly fetch: (service: string, path: string, init?: RequestInit) => Promise<Response>
  /** Base URL of a started service, and what reaches it, for a client of its API. */
  origin(service: string): string
  readonly dispatcher: Dispatcher
  readonly context: PartContext
  /** Aborted when the start is given up: whoever waits stops waiting. */
  readonly signal: AbortSignal
}

/** A server that the harness knows how to run. One file per part under docker/reference/parts, one line in its index. */
export interface Part {
  readonly name: string
  /** Services of these parts must be ready first. */
  readonly after?: readonly string[]
  configure(context: PartContext): Promise<Launch>
  readonly ready: Ready
  /** Why nobody can give it another time than the machine's; absent for what asks libc. */
  readonly fixedClock?: string
  /** Default: JSON lines on stdout, as docker/reference/README.md says. */
  readonly log?: PartLog
  /** Secrets that its process may read, as files in the folder DRILL_SECRETS. Default: none. */
  readonly secrets?: readonly string[]
  /** Runs once after the first start (initialise, unseal, policies), and may store secrets through `context.keepSecret`. */
  bootstrap?(bootstrap: Bootstrap): Promise<void>
  /** Runs after every further start (unseal again). */
  revive?(bootstrap: Bootstrap): Promise<void>
}
