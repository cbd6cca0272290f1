import { subscribe } from 'node:diagnostics_channel'
import { connect } from 'node:net'

interface Connecting {
  readonly connectParams: { readonly host: string }
}

/** Hosts (with port) to which the last connection was not made, TLS included. */
const unconnected = new Set<string>()

// fetch says nothing of its connections but here.
subscribe('undici:client:beforeConnect', (message) => unconnected.add(hostOf(message)))
subscribe('undici:client:connectError', (message) => unconnected.add(hostOf(message)))
subscribe('undici:client:connected', (message) => unconnected.delete(hostOf(message)))

const hostOf = (message: unknown) => (message as Connecting).connectParams.host

/** False while the newest connection of `fetch` to that host waits for its end, or failed. */
export const isConnected = (host: string): boolean => !unconnected.has(host)

const probeMs = 750

/** Whether a bare TCP connection to `name:port` is taken: then somebody is there, and says nothing. */
export function takesConnections(host: string): Promise<boolean> {
  const { hostname, port } = new URL(`https://${host}`)
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || 443), timeout: probeMs })
    const end = (taken: boolean) => {
      socket.destroy()
      resolve(taken)
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
  })
}
