import { readdirSync, readFileSync } from 'node:fs'

/** Looks again and again at the arguments of every process of this machine; gives each that was seen, once. */
export function watchArguments(everyMs = 200): () => string[] {
  const seen = new Set<string>()
  const look = () => {
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid)) continue
      try {
        seen.add(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
      } catch {
        // It ended meanwhile.
      }
    }
  }
  look()
  const timer = setInterval(look, everyMs)
  return () => {
    clearInterval(timer)
    look()
    return [...seen]
  }
}
