/**
 * The forms in which a value can turn up, whatever stands before and behind it: raw, in base64 (both alphabets), in hex,
 * URL-encoded, JSON-escaped.
 */
export function formsOf(secret: string): Set<string> {
  const url = encodeURIComponent(secret)
  const json = JSON.stringify(secret).slice(1, -1)
  const hex = Buffer.from(secret).toString('hex')
  const forms = [
    ...[secret, json, JSON.stringify(json).slice(1, -1)],
    ...[url, url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()), url.replaceAll('%20', '+')],
    ...[hex, hex.toUpperCase()],
    ...inBase64(Buffer.from(secret)),
  ]
  return new Set(forms)
}

/**
 * Base64 takes three bytes at a time, so that a value looks in three ways, after what stands before it (`user:` in
 * basic authentication). Letters that tell of its neighbours as well are left out.
 */
function inBase64(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes])
    const text = padded.toString('base64').replaceAll('=', '')
    const whole = padded.length % 3 === 0
    const inner = text.slice(before === 0 ? 0 : before + 1, whole ? undefined : -1)
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
