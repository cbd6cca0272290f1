import { createInterface, type Interface } from 'node:readline/promises'
import type { People } from '../model/question.ts'
import { allowedBy, answerOf, nameOf, type Question } from '../model/question.ts'

export interface Terminal extends People {
  close(): void
}

interface Streams {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
}

/** Asks at the terminal, one question at a time; what is typed goes to stderr, so that stdout stays the result's. */
export function terminal(
  { input, output }: Streams = { input: process.stdin, output: process.stderr },
): Terminal {
  const gone = new AbortController()
  const lines = createInterface({ input, output })
  lines.once('close', () => gone.abort())
  // The terminal is raw while a line is read: Ctrl-C comes as a key, and must stop the run all the same.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  let last: Promise<unknown> = Promise.resolve()
  return {
    ask(question, signal) {
      const until = AbortSignal.any([signal, gone.signal])
      const answer = last.then(() => answered(lines, question, until))
      last = answer.catch(() => {})
      return answer.then((text) => ({ who: question.who, answer: text, via: 'terminal' }))
    },
    close: () => lines.close(),
  }
}

async function answered(lines: Interface, question: Question, signal: AbortSignal): Promise<string> {
  const words = allowedBy(question)
  const hint = words.length > 0 ? ` [${words.join(' / ')}]` : ''
  for (;;) {
    const text = await lines.question(`\n? ${nameOf(question)}, ${question.who}: ${question.ask}${hint} `, {
      signal,
    })
    const answer = answerOf(question, numbered(question, text) ?? text)
    if (answer !== undefined) return answer
  }
}

/** Choices can be typed by their number. */
function numbered({ choices }: Question, text: string): string | undefined {
  return /^\d+$/.test(text.trim()) ? choices[Number(text) - 1] : undefined
}
