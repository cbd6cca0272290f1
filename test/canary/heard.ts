import type { Canary } from './needles.ts'
import { shortest } from './needles.ts'

/** Something that went over a wire in the clear, before it was encrypted or after. */
export type Heard =
  | { readonly kind: 'header'; readonly name: string; readonly value: string }
  | { readonly kind: 'url' | 'body' | 'arguments'; readonly value: string }

/** Names of fields whose values let somebody in. */
const secretField =
  /^(?:(?:access_|refresh_|id_|client_)?token|password|(?:client_)?secret|secret_id|client_assertion|code|session_code|code_verifier|credential|id_token_hint|logout_token)$/

/** Every secret in what was heard, once each. */
export function canariesIn(heard: readonly Heard[]): Canary[] {
  const found = new Map<string, string>()
  for (const one of heard)
    for (const { name, value } of secretsOf(one))
      if (value.length >= shortest && !found.has(value)) found.set(value, name)
  return [...found].map(([value, name]) => ({ name, value }))
}

function secretsOf(heard: Heard): Canary[] {
  if (heard.kind === 'header') return inHeader(heard.name, heard.value)
  if (heard.kind === 'url') return inForm(heard.value.split(/[?#]/).slice(1).join('&'))
  if (heard.kind === 'arguments') return []
  const text = heard.value.trim()
  return text.startsWith('{') || text.startsWith('[') ? inJson(text) : inForm(text)
}

function inHeader(name: string, value: string): Canary[] {
  switch (name) {
    case 'authorization': {
      const [scheme = '', token = ''] = value.split(' ')
      if (scheme.toLowerCase() !== 'basic') return [{ name, value: token }]
      const password = Buffer.from(token, 'base64').toString('utf8').split(':').slice(1).join(':')
      return [
        { name, value: token },
        { name: 'password', value: decodeURIComponent(password) },
      ]
    }
    case 'cookie':
      return value.split(/;\s*/).map((pair) => cookieOf(pair))
    case 'set-cookie':
      return value.split('\n').map((line) => cookieOf(line.split(';')[0] ?? ''))
    case 'x-vault-token':
      return [{ name, value }]
    case 'location':
      return inForm(value.split(/[?#]/).slice(1).join('&'))
    default:
      return []
  }
}

function cookieOf(pair: string): Canary {
  const at = pair.indexOf('=')
  const value = pair.slice(at + 1).replace(/^"|"$/g, '')
  return { name: `cookie ${pair.slice(0, at)}`, value }
}

function inForm(text: string): Canary[] {
  if (!text.includes('=')) return []
  return [...new URLSearchParams(text)]
    .filter(([name]) => secretField.test(name))
    .map(([name, value]) => ({ name, value }))
}

function inJson(text: string): Canary[] {
  try {
    return inValue(JSON.parse(text))
  } catch {
    return []
  }
}

/** In JSON a `code` says what went wrong; codes that let somebody in travel in forms and addresses (RFC 6749, 4.1). */
function inValue(value: unknown): Canary[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]): Canary[] =>
    typeof inner === 'string' && name !== 'code' && secretField.test(name)
      ? [{ name, value: inner }]
      : inValue(inner),
  )
}
