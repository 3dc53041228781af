#include "report/page_style.hpp"

namespace postured {

// Lean zones: a sequence from blue (back) over pale to brown (forward); the steps differ in
// lightness too, so that they stay apart for every kind of colour vision (ColorBrewer YlOrBr with
// the blue of Okabe and Ito). In print each also has its pattern.
const char* const kPageStyle = R"css(
:root{color-scheme:light dark;
--page:#fff;--text:#1d1f23;--quiet:#5a5f69;--rule:#d9dce1;--panel:#f5f6f8;--accent:#0b5a8a;
--z0:#3b8dbd;--z1:#b9d7e8;--z2:#fee391;--z3:#fe9929;--z4:#cc4c02;--z5:#662506;
--worn:#c9ccd2;--out:#eceef1}
@media (prefers-color-scheme:dark){:root{
--page:#16181c;--text:#e8eaed;--quiet:#a5abb5;--rule:#3a3f47;--panel:#1f2227;--accent:#7cc0ea;
--z0:#4a9fd2;--z1:#9cc3da;--z2:#fbe08a;--z3:#f79433;--z4:#d4580f;--z5:#944318;
--worn:#6b717b;--out:#353a42}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem 1rem 3rem;max-width:46rem;background:var(--page);
color:var(--text);font:1rem/1.5 system-ui,"Noto Sans","DejaVu Sans",sans-serif}
h1{font-size:1.55rem;line-height:1.25;margin:0 0 .25rem}
h2{font-size:1.15rem;line-height:1.3;margin:2.25rem 0 .5rem;padding-top:.75rem;
border-top:1px solid var(--rule)}
h3{font-size:1rem;margin:1.25rem 0 .25rem}
p{margin:.4rem 0}
.quiet,figcaption,footer{color:var(--quiet);font-size:.875rem}
.summary{margin:1rem 0;padding:.75rem 1rem;background:var(--panel);border-left:4px solid
var(--accent);border-radius:0 4px 4px 0}
.summary p{margin:.25rem 0}
dl{display:grid;grid-template-columns:minmax(7rem,auto) 1fr;gap:.15rem 1rem;margin:.5rem 0;
font-size:.9375rem}
dt{color:var(--quiet)}
dd{margin:0}
.keys{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;padding:0;
margin:.75rem 0;list-style:none}
.keys li{padding:.6rem .75rem;border:1px solid var(--rule);border-radius:4px}
.keys b{display:block;font-size:1.35rem;line-height:1.3;font-variant-numeric:tabular-nums}
.keys span{color:var(--quiet);font-size:.8125rem;line-height:1.35;display:block}
figure{margin:.5rem 0 0}
figure>svg{display:block;width:100%;max-width:38rem;height:auto}
figure svg text{fill:var(--text);font-size:13.5px}
figure svg .tick{fill:var(--quiet);font-size:12.5px}
.grid{stroke:var(--rule);stroke-width:1}
.axis{stroke:var(--quiet);stroke-width:1}
.limit{stroke:var(--quiet);stroke-width:1;stroke-dasharray:4 3}
.mark{stroke:var(--text);stroke-width:2}
.z0{fill:var(--z0)}.z1{fill:var(--z1)}.z2{fill:var(--z2)}.z3{fill:var(--z3)}.z4{fill:var(--z4)}
.z5{fill:var(--z5)}.worn{fill:var(--worn)}.out{fill:var(--out)}
.sit,.shown{fill:var(--z0)}.yes{fill:var(--z1)}.later{fill:var(--z2)}.no{fill:var(--worn)}
rect.z0,rect.z1,rect.z2,rect.z3,rect.z4,rect.z5,rect.worn,rect.out{stroke:var(--page);
stroke-width:.75}
.ink{display:none}
.legend{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(17rem,100%),1fr));gap:.1rem .75rem;
list-style:none;padding:0;margin:.5rem 0;font-size:.875rem}
.legend svg{width:.9em;height:.9em;margin-right:.5em;vertical-align:-.08em}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.875rem;font-variant-numeric:tabular-nums;
margin:.5rem 0}
caption{text-align:left;color:var(--quiet);padding:.25rem 0}
th,td{padding:.3rem .55rem;text-align:right;border-bottom:1px solid var(--rule);white-space:nowrap}
th:first-child,td:first-child{text-align:left;padding-left:0}
thead th{font-weight:600;vertical-align:bottom}
tbody th{font-weight:400}
.facts td{white-space:normal}
footer{margin-top:2.5rem;padding-top:.75rem;border-top:1px solid var(--rule)}
@media (max-width:30rem){body{padding:1rem .9rem 2rem}h1{font-size:1.3rem}
dl{grid-template-columns:1fr;gap:0}dt{margin-top:.4rem}th,td{padding:.3rem .4rem}
figure svg text{font-size:17px}figure svg .tick{font-size:15.5px}}
@media print{@page{size:A4;margin:15mm}
:root{--page:#fff;--text:#000;--quiet:#444;--rule:#bbb;--panel:#fff;--accent:#444;
--z0:#3b8dbd;--z1:#b9d7e8;--z2:#fee391;--z3:#fe9929;--z4:#cc4c02;--z5:#662506;
--worn:#c9ccd2;--out:#eceef1}
body{padding:0;max-width:none;font-size:10.5pt}
figure,table,.keys,.summary,dl{break-inside:avoid}h2,h3{break-after:avoid}
figure>svg{max-width:130mm}
.ink{display:inline}.scroll{overflow:visible}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
)css";

const char* const kPagePatterns =
    R"svg(<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0" aria-hidden="true" style="position:absolute">
<defs>
<pattern id="ink-z0" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0 3H6" stroke="#000" stroke-width=".8"/></pattern>
<pattern id="ink-z1" width="8" height="8" patternUnits="userSpaceOnUse"></pattern>
<pattern id="ink-z2" width="6" height="6" patternUnits="userSpaceOnUse"><circle cx="3" cy="3" r=".8"/></pattern>
<pattern id="ink-z3" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M-1 1L1 -1M0 6L6 0M5 7L7 5" stroke="#000" stroke-width=".8"/></pattern>
<pattern id="ink-z4" width="5" height="5" patternUnits="userSpaceOnUse"><path d="M0 0L5 5M5 0L0 5" stroke="#000" stroke-width=".8"/></pattern>
<pattern id="ink-z5" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M2 0V4" stroke="#fff" stroke-width=".8"/></pattern>
<pattern id="ink-worn" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M3 0V6" stroke="#000" stroke-width=".5"/></pattern>
<pattern id="ink-out" width="8" height="8" patternUnits="userSpaceOnUse"><path d="M0 0L8 8" stroke="#000" stroke-width=".4"/></pattern>
<pattern id="ink-sit" width="8" height="8" patternUnits="userSpaceOnUse"></pattern>
<pattern id="ink-shown" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0 3H6" stroke="#000" stroke-width=".8"/></pattern>
<pattern id="ink-yes" width="8" height="8" patternUnits="userSpaceOnUse"></pattern>
<pattern id="ink-later" width="6" height="6" patternUnits="userSpaceOnUse"><circle cx="3" cy="3" r=".8"/></pattern>
<pattern id="ink-no" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M3 0V6" stroke="#000" stroke-width=".5"/></pattern>
</defs></svg>
)svg";

}  // namespace postured
