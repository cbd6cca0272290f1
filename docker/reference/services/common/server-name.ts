import type { Socket } from 'node:net'

/** Longest first message that a client may send before it is given up. */
const longest = 16_384 + 5

/**
 * Waits for a client's first message and tells by what name (SNI) it asks for the server; undefined when it names none
 * or speaks no TLS. The bytes stay in the socket, for whoever serves it.
 */
export function serverNameOf(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    let seen = Buffer.alloc(0)
    const end = (name: string | undefined) => {
      socket.off('readable', look)
      socket.off('end', gone)
      socket.off('close', gone)
      if (seen.length > 0 && !socket.destroyed) socket.unshift(seen)
      resolve(name)
    }
    const gone = () => end(undefined)
    const look = () => {
      for (let piece = socket.read(); piece !== null; piece = socket.read())
        seen = Buffer.concat([seen, piece as Buffer])
      const wanted = seen.length < 5 ? 5 : 5 + seen.readUInt16BE(3)
      if (seen[0] !== undefined && seen[0] !== 0x16) end(undefined)
      else if (seen.length >= wanted && seen.length > 5) end(named(seen.subarray(5)))
      else if (seen.length > longest) end(undefined)
    }
    socket.on('readable', look)
    socket.once('end', gone)
    socket.once('close', gone)
  })
}

/** The host name in a ClientHello (RFC 8446, 4.1.2; RFC 6066, 3). */
function named(hello: Buffer): string | undefined {
  try {
    let at = 4 + 2 + 32
    at += 1 + hello.readUInt8(at)
    at += 2 + hello.readUInt16BE(at)
    at += 1 + hello.readUInt8(at)
    const end = at + 2 + hello.readUInt16BE(at)
    for (at += 2; at < end; at += 4 + hello.readUInt16BE(at + 2)) {
      if (hello.readUInt16BE(at) !== 0) continue
      const length = hello.readUInt16BE(at + 7)
      return hello.toString('latin1', at + 9, at + 9 + length).toLowerCase()
    }
  } catch {
    // Shorter than it says: whoever serves it will refuse it.
  }
  return undefined
}
