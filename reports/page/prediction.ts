import { seconds } from '../../harness/model/timing.ts'
import type { Evidence } from '../report.ts'
import { html, type Markup } from './markup.ts'
import { badge, sentence } from './verdicts.ts'

/** What was written down before anything was injected, beside what came of it. */
export function prediction({ audit, judgement }: Evidence): Markup {
  const told = audit.prediction ?? html`<span class="open">No prediction was written down.</span>`
  return html`<div class="pair"><div><h3>Predicted</h3><p>${told}</p></div><div><h3>Result ${badge(judgement.verdict)}</h3><p>${sentence(judgement)}</p></div></div>
${objective(audit)}`
}

function objective({ criticalFunction, recoveryObjective }: Evidence['audit']): Markup {
  const { objectiveMs, measuredMs } = recoveryObjective
  const within = objectiveMs !== null && measuredMs !== null && measuredMs <= objectiveMs
  const state = objectiveMs === null || measuredMs === null ? 'unseen' : within ? 'met' : 'missed'
  const words = { unseen: '? not shown', met: '✓ met', missed: '✕ missed' } as const
  return html`<table class="compact objective"><thead><tr><th>Critical function</th><th>Must work again within</th><th>Measured</th><th>Objective</th></tr></thead><tbody><tr><th>${criticalFunction ?? html`<span class="quiet">not named</span>`}</th><td class="number">${objectiveMs === null ? 'not set' : seconds(objectiveMs)}</td><td class="number">${measuredMs === null ? 'not measured' : seconds(measuredMs)}</td><td class="cell ${state}">${words[state]}</td></tr></tbody></table>`
}
