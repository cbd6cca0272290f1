/** On a phone tables of prose become blocks; charts and tables of numbers scroll by themselves. */
export const small = `@media screen and (max-width:760px){main{padding:20px 12px 60px}h1{font-size:25px}.teaches{font-size:16px}.steps,.measures{columns:1}
.glance,.pair,.panels,.colophon{grid-template-columns:minmax(0,1fr)}.banner{padding:16px 18px;gap:14px}section[id]{padding:16px 14px;overflow-x:auto}section[id] table{min-width:620px}
.tasks,.controls,.reasons{min-width:0!important}.tasks thead,.controls thead,.reasons thead{display:none}
.tasks tr,.controls tr,.reasons tr{display:block;border-bottom:1px solid var(--line-2);padding:8px 0}.tasks tr.bad{padding:8px 10px}
.tasks :is(td,th),.controls :is(td,th),.reasons :is(td,th){display:block;width:auto!important;border:0;padding:2px 0!important}
.tasks td:nth-child(2)::before{content:"Who: "}.tasks td:nth-child(3)::before{content:"Until: "}.controls td:last-child::before{content:"Never shown: "}.reasons td:nth-child(3)::before{content:"Who must act: "}}`

/** On paper: light, whole rows, headings with what they head, and nothing folded away but events that only confirm. */
export const paged = `.paper{display:none}
@page{size:A4;margin:14mm 13mm 16mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt system-ui,sans-serif;color:#666}}
@media print{:root{color-scheme:light;--page:#fff;--line-2:#ddd}body{font-size:9.5pt;line-height:1.4;print-color-adjust:exact;-webkit-print-color-adjust:exact}
main{max-width:none;padding:0}h1{font-size:20pt}.teaches{font-size:12pt}.facts,.brand{font-size:8.5pt}h2{font-size:14pt}section[id] h3,.finding h3{font-size:11pt}
section{margin-top:16px}section[id]{border:0;border-top:1px solid var(--line);border-radius:0;padding:12px 0 0;break-inside:auto}
h2,h3,caption,.lead,h3+.quiet,.legend,summary{break-after:avoid}figure,table{break-before:avoid}.lead,.note{break-inside:avoid}tr,.card,.banner,.answer,figure,li,.colophon div,.pair{break-inside:avoid}
thead{display:table-header-group}thead th{white-space:normal;font-size:8pt}table,.steps,.measures,.legend,.colophon{font-size:8.5pt}small,.code,caption{font-size:7.5pt}th,td{padding:4px 8px 4px 0}
.chart{overflow:visible}.chart svg{min-width:0}a{color:inherit;text-decoration:none}details::details-content{content-visibility:visible;block-size:auto}summary{list-style:none}
#controls,#events{break-before:page}.cards{grid-template-columns:repeat(4,minmax(0,1fr));gap:8px}.card{padding:8px 10px;font-size:8.5pt;line-height:1.35}.card h3{font-size:10pt}.badge,.kind{font-size:8pt}
.banner{padding:12px 18px}.banner .mark{font-size:26pt}.banner .verdict{font-size:17pt}.banner .sentence{font-size:11pt}.answer{padding:9px 14px}.answer h2{font-size:9pt}.alarm{font-size:12pt}
.reasons td:first-child{width:92px}.reasons td:nth-child(3){width:86px}.reasons td:nth-child(4){width:150px}
.controls th:first-child{width:27%}.controls thead th:nth-child(2){width:92px}.controls thead th:nth-child(4){width:21%}
.events tr.met{display:none}.paper{display:block}}`
