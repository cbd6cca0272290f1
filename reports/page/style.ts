import { paged, small } from './media.ts'

/** The page's one style sheet. Verdict and outcome colours keep apart for all common kinds of colour blindness. */
export const style = `
:root{color-scheme:light dark;--paper:#fff;--page:#f4f5f7;--ink:#16191f;--ink-2:#5b6270;--ink-3:#8b92a0;--line:#d4d8df;--line-2:#e8eaee;
--granted:#2b7bba;--denied:#b4471c;--challenged:#c98a1b;--unavailable:#8a90a0;--indeterminate:#b9a7c9;--on-band:#fff;--fault:#3a3f4b;--wash:rgba(60,66,82,.07);--accent:#7a2f8f;
--passed:#1d6f6a;--passed-bg:#e6f2f0;--failed:#a8320f;--failed-bg:#fbeae4;--inconclusive:#7d5a00;--inconclusive-bg:#fbf3dc;--errored:#6b2a86;--errored-bg:#f3eaf7;--aborted:#4b515e;--aborted-bg:#ebedf0}
@media screen and (prefers-color-scheme:dark){:root{--paper:#181b21;--page:#101216;--ink:#e8eaee;--ink-2:#a3aab8;--ink-3:#737b8a;--line:#363c47;--line-2:#262b34;
--granted:#4e97d1;--denied:#d9693a;--challenged:#d9a441;--unavailable:#6b7282;--indeterminate:#8d7aa0;--on-band:#0d0f13;--fault:#b7bdc9;--wash:rgba(190,200,220,.07);--accent:#c78be0;
--passed:#67c3b8;--passed-bg:#16302e;--failed:#f08b66;--failed-bg:#3a1d13;--inconclusive:#e0bd5b;--inconclusive-bg:#322a12;--errored:#c99be0;--errored-bg:#2d1d36;--aborted:#aab1be;--aborted-bg:#262a31}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-feature-settings:"kern","liga"}
main{max-width:1240px;margin:0 auto;padding:36px 24px 80px}
header{margin-bottom:22px}
.brand{margin:0;font-size:12px;letter-spacing:.14em;text-transform:uppercase;color:var(--ink-2);font-weight:600}
h1{font-size:32px;line-height:1.2;letter-spacing:-.015em;margin:6px 0 4px;text-wrap:balance}
.teaches{font-size:18px;color:var(--ink-2);margin:0 0 8px}
.facts{font-size:13px;color:var(--ink-2);margin:0;font-variant-numeric:tabular-nums}
section{margin-top:28px}
section[id]{background:var(--paper);border:1px solid var(--line-2);border-radius:10px;padding:22px 24px 24px}
h2{font-size:20px;margin:0;letter-spacing:-.01em}
.lead{color:var(--ink-2);margin:2px 0 16px;max-width:120ch}
.banner{display:flex;gap:20px;align-items:center;border-radius:10px;padding:20px 26px;margin:0;border-left:8px solid currentColor}
.banner .mark{font-size:40px;line-height:1;font-weight:700}
.banner p{margin:0}.banner .verdict{font-size:26px;font-weight:700;letter-spacing:-.01em;line-height:1.2}
.banner .sentence{color:var(--ink);font-size:16px}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(205px,1fr));gap:12px;margin-top:14px}
.card{display:block;background:var(--paper);border:1px solid var(--line-2);border-top:4px solid var(--line);border-radius:8px;padding:14px 16px 16px;color:inherit;text-decoration:none;font-size:13.5px}
.card h3{margin:8px 0 0;font-size:16px}.card p{margin:6px 0 0}.card:hover{border-color:var(--ink-3)}
.promise{color:var(--ink-2);font-style:italic}
.passed{color:var(--passed)}.failed{color:var(--failed)}.inconclusive{color:var(--inconclusive)}.errored{color:var(--errored)}.aborted{color:var(--aborted)}
.banner.passed,.badge.passed{background:var(--passed-bg)}.banner.failed,.badge.failed{background:var(--failed-bg)}.banner.inconclusive,.badge.inconclusive{background:var(--inconclusive-bg)}.banner.errored,.badge.errored{background:var(--errored-bg)}.banner.aborted,.badge.aborted{background:var(--aborted-bg)}
.card.passed{border-top-color:var(--passed)}.card.failed{border-top-color:var(--failed)}.card.inconclusive{border-top-color:var(--inconclusive)}.card.errored{border-top-color:var(--errored)}.card.aborted{border-top-color:var(--aborted)}
a.card{color:var(--ink)}
.badge{display:inline-block;border-radius:99px;padding:1px 10px;font-size:12.5px;font-weight:600;white-space:nowrap}
.banner .reach{margin:4px 0 0;color:var(--ink-2);font-size:14px}
.chart{margin:0;overflow-x:auto}.chart svg{display:block;width:100%;height:auto;min-width:860px;font-family:inherit}
.chart svg text{font-family:inherit!important}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 22px;padding:0;margin:0 0 10px;font-size:13px}
.legend li{display:flex;align-items:center;gap:7px}
.swatch{display:inline-block;width:26px;border-radius:2px}
.swatch.granted{height:15px;background:var(--granted)}.swatch.denied{height:8px;background:var(--denied)}.swatch.challenged{height:8px;background:var(--challenged)}.swatch.unavailable{height:3px;background:var(--unavailable)}.swatch.indeterminate{height:3px;background:var(--indeterminate)}
.steps{columns:2;column-gap:40px;margin:14px 0 0;padding-left:22px;font-size:13.5px}.steps li{break-inside:avoid;padding-left:4px;margin-bottom:3px}.steps li::marker{font-weight:700}
table{border-collapse:collapse;width:100%;font-size:13.5px}
th,td{text-align:left;vertical-align:top;padding:7px 10px 7px 0;border-bottom:1px solid var(--line-2)}
th{font-weight:600}thead th{font-size:12px;color:var(--ink-2);border-bottom-color:var(--line);white-space:nowrap}
caption{text-align:left;color:var(--ink-2);font-size:12px;padding:14px 0 2px}
small{display:block;color:var(--ink-2);font-size:12px;font-weight:400;line-height:1.35}
.compact td,.compact th{padding-top:4px;padding-bottom:4px}
.number{font-variant-numeric:tabular-nums;white-space:nowrap}
.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:11.5px;color:var(--ink-2);overflow-wrap:anywhere}
.quiet{color:var(--ink-2)}.note{color:var(--ink-2);font-size:13px;margin:10px 0 0;max-width:120ch}
.matrix th{white-space:nowrap}.matrix td,.matrix thead th+th{padding-left:12px}.matrix td{padding-top:5px;padding-bottom:5px}
.cell .sign{font-weight:700}.cell.met .sign{color:var(--passed)}.cell.missed{background:var(--failed-bg);box-shadow:inset 3px 0 var(--failed)}.cell.missed .sign{color:var(--failed)}.cell.unseen{background:var(--inconclusive-bg);box-shadow:inset 3px 0 var(--inconclusive)}
tr.bad td,tr.bad th{background:var(--failed-bg)}
.open{color:var(--inconclusive)}
.finding{padding:16px 0 6px;border-top:1px solid var(--line-2)}.finding:first-of-type{border-top:0;padding-top:0}
.finding h3{margin:0;font-size:16px;display:flex;gap:12px;align-items:center}.finding p{margin:4px 0 8px}
.reasons td:first-child{width:120px}.reasons td:nth-child(3){width:130px}.reasons td:nth-child(4){width:250px}
details{margin:6px 0}summary{cursor:pointer;color:var(--ink-2);font-size:13.5px}
.measures{columns:2;column-gap:28px;font-size:13px;padding-left:18px;margin:6px 0}
a{color:var(--granted)}.links a{text-decoration:none;font-variant-numeric:tabular-nums}.links a:hover{text-decoration:underline}
tr:target td{background:var(--inconclusive-bg)}
.colophon{display:grid;grid-template-columns:repeat(auto-fill,minmax(330px,1fr));gap:6px 28px;margin:0;font-size:13px}
.colophon div{display:flex;gap:10px;border-bottom:1px solid var(--line-2);padding:4px 0}.colophon dt{color:var(--ink-2);min-width:92px}.colophon dd{margin:0;min-width:0;overflow-wrap:anywhere}
.glance{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:1px;background:var(--line-2);border:1px solid var(--line-2);border-radius:10px;overflow:hidden;margin-top:14px}
.answer{background:var(--paper);padding:14px 20px 16px}.answer.wide{grid-column:1/-1}
.answer h2{font-size:12.5px;letter-spacing:.02em;color:var(--ink-2);margin:0 0 6px;font-weight:600}
.answer p{margin:0 0 4px}.answer ul{list-style:none;margin:0;padding:0}.answer li+li{margin-top:8px}
.alarm{color:var(--failed);font-weight:700;font-size:17px}.doubt{color:var(--inconclusive)}
.tasks :is(td,th):first-child{padding-left:10px}.tasks td:nth-child(2){width:230px}.tasks td:nth-child(3){width:130px}.tasks tr:last-child td{border-bottom:0}
.kind{display:inline-block;border-radius:4px;padding:0 7px;font-size:12px;font-weight:600;margin-right:4px;background:var(--aborted-bg);color:var(--aborted)}
.kind.open{background:var(--failed);color:var(--paper)}.kind.accepted-risk{background:var(--inconclusive-bg);color:var(--inconclusive)}
section[id] h3{font-size:16px;margin:18px 0 2px}section[id] h3+.quiet{margin:0 0 6px}.finding h3,section[id] .pair h3{margin-top:0}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:28px;margin-bottom:14px}.pair p{margin:4px 0}
caption{font-weight:600}
.books,.anomalies{padding-left:18px;margin:0 0 8px}.anomalies li{margin-bottom:4px}
.custody th,.conduct th{min-width:96px}.conduct td:first-of-type{min-width:100px}.conduct td:nth-last-child(2){width:28%}
.controls{table-layout:fixed}.controls th:first-child{width:32%}.controls thead th:nth-child(2){width:118px}.controls thead th:nth-child(4){width:24%}
.controls td ul{list-style:none;margin:0;padding:0}.controls li{padding-left:18px;text-indent:-18px}.controls li small{text-indent:0}.controls li+li{margin-top:4px}.controls .sign{display:inline-block;width:18px;text-indent:0}.support .sign{width:14px!important}.words tbody th{white-space:nowrap}.conduct .bad th,.compact .bad td:first-child,.compact .bad th:first-child{padding-left:10px}
.support{font-weight:600}.support.supported{color:var(--passed)}.support.opposed{color:var(--failed)}.support.partly{color:var(--inconclusive)}.support.nothing{color:var(--ink-2);font-weight:400}
.objective .cell.met{color:var(--passed)}.objective .cell.missed{color:var(--failed)}
.panels{display:grid;grid-template-columns:1fr 1fr;gap:28px;margin-bottom:18px}.panel{border:1px solid var(--line-2);border-radius:8px;padding:14px 16px 8px;min-width:0}section[id] .panel h3{margin-top:0}.panel tr:last-child td{border-bottom:0}
.layer{display:inline-block;border-radius:4px;padding:0 7px;font-size:12px;font-weight:600;background:var(--aborted-bg);color:var(--aborted)}
.layer:is(.token,.policy,.trust,.clock){background:var(--failed-bg);color:var(--failed)}.layer:is(.application,.http){background:var(--inconclusive-bg);color:var(--inconclusive)}.layer.undetermined{background:none;border:1px dashed var(--ink-3);color:var(--ink-2)}
.diagnosis td:first-child{width:20%}.diagnosis td:nth-child(2){width:26%}.diagnosis td:nth-child(4){width:100px}.diagnosis td:last-child{width:90px}.panel td>div+div{margin-top:4px}
${small}
${paged}
`
