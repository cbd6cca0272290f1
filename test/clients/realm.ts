import type { Answer, Asked } from './server.ts'
import { serverNamed } from './server.ts'

interface Component {
  id: string
  name: string
  providerId?: string
  providerType?: string
  config: Record<string, string[]>
}

const token = ['', JSON.stringify({ exp: Date.now() }), ''].map((part) => btoa(part)).join('.')

/** The keys of a realm behind its admin API, as far as a rotation asks for them. */
export async function realmKeys(more: (asked: Asked) => Answer | undefined = () => undefined) {
  const keys = new Map<string, Component>()
  const commands: string[] = []
  const put = (id: string, name: string, config: Record<string, string[]>) =>
    void keys.set(id, { id, name, config: { privateKey: ['**********'], ...config } })
  put('old', 'rsa-generated', { priority: ['100'] })
  const is = ({ config }: Component, flag: string) => config[flag]?.[0] !== 'false'
  const status = (key: Component) =>
    is(key, 'enabled') ? (is(key, 'active') ? 'ACTIVE' : 'PASSIVE') : 'DISABLED'
  const metadata = () => ({
    keys: [...keys.values()].map((key) => ({
      ...{ providerId: key.id, kid: `kid-${key.id}`, status: status(key), algorithm: 'RS256' },
      providerPriority: Number(key.config.priority?.[0]),
    })),
  })
  const server = await serverNamed('idp', (asked) => {
    const { what, body } = asked
    const said = more(asked)
    if (said) return said
    if (what.includes('/token')) return [200, { access_token: token }]
    if (what.endsWith('/keys')) return [200, metadata()]
    commands.push(what.replace('/admin/realms/estate', ''))
    const last = what.split('/').at(-1) ?? ''
    if (what.startsWith('DELETE')) return keys.delete(last) ? [204] : [404, {}]
    if (what.startsWith('PUT')) keys.set(last, { ...(JSON.parse(body) as Component), id: last })
    if (what.startsWith('POST')) {
      const made = JSON.parse(body) as Component
      const id = `new-${keys.size}`
      keys.set(id, { ...made, id })
      return [201, undefined, { location: `https://idp.estate.test/${id}` }]
    }
    const named = new URL(`https://idp${what.split(' ')[1]}`).searchParams.get('name')
    const found = [...keys.values()].filter(({ name }) => named === null || name === named)
    return what.startsWith('GET') ? [200, found] : [204]
  })
  const statusOf = (id: string) => {
    const key = keys.get(id)
    return key && status(key)
  }
  return { server, keys, put, commands, statusOf }
}
