import { describe } from 'vitest'
import { tryKinds } from './trial.ts'

describe('whatever happens to a file of a run', () => {
  tryKinds({ journal: 700, plan: 400, findings: 300, statement: 300 })
})
