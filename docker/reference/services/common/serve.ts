import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { type ServerType, serve as serveNode } from '@hono/node-server'
import type { Hono } from 'hono'
import type { ServiceEnv } from './application.ts'
import type { Environment } from './environment.ts'
import { describeError, log } from './log.ts'

const shutdownMs = 2_000

/** Serves over TLS until SIGTERM or SIGINT, then lets open requests end for two seconds and runs `onStop`. */
export function serve(
  app: Hono<ServiceEnv>,
  environment: Environment,
  onStop: () => Promise<void> = async () => {},
) {
  const server = serveNode({
    fetch: app.fetch,
    createServer,
    serverOptions: {
      key: readFileSync(environment.DRILL_TLS_KEY),
      cert: readFileSync(environment.DRILL_TLS_CERT),
      minVersion: 'TLSv1.2',
      // Longer than the gateway keeps an idle connection, so that it is never closed under a request on its way.
      keepAliveTimeout: 75_000,
    },
    hostname: environment.DRILL_LISTEN_ADDRESS,
    port: environment.DRILL_LISTEN_PORT,
  })
  server.on('error', (error) => {
    log('cannot listen', describeError(error))
    process.exit(1)
  })
  server.once('listening', () =>
    log('listening', { service: environment.DRILL_SERVICE, port: environment.DRILL_LISTEN_PORT }),
  )
  stopOnSignal(server, onStop)
  // A service of the estate logs what it did not expect and goes on: a crash would look like the drill's fault.
  process.on('unhandledRejection', (error) => log('unhandled rejection', describeError(error)))
}

function stopOnSignal(server: ServerType, onStop: () => Promise<void>): void {
  const stop = (signal: string) => {
    log('stopping', { signal })
    setTimeout(() => process.exit(0), shutdownMs).unref()
    server.close(() => {
      void onStop().finally(() => process.exit(0))
    })
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}
