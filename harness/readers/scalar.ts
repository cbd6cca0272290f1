import { CORE_SCHEMA, getScalarValue, NOT_RESOLVED, SCALAR_STYLE, type ScalarEvent } from 'js-yaml'

/** What plain text can mean besides text: null, true or false, a number. */
const meanings = CORE_SCHEMA.tags.flatMap((tag) => (tag.nodeKind === 'scalar' && tag.implicit ? [tag] : []))
const decimal = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/
/** Up to where a value could stand that is not there: behind its indicator. */
const toIndicator = /(?:\s|#.*)*[:?-]|/y

export interface Scalar {
  readonly value: unknown
  readonly offset: number
  readonly end: number
}

/** A scalar's value and place. `before` is where what precedes it ends. */
export function scalarOf(text: string, event: ScalarEvent, before: number): Scalar {
  const { style, valueStart, valueEnd } = event
  const written = getScalarValue(text, event)
  if (style === SCALAR_STYLE.PLAIN) {
    const value = meaningOf(written)
    if (valueStart >= 0) return { value, offset: valueStart, end: valueEnd }
    const offset = behindIndicator(text, before)
    return { value, offset, end: offset }
  }
  if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED)
    return { value: written, offset: valueStart - 1, end: valueEnd + 1 }
  const header = text.indexOf(style === SCALAR_STYLE.LITERAL_BLOCK ? '|' : '>', before)
  return { value: written, offset: header < 0 ? valueStart : header, end: valueEnd }
}

function meaningOf(written: string): unknown {
  const first = written.charAt(0)
  for (const { implicitFirstChars, resolve, tagName } of meanings) {
    if (implicitFirstChars && !implicitFirstChars.includes(first)) continue
    const value = resolve(written, false, tagName)
    if (value !== NOT_RESOLVED) return value
  }
  // A number that is too big for one stays text otherwise, and would be taken for a word.
  return decimal.test(written) ? Number(written) : written
}

function behindIndicator(text: string, before: number): number {
  toIndicator.lastIndex = before
  return before + (toIndicator.exec(text)?.[0].length ?? 0)
}
