/** HTML that may be put into a page as it stands. Only `html` and `trusted` make it. */
export interface Markup {
  readonly markup: string
}

export type Content = string | number | undefined | false | Markup | readonly Content[]

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Escapes text for content and for quoted attributes, and drops control characters. */
export function escaped(text: string): string {
  return text.replace(/(?![\t\n\r])\p{Cc}/gu, '').replace(/[&<>"']/g, (char) => entities[char] ?? char)
}

function write(content: Content): string {
  if (content === undefined || content === false) return ''
  if (typeof content === 'string' || typeof content === 'number') return escaped(String(content))
  return 'markup' in content ? content.markup : content.map(write).join('')
}

/** A template whose values are escaped, unless they are markup themselves. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return { markup: strings.reduce((text, part, index) => text + write(values[index - 1]) + part) }
}

/** Text of our own making that is markup already: style sheets, and SVG from the chart library. */
export function trusted(markup: string): Markup {
  return { markup }
}
