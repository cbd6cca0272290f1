import { describe } from 'vitest'
import { tryKinds } from './trial.ts'

describe('whatever happens to a file that people write', () => {
  tryKinds({
    scenario: 1_200,
    estate: 1_000,
    runbook: 900,
    answers: 500,
    followUps: 500,
    trust: 400,
    targets: 400,
  })
})
