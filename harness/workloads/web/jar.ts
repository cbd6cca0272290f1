import { type Cookie, getSetCookies, Headers } from 'undici'

/** The cookies of one scripted visitor, by host and path as a browser keeps them. */
export interface Jar {
  keep(url: URL, setCookies: readonly string[]): void
  /** The `cookie` header for a URL; empty when there is none. */
  header(url: URL): string
  get(name: string): string | undefined
  put(cookie: JarCookie): void
  all(): readonly JarCookie[]
}

export interface JarCookie {
  readonly host: string
  readonly path: string
  readonly name: string
  readonly value: string
}

export function jarOf(cookies: readonly JarCookie[] = []): Jar {
  const kept = new Map<string, JarCookie>()
  const key = (cookie: JarCookie) => `${cookie.host} ${cookie.path} ${cookie.name}`
  const put = (cookie: JarCookie) => void kept.set(key(cookie), cookie)
  cookies.forEach(put)
  return {
    put,
    keep(url, setCookies) {
      for (const cookie of parse(setCookies)) {
        const { name, value, path = '/' } = cookie
        const entry = { host: url.hostname, path, name, value }
        if (isGone(cookie)) kept.delete(key(entry))
        else put(entry)
      }
    },
    header: (url) =>
      [...kept.values()]
        .filter(({ host, path }) => host === url.hostname && covers(path, url.pathname))
        .map(({ name, value }) => `${name}=${value}`)
        .join('; '),
    get: (name) => [...kept.values()].find((cookie) => cookie.name === name)?.value,
    all: () => [...kept.values()],
  }
}

function parse(lines: readonly string[]): Cookie[] {
  const headers = new Headers()
  for (const line of lines) headers.append('set-cookie', line)
  return getSetCookies(headers)
}

function isGone({ maxAge, expires, value }: Cookie): boolean {
  if (maxAge !== undefined) return maxAge <= 0
  return value === '' || (expires !== undefined && Number(new Date(expires)) <= Date.now())
}

/** RFC 6265 path match. */
function covers(path: string, asked: string): boolean {
  return asked === path || asked.startsWith(path.endsWith('/') ? path : `${path}/`)
}
