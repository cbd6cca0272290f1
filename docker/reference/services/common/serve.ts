import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { type Server as Listener, createServer as listen, type Socket } from 'node:net'
import type { Server } from 'node:tls'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import type { Hono } from 'hono'
import type { ServiceEnv } from './application.ts'
import type { Environment } from './environment.ts'
import { describeError, log } from './log.ts'
import { serverNameOf } from './server-name.ts'

const shutdownMs = 2_000
/** How long a client may take to say what it wants. */
const silentMs = 120_000

/** A second server on the same port, for whoever asks for it by this name (SNI). */
export interface Named {
  readonly name: string
  readonly server: Server
}

/** Serves over TLS until SIGTERM or SIGINT, then lets open requests end for two seconds and runs `onStop`. */
export function serve(
  app: Hono<ServiceEnv>,
  environment: Environment,
  onStop: () => Promise<void> = async () => {},
  named?: Named,
) {
  const front = createAdaptorServer({
    fetch: app.fetch,
    createServer,
    serverOptions: {
      key: readFileSync(environment.DRILL_TLS_KEY),
      cert: readFileSync(environment.DRILL_TLS_CERT),
      minVersion: 'TLSv1.2',
      // Longer than the gateway keeps an idle connection, so that it is never closed under a request on its way.
      keepAliveTimeout: 75_000,
    },
  })
  const server = named ? byName(front, named) : front
  server.on('error', (error) => {
    log('cannot listen', describeError(error))
    process.exit(1)
  })
  server.once('listening', () =>
    log('listening', { service: environment.DRILL_SERVICE, port: environment.DRILL_LISTEN_PORT }),
  )
  server.listen(environment.DRILL_LISTEN_PORT, environment.DRILL_LISTEN_ADDRESS)
  stopOnSignal([server, ...(named ? [front, named.server] : [])], onStop)
  // A service of the estate logs what it did not expect and goes on: a crash would look like the drill's fault.
  process.on('unhandledRejection', (error) => log('unhandled rejection', describeError(error)))
}

/** Listens for both, and hands each connection to the one that is asked for. */
function byName(front: ServerType, { name, server }: Named): Listener {
  return listen((socket: Socket) => {
    // Whoever serves it hears of its errors too.
    socket.on('error', () => {})
    socket.setTimeout(silentMs, () => socket.destroy())
    void serverNameOf(socket).then((asked) => {
      socket.setTimeout(0)
      if (!socket.destroyed) (asked === name ? server : front).emit('connection', socket)
    })
  })
}

function stopOnSignal(
  servers: readonly { close(done?: () => void): unknown }[],
  onStop: () => Promise<void>,
): void {
  const stop = (signal: string) => {
    log('stopping', { signal })
    setTimeout(() => process.exit(0), shutdownMs).unref()
    // Those that are handed their connections close the idle ones; the listener ends when all have ended.
    const [listener, ...others] = servers
    for (const server of others) server.close()
    listener?.close(() => {
      void onStop().finally(() => process.exit(0))
    })
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}
