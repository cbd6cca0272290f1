import type { EChartsOption } from 'echarts'
import { CustomChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { type Markup, trusted } from './markup.ts'

use([CustomChart, GridComponent, SVGRenderer])

/** Draws a chart as SVG text, without a browser. Size in px; the page scales it. */
export function svg(option: EChartsOption, width: number, height: number): Markup {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({ animation: false, ...option })
    return trusted(still(chart.renderToSVGString()))
  } finally {
    chart.dispose()
  }
}

/** Without classes and ids that are for a live page, and are numbered anew each time: the same run, the same text. */
function still(text: string): string {
  return text
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ (?:ecmeta_\w+|class|pointer-events)="[^"]*"/g, '')
    .replace(/ xmlns:xlink="[^"]*"/, '')
}
