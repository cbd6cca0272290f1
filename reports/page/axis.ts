/** About nine ticks, at whole seconds that people count in. */
export function tickMs(durationMs: number): number {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600].map((step) => step * 1000)
  return steps.find((step) => durationMs / step <= 10) ?? durationMs / 10
}

/** Drawing width of charts in px: wide enough for a screen, and letters stay legible when it is fitted on A4. */
export const chartPx = 960

/** Room that the timeline leaves beside its plot, in px. */
export const margins = { left: 140, right: 14 } as const
