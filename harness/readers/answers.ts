import { type Answers, answers } from '../model/answers.ts'
import type { Complaint } from '../model/complaint.ts'
import { oneOf } from '../model/nearest.ts'
import { allowedBy, answerOf, nameOf, type Question } from '../model/question.ts'
import { complaintsOf, once, show } from './issues.ts'
import { located, reject } from './reject.ts'
import { readYaml } from './yaml.ts'

/**
 * Reads what people would answer, and holds each answer against its question. Throws `bad-input` with every problem of
 * the file at once.
 */
export async function readAnswers(file: string, questions: readonly Question[]): Promise<Answers> {
  const { value, complaints, locate } = await readYaml(file)
  const found = [...complaintsOf(answers, value), ...unfit(value, questions)]
  const problems = [...complaints, ...located(found, locate)]
  if (problems.length > 0) reject(problems)
  return answers.parse(value, once)
}

function unfit(value: unknown, questions: readonly Question[]): Complaint[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.entries(value).flatMap(([name, given]: [string, unknown]): Complaint[] => {
    const question = questions.find((each) => nameOf(each) === name)
    if (!question) {
      const expected = oneOf(name, questions.map(nameOf))
      return [{ path: [name], on: 'key', message: `no runbook asks for ${show(name)}`, expected }]
    }
    const answer = typeof given === 'object' && given !== null && 'answer' in given ? given.answer : undefined
    if (typeof answer !== 'string' || answerOf(question, answer) !== undefined) return []
    const words = allowedBy(question)
    const message = `${show(answer)} is no answer to "${question.ask}"`
    return [
      { path: [name, 'answer'], message, expected: words.length > 0 ? oneOf(answer, words) : 'some text' },
    ]
  })
}
