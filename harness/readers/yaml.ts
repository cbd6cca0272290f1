import { EVENT_ID, type Event, parseEvents, YAMLException } from 'js-yaml'
import type { Locate, Place } from '../model/complaint.ts'
import type { Problem } from '../model/error.ts'
import { locator } from './locator.ts'
import { reject } from './reject.ts'
import { readText } from './text.ts'
import { type Fault, treeOf } from './tree.ts'

/** A YAML file as plain values, and the way back from a value to its line. */
export interface Source {
  readonly file: string
  readonly text: string
  readonly value: unknown
  /** What is wrong with the YAML although it can be read: the reader adds what else is wrong, and rejects. */
  readonly complaints: readonly Problem[]
  readonly locate: Locate
}

/** Lists and maps within one another. */
const deepest = 100

/** Reads one YAML 1.2 document (core schema, no tags). Throws `bad-input`. */
export async function readYaml(file: string): Promise<Source> {
  const text = await readText(file)
  const at = placesIn(file, text)
  const doubt = doubtIn(text)
  if (doubt) reject([{ ...at(doubt.offset), message: doubt.message, expected: doubt.expected }])
  const { root, faults, fatal } = treeOf(text, await eventsOf(file, text))
  const complaints = faults.map(({ offset, ...fault }) => ({ ...at(offset), ...fault }))
  if (fatal) reject(complaints)
  return { file, text, value: root?.value ?? null, complaints, locate: locator(root, at) }
}

/** What stands in the text. Refuses whatever is more than one document of plain values. */
async function eventsOf(file: string, text: string): Promise<Event[]> {
  let refusal: Fault | undefined
  try {
    const events = parseEvents(text, { maxDepth: deepest })
    refusal = refusalOf(events)
    if (!refusal) return events
  } catch (error) {
    refusal = faultOf(error)
  }
  const { mistakesOf } = await import('./mistakes.ts')
  const { offset, ...fault } = refusal
  const told = fault.message === tooDeep.message ? [] : mistakesOf(file, text)
  return reject(told.length > 0 ? told : [{ ...placesIn(file, text)(offset), ...fault }])
}

/** In front of all else; blanks and comments aside. */
const directive = /^(?:[^\S\n]*(?:#.*)?\n)*%/
const loneReturn = /\r(?!\n)/
/** The end of a document, and what stands behind it besides comments. */
const behindEnd = /^\.\.\.(?=\s)(?:\s|#.*$)*(?=[^\s#])/m

/** What some parsers read in one way and some in another. */
function doubtIn(text: string): Fault | undefined {
  const mark = text.indexOf('\uFEFF')
  if (mark >= 0) return { offset: mark, message: 'a byte order mark inside of the text', expected: 'none' }
  const offset = text.search(loneReturn)
  if (offset >= 0) return { offset, message: 'a carriage return ends no line here', expected: 'LF or CRLF' }
  const leading = directive.exec(text)?.[0]
  if (leading !== undefined)
    return { offset: leading.length - 1, message: 'not plain YAML: a directive', expected: 'no line with %' }
  const end = behindEnd.exec(text)
  return end
    ? {
        offset: end.index,
        message: 'a document ends here, and more follows',
        expected: 'one document a file',
      }
    : undefined
}

function refusalOf(events: readonly Event[]): Fault | undefined {
  for (const [index, event] of events.entries()) {
    if ('tagStart' in event && event.tagStart >= 0)
      return { offset: event.tagStart, message: 'not plain YAML: a tag', expected: 'values without tags' }
    if (event.type === EVENT_ID.DOCUMENT && index > 0)
      return { offset: 0, message: 'a second YAML document begins', expected: 'one document a file' }
  }
  return undefined
}

const tooDeep = { message: 'values are nested too deeply', expected: `at most ${deepest} levels` }

function faultOf(error: unknown): Fault {
  if (!(error instanceof YAMLException)) throw error
  const offset = error.mark?.position ?? 0
  if (error.reason.startsWith('nesting exceeded')) return { offset, ...tooDeep }
  return { offset, message: `not valid YAML: ${error.reason}`, expected: 'YAML 1.2' }
}

/** Finds lines and columns. Most files are in order, and nothing is looked up. */
function placesIn(file: string, text: string): (offset: number) => Place {
  let starts: number[] | undefined
  return (offset) => {
    starts ??= [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)]
    const line = starts.findLastIndex((start) => start <= offset)
    return { file, line: line + 1, column: offset - (starts[line] ?? 0) + 1 }
  }
}
