/** The whole page forbids itself the network: whoever opens it years later sees the same. */
export const PAGE_POLICY = "default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'"

/** The page's looks: light or dark as the reader's system is, from a phone's width up. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#f4f6f7;--surface:#fff;--ink:#16211f;--muted:#55656a;--line:#dde4e5;
--normal:#1b7f4d;--abnormal:#c2321f;--model:#0f6b78;--scaled:#8450a8;--loud:#8a6100;--tilt:#6b7280;--warn:#fdf3e0;
font:16px/1.5 system-ui,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
@media(prefers-color-scheme:dark){:root{--ground:#0e1415;--surface:#172022;--ink:#e6eded;--muted:#9db0b3;--line:#2c3a3d;
--normal:#4ec58a;--abnormal:#ff7a63;--model:#4fb6c4;--scaled:#c39be0;--loud:#e0b04a;--tilt:#a3adb8;--warn:#2e2616}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink)}
header,main{max-width:72rem;margin:0 auto;padding:1rem clamp(.8rem,3vw,2rem)}
h1{font-size:1.5rem;line-height:1.25;margin:.6rem 0 .2rem;overflow-wrap:anywhere}
h2{font-size:1.1rem;margin:0 0 .6rem}
p{margin:.4rem 0;max-width:46rem}
.muted{color:var(--muted);font-size:.875rem}
section{background:var(--surface);border:1px solid var(--line);border-radius:.6rem;padding:1rem;margin:0 0 1rem;min-width:0}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1rem}
.grid>section{margin:0}
.stack{margin-bottom:1rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.75rem;margin:.8rem 0}
.card{border:1px solid var(--line);border-radius:.5rem;padding:.6rem .75rem;background:var(--surface)}
.card b{display:block;font-size:1.6rem;font-weight:650;line-height:1.2;font-variant-numeric:tabular-nums}
.note{border-left:4px solid var(--loud);background:var(--warn);border-radius:.3rem;padding:.5rem .8rem;margin:.6rem 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.92rem}
caption{text-align:left;color:var(--muted);font-size:.875rem;padding-bottom:.35rem}
th,td{padding:.3rem .6rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
th{font-weight:600}th:first-child{text-align:left;padding-left:0}th[scope=row]{white-space:normal;min-width:6rem}
@media(max-width:40rem){th,td{padding:.3rem .35rem}.matrix td{min-width:2.6rem}}
.matrix td{min-width:3.4rem;text-align:center;border:2px solid var(--surface);border-radius:.3rem}
.matrix th[scope=col]{text-align:center}
.hit{background:color-mix(in srgb,var(--normal) var(--share),transparent)}
.miss{background:color-mix(in srgb,var(--abnormal) var(--share),transparent)}
svg{display:block;width:100%;height:auto;max-width:34rem}
svg text{fill:var(--ink);font:12px system-ui,sans-serif}
svg .soft{fill:var(--muted)}
.axis{stroke:var(--muted);fill:none}.rule{stroke:var(--line);fill:none}
.curve{fill:none;stroke-width:2.2;stroke-linejoin:round}
.clips{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,20rem),1fr));gap:1rem}
.clip{border:1px solid var(--line);border-radius:.5rem;padding:.7rem;min-width:0}
.clip h3{font-size:.92rem;margin:0;overflow-wrap:anywhere}
.clip audio{width:100%;margin-top:.4rem}
.wrong{color:var(--abnormal);font-weight:600}.fine{color:var(--normal);font-weight:600}
code{font-size:.85em;overflow-wrap:anywhere}
`
