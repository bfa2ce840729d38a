/** CSS of the map and the charts. */

export const MAP_STYLE = `
:root{--tested:#cfe3e0;--untested:#ece6d6;--left-out:#e4e4e6;--mark:#6b7680;--grid:#ffffffb0;--cell-line:#fff;--filtered:#8fb0bf}
@media (prefers-color-scheme:dark){:root{--filtered:#4d7486;--tested:#214049;--untested:#3a3628;--left-out:#2e343b;--mark:#8b97a3;--grid:#11181f90;--cell-line:#11181f}}
.defs{position:absolute}
.legend,.keys{display:flex;flex-wrap:wrap;gap:.3rem 1.3rem;font-size:.9rem;margin:.4rem 0 1.2rem}
.legend li,.keys li{margin:0;display:flex;align-items:center}
.swatch,.key{width:1.05em;height:1.05em;margin-right:.5em;border:1px solid var(--mark);border-radius:2px;flex:none}
.key{display:inline-block}
.keys b{margin-left:.35em}
.maps{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr));gap:1.6rem 2rem}
.maps:has(>:only-child){grid-template-columns:minmax(0,1fr)}
.map{margin:0;min-width:0}
.map>svg{display:block;width:100%;border:1px solid var(--mark);border-radius:3px;shape-rendering:crispEdges}
.map:only-child{display:grid;grid-template-columns:minmax(0,27rem) minmax(14rem,1fr);gap:0 2rem;align-content:start;grid-template-rows:auto auto 1fr}
.map:only-child .ends{grid-column:1}
.map:only-child>svg{grid-column:1;grid-row:2/4}
.map:only-child figcaption{grid-column:2;grid-row:2;margin:0;font-size:1rem}
.map:only-child details{grid-column:2;grid-row:3}
.map details ul{margin-top:.3rem}
.map details li{margin:.1rem 0;break-inside:avoid}
.map:only-child details ul{columns:11rem;column-gap:2rem}
.map.wide:only-child{display:block}
.map figcaption{margin:.5rem 0 .2rem;font-size:.92rem}
.map details{font-size:.92rem}
.ends{display:flex;justify-content:space-between;font-size:.8rem;color:var(--quiet);margin:0 0 .2rem;max-width:none}
.m-outside{fill:var(--paper)}
.m-tested{fill:var(--tested)}
.m-untested{fill:var(--untested)}
.m-left-out{fill:var(--left-out)}
.m-line{stroke:var(--mark);stroke-width:.8;stroke-opacity:.75;fill:none}
.m-grid{stroke:var(--grid);stroke-width:.6;fill:none}
.m-corner{fill:var(--mark)}
.m-tip{fill:transparent}
.m-tip:hover{fill:var(--mark);fill-opacity:.25}
.m-cell{stroke:var(--cell-line);stroke-width:.6}
.m-glyph{fill:var(--on)}
.m-silent{fill:var(--paper);stroke:currentColor;stroke-dasharray:1.5 1}
.m-settled{fill:var(--mark)}
.m-glyph.m-hollow{fill:none;stroke:currentColor;stroke-width:1.2}
.fill-info+.m-glyph{fill:none;stroke:var(--on);stroke-width:1}
.m-glyph,.shape{shape-rendering:geometricPrecision}
.share{display:block;width:100%;height:1.1rem;margin:.8rem 0 .4rem;border-radius:3px}
.share rect{stroke:var(--paper);stroke-width:.15}
.part-open{fill:var(--sea);background:var(--sea)}
.part-closed{fill:var(--tested);background:var(--tested)}
.part-filtered{fill:var(--filtered);background:var(--filtered)}
.part-unreachable{fill:var(--mark);background:var(--mark)}
.part-not-tested{fill:var(--warn);background:var(--warn)}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:1.2rem 2rem;margin:.6rem 0 1rem}
.chart{margin:0}
.chart svg{display:block;width:100%;overflow:visible}
.chart figcaption{font-weight:600;font-size:.92rem;margin-bottom:.5rem}
.chart figcaption span{font-weight:400}
.axis{stroke:var(--mark);stroke-width:1;fill:none}
.line[d]{stroke:var(--sea);stroke-width:2;fill:none}
.dot{fill:var(--sea)}
.opened{fill:var(--high)}
.resolved{fill:var(--good)}
@media print{:root{--tested:#dcebe9;--untested:#f1ecdf;--left-out:#e8e8ea;--mark:#6b7680;--grid:#ffffffb0;--cell-line:#fff}
.maps{grid-template-columns:repeat(3,1fr)}.map:only-child{grid-template-columns:9cm 1fr}}
@media screen and (max-width:46rem){.map:only-child{display:block}}
`;
