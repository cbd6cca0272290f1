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
    return trusted(chart.renderToSVGString())
  } finally {
    chart.dispose()
  }
}
