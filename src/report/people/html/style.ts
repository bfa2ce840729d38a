/** CSS of the page: light and dark, narrow screens, paper. Tests hold the colours to WCAG AA. */

import { MAP_STYLE } from './style-map.ts';

const BASE = `
:root{color-scheme:light dark;
--paper:#fbfaf7;--card:#fff;--ink:#1b2733;--quiet:#55616e;--line:#dcdfe0;--soft:#eff1f0;--sea:#155e75;--warn:#8a3b12;--warn-soft:#fdf1e3;
--critical:#9d1239;--high:#b8460a;--medium:#876000;--low:#1d5fa8;--info:#5a6876;--on:#fff;--good:#1b6b4a;
--serif:Charter,"Bitstream Charter","Sitka Text",Cambria,Georgia,"Noto Serif",serif;
--sans:system-ui,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",Arial,sans-serif;
--mono:ui-monospace,"Cascadia Mono","SF Mono",Menlo,Consolas,"Noto Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{
--paper:#11181f;--card:#18212a;--ink:#e3e9ee;--quiet:#a3b0bc;--line:#2c3843;--soft:#1d2731;--sea:#7cc7de;--warn:#ffb689;--warn-soft:#33241a;
--critical:#ff7d9c;--high:#ff9d5c;--medium:#e5bd52;--low:#7db8f5;--info:#9aa8b5;--on:#11181f;--good:#74cfa6}}
*{box-sizing:border-box}
html{scroll-padding-top:3.5rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.6 var(--sans);font-variant-numeric:tabular-nums}
main,.top,footer{max-width:70rem;margin:0 auto;padding:0 1.5rem}
h1,h2,h3{font-family:var(--serif);line-height:1.2;text-wrap:balance;font-weight:600}
h1{font-size:clamp(1.6rem,1.1rem + 2vw,2.4rem);letter-spacing:-.012em;margin:1.2rem 0 .8rem;max-width:28em}
h2{font-size:1.6rem;margin:0 0 1rem}
h3{font-size:1.2rem;margin:2.2rem 0 .6rem}
h4{font-size:1rem;line-height:1.4;margin:1.4rem 0 .5rem}
h5{font-size:.85rem;margin:1rem 0 .2rem;color:var(--quiet);font-weight:600}
small{font:400 .875rem var(--sans);color:var(--quiet);margin-left:.3em}
p{margin:.4rem 0 .8rem;max-width:46rem}
p,dd,li,td,th,h1,h3,h4,summary,pre,code,caption{overflow-wrap:anywhere}
a{color:var(--sea);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--sea);outline-offset:2px;border-radius:2px}
code,pre{font-family:var(--mono);font-size:.9em}
.quiet{color:var(--quiet)}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-100vw}
.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.4rem .8rem;z-index:3}
section>h2{padding-top:2.6rem;margin-top:2.6rem;border-top:1px solid var(--line)}
#glance>h2{border:0;margin-top:0;padding-top:1.6rem}
.top{padding-top:1.6rem}
.brand{font-family:var(--serif);font-weight:600;font-size:1.1rem;color:var(--sea);margin:0;display:flex;align-items:center;flex-wrap:wrap;gap:.1rem .6rem}
.brand svg{width:2rem;height:.86rem;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round}
.brand span{font:400 .9rem var(--sans);color:var(--quiet)}
.lede{font-size:1.1rem}
.meta{display:flex;flex-wrap:wrap;gap:.1rem 1.4rem;color:var(--quiet);font-size:.9rem;max-width:none}
.meta b{font-weight:600;color:var(--ink)}
.banner{border-left:4px solid var(--warn);background:var(--warn-soft);padding:.7rem 1rem;border-radius:0 4px 4px 0;max-width:none}
nav{position:sticky;top:0;z-index:2;background:var(--paper);border-bottom:1px solid var(--line)}
nav ul{max-width:70rem;margin:0 auto;padding:0 1.5rem;display:flex;gap:1.4rem;list-style:none;overflow-x:auto;scrollbar-width:none}
nav a{display:block;padding:.6rem 0;color:var(--ink);text-decoration:none;white-space:nowrap;font-size:.92rem}
nav a:hover{color:var(--sea);text-decoration:underline}
ul,ol{padding-left:1.3rem;margin:.4rem 0 1rem}
li{margin:.25rem 0}
.tiles,.counts,.legend,.keys,.moved,.checks{list-style:none;padding:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.8rem;margin:0 0 1.2rem}
.tile{margin:0;padding:.8rem 1rem;background:var(--card);border:1px solid var(--line);border-top:4px solid currentColor;border-radius:6px}
.tile b{display:block;font:600 2.1rem/1.15 var(--serif);color:var(--ink)}
.tile.silent{border:1px dashed var(--quiet);border-top:4px dashed var(--warn)}
.tile.none b{color:var(--quiet);font-weight:400}
.tile span{font-size:.92rem}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}.info{color:var(--info)}
.fill-critical{fill:var(--critical)}.fill-high{fill:var(--high)}.fill-medium{fill:var(--medium)}.fill-low{fill:var(--low)}.fill-info{fill:var(--info)}
.shape{width:.72em;height:.72em;margin-right:.42em;vertical-align:-.02em;flex:none}
.badge{font-weight:600;font-size:.88rem;white-space:nowrap;display:inline-block}
.badge+*{margin-left:.3rem}
.counts{display:flex;flex-wrap:wrap;gap:.4rem 1.2rem;margin:0 0 1.4rem}
.counts li{margin:0}
.state{display:inline-block;border:1px solid var(--line);border-radius:1rem;padding:0 .6em;font-size:.82rem;background:var(--card);white-space:nowrap}
.state-new,.state-reopened,.state-changed{border-color:currentColor;color:var(--warn);font-weight:600}
.state-resolved{border-color:currentColor;color:var(--good)}
.state-unverified,.state-accepted{border-style:dashed;border-color:var(--quiet)}
.overdue,.overdue a{color:var(--critical);font-weight:600}
.qualifier{font-size:.82rem;border:1px dashed var(--quiet);border-radius:3px;padding:0 .4em;white-space:nowrap}
.actions{padding-left:1.6rem;max-width:52rem}
.actions li{margin:.7rem 0;padding-left:.3rem}
.actions li::marker{font-family:var(--serif);color:var(--quiet)}
table{border-collapse:collapse;width:100%;font-size:.94rem}
caption{text-align:left;font:600 1.2rem/1.2 var(--serif);margin-bottom:.5rem}
th,td{text-align:left;vertical-align:top;padding:.45rem 1rem .45rem 0;border-bottom:1px solid var(--line)}
thead th{font-size:.84rem;font-weight:600;color:var(--quiet);border-bottom-color:var(--quiet);white-space:nowrap;vertical-align:bottom}
tbody th{font-weight:600}
th:last-child,td:last-child{padding-right:0}
.number{text-align:right}
.date{white-space:nowrap}
.zero{color:var(--quiet)}
.scroll{overflow-x:auto}
details>summary{cursor:pointer;color:var(--sea)}
details>summary:hover{text-decoration:underline;text-underline-offset:.15em}
`;

const FINDINGS = `
.owner{margin-top:2.4rem;padding-top:.2rem;border-top:3px solid var(--soft)}
.owner>h3{font-size:1.35rem;margin-top:1rem}
.case{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:1rem 1.2rem .6rem;margin:1rem 0}
.case>h4,.case>summary>h4{margin:0;font-size:1.06rem}
.info-case{padding-bottom:1rem}
.info-case>summary>h4{display:inline;color:var(--ink)}
.next{margin-top:.3rem}
.text{margin:.2rem 0 .9rem}
.text[open]{border-left:3px solid var(--soft);padding-left:1rem;margin-bottom:1.2rem}
.three{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:0 1.6rem}
.steps{max-width:50rem}
.steps li{margin:.5rem 0}
.findings{table-layout:fixed}
.findings thead th:nth-child(1){width:30%}.findings thead th:nth-child(2){width:24%}.findings thead th:nth-child(3){width:23%}
.findings tbody{border-bottom:1px solid var(--line)}
.findings tbody:last-child{border-bottom:0}
.findings tbody td,.findings tbody th{border:0;padding-bottom:.1rem}
.findings .more td{padding:0 0 .55rem 1.1rem}
.more summary{color:var(--quiet);font-size:.9rem}
.more details[open]{padding-bottom:.6rem}
.more details[open]>summary{color:var(--ink);margin-bottom:.6rem}
.findings .silent{border-left:3px dashed var(--quiet)}
.findings .silent th,.findings .settled th{padding-left:.5rem}
.findings .silent .shape{fill:none;overflow:visible;stroke:currentColor;stroke-width:1.4}
.findings .silent .fill-critical{color:var(--critical)}.findings .silent .fill-high{color:var(--high)}.findings .silent .fill-medium{color:var(--medium)}.findings .silent .fill-low{color:var(--low)}.findings .silent .fill-info{color:var(--info)}
.findings .settled .shape{fill:var(--quiet)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr));gap:.2rem 2rem;background:var(--soft);border-radius:6px;padding:.3rem 1rem 1rem}
dl{margin:0}
dl>div{display:grid;grid-template-columns:7rem 1fr;gap:.8rem;padding:.12rem 0;font-size:.9rem}
dt{color:var(--quiet)}
dd{margin:0;min-width:0}
.run{columns:24rem 2;column-gap:3rem}
.run>div{break-inside:avoid}
.checks li{margin:.6rem 0}
.checks li>span{font-size:.9rem}
pre{margin:.2rem 0;padding:.5rem .8rem;background:var(--soft);border-radius:4px;white-space:pre-wrap}
.line{display:flex;gap:.5rem;align-items:start}
.line pre{flex:1;min-width:0}
button,input,select{font:inherit;color:inherit;background:var(--card);border:1px solid var(--quiet);border-radius:4px;padding:.25rem .6rem;min-height:1.9rem}
button{cursor:pointer}
button:hover{border-color:var(--sea);color:var(--sea)}
.copy{font-size:.85rem;margin-top:.25rem}
th button{border:0;padding:0;min-height:1.5rem;background:none;color:inherit;font-weight:inherit}
th button::after{content:"";display:inline-block;width:1em;text-align:center}
[aria-sort=ascending] button::after{content:"\\2191"}
[aria-sort=descending] button::after{content:"\\2193"}
#controls:not([hidden]){display:flex;flex-wrap:wrap;align-items:end;gap:.8rem 1.4rem;padding:.9rem 1.2rem;margin:1.6rem 0 0;background:var(--soft);border-radius:6px;font-size:.92rem}
#controls fieldset{border:0;padding:0;margin:0;display:flex;flex-wrap:wrap;gap:.2rem .9rem;min-width:0}
#controls legend{float:left;margin-right:.6rem;padding:0}
#controls fieldset label{display:inline-flex;align-items:center}
#controls input[type=checkbox]{min-height:0;margin:0 .4rem 0 0;accent-color:var(--sea)}
.search{flex:1 1 16rem}
.search input{width:100%;display:block;margin-top:.2rem}
#controls output{color:var(--quiet);flex-basis:100%}
[hidden]{display:none!important}
footer{padding-top:2rem;padding-bottom:3rem;color:var(--quiet);font-size:.9rem}
`;

const NARROW = `
@media screen and (max-width:46rem){
main,.top,footer,nav ul{padding-left:1rem;padding-right:1rem}
.tiles{grid-template-columns:repeat(auto-fit,minmax(5.6rem,1fr));gap:.5rem}
.tile{padding:.5rem .7rem}.tile b{font-size:1.6rem}
.case{padding:.8rem .8rem .4rem;margin-left:-.3rem;margin-right:-.3rem}
.findings,.findings tbody,.findings tr,.findings th,.findings td,.owners,.owners tbody,.owners tr,.owners th,.owners td,.stack,.stack tbody,.stack tr,.stack th,.stack td{display:block;width:auto}
caption:not(.sr){display:block}
.findings thead,.owners thead,.stack thead{position:absolute;clip-path:inset(50%);height:1px;width:1px;overflow:hidden}
.findings tbody{padding:.5rem 0 .2rem}
.findings th,.findings td{padding:.05rem 0}
.findings .more td{padding-left:0}
.owners tr,.stack tr{padding:.6rem 0;border-bottom:1px solid var(--line);display:flex;flex-wrap:wrap;gap:.1rem .9rem}
.owners th,.owners td,.stack th,.stack td{border:0;padding:0;text-align:left}
.owners th,.stack th{flex-basis:100%}
.owners td[data-label]:not(:nth-child(2))::before,.stack td[data-label]::before{content:attr(data-label) " ";color:var(--quiet)}
.zero{display:none!important}
dl>div{grid-template-columns:5.5rem 1fr;gap:.5rem}
.line{flex-wrap:wrap}
}
@media print{
@page{margin:16mm 14mm}
:root{--paper:#fff;--card:#fff;--ink:#000;--quiet:#444;--line:#bbb;--soft:#f3f3f3;--sea:#123f4f;--warn:#6b2d0c;--warn-soft:#fff;--critical:#8f0f33;--high:#9c3b08;--medium:#6b4c00;--low:#174f8d;--info:#47525d;--on:#fff;--good:#14523a}
html{font-size:9.5pt}
body{line-height:1.45;print-color-adjust:exact;-webkit-print-color-adjust:exact}
main,.top,footer{max-width:none;padding:0}
nav,.skip,#controls,.copy{display:none!important}
.map details,.charts~details,.more details>:not(summary){display:none}
.text>summary{display:none}
.text::details-content,.info-case::details-content{content-visibility:visible;block-size:auto}
details>summary{list-style:none;color:inherit}
h1{font-size:20pt;max-width:none}h2{font-size:15pt}
section>h2{padding-top:1.4rem;margin-top:1.4rem}
h2,h3,h4,h5,caption,thead{break-after:avoid}
tr,li,figure,.tile,dl>div{break-inside:avoid}
.findings tbody{break-inside:avoid}
.case{border:0;border-top:1px solid var(--line);border-radius:0;padding:.6rem 0 0}
a{color:inherit}
.references a[href]::after{content:" (" attr(href) ")";font-size:.85em;color:var(--quiet)}
}
`;

export const STYLE = BASE + FINDINGS + MAP_STYLE + NARROW;
