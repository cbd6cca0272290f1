import { subscribe } from 'node:diagnostics_channel'

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
