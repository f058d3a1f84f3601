/* mkdocs-specthis: copy, filter + sort + shareable address, graph lineage, rail. No dependency. Pages work without it. */
(() => {
"use strict";
if (window.__specthis) return; window.__specthis = 1;
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)], on = (x, t, f) => x.addEventListener(t, f);
let live;
const say = t => { live = live && live.isConnected ? live : document.body.appendChild(Object.assign(document.createElement("div"), { className: "st-vh", role: "status" })); live.textContent = ""; setTimeout(() => live.textContent = t, 30); };
on(document, "click", async e => {
  const b = e.target.closest && e.target.closest(".st [data-st-copy]"); if (!b) return;
  const v = b.dataset.stCopy, t = v === "@url" ? location.href : v, l = $("span", b) || b, old = l.dataset.old || l.textContent;
  l.dataset.old = old;
  try { await navigator.clipboard.writeText(t); } catch { const x = document.createElement("textarea"); x.value = t; document.body.append(x); x.select(); document.execCommand("copy"); x.remove(); b.focus(); }
  b.classList.add("done"); l.textContent = "Copied"; say("Copied " + t); setTimeout(() => { b.classList.remove("done"); l.textContent = old; }, 1600);
});
/* filter, sort, page, share */
const STEP = 200;
function filter(form) {
  const root = form.closest(".st"), dim = form.hasAttribute("data-dim"), items = $$(form.dataset.stFilter, root), out = $(".st-out", form);
  const noun = out.textContent.replace(/^[\d,]+ /, ""), reset = $("[type=reset]", form), empty = $(".st-empty", root), more = $(".st-more", root), table = items[0] && items[0].closest("table");
  const rec = items.map(el => ({ el, t: el.textContent.toLowerCase(), k: el.dataset.k, p: el.dataset.p, s: new Set((el.dataset.s || "").split(" ")) }));
  let view = rec, limit = STEP, sort = "";
  const apply = (write = 1) => {
    const d = new FormData(form), q = (d.get("find") || "").trim().toLowerCase().split(/\s+/).filter(Boolean), groups = {};
    $$("fieldset", form).forEach((f, i) => { const on = $$("input:checked", f).map(x => x.value); if (on.length) groups[i] = on; });
    const g = Object.values(groups), k = d.get("k"), p = d.get("p");
    let n = 0; const hit = r => (!k || r.k === k) && (!p || r.p === p) && q.every(w => r.t.includes(w)) && g.every(on => on.some(s => r.s.has(s)));
    for (const r of view) { const ok = hit(r); if (ok) n++; if (dim) r.el.classList.toggle("off", !ok); else { const h = !ok || n > limit; if (r.el.hidden !== h) r.el.hidden = h; } }
    const any = q.length || k || p || g.length, N = rec.length.toLocaleString("en");
    out.textContent = any ? `${n.toLocaleString("en")} of ${N} ${noun}` : `${N} ${noun}`;
    reset.hidden = !any; if (empty) empty.hidden = n > 0; if (more) { more.hidden = dim || n <= limit; $("button", more).textContent = `Show ${Math.min(STEP, n - limit)} more of ${(n - limit).toLocaleString("en")}`; }
    if (dim) { const gr = items[0] && items[0].closest(".st-graph"); gr && gr.toggleAttribute("data-f", !!any); }
    if (write) {
      const u = new URLSearchParams(); if (d.get("find")) u.set("find", d.get("find")); if (k) u.set("k", k); if (p) u.set("p", p);
      const s = $$("input:checked", form).map(x => x.value); if (s.length) u.set("s", [...new Set(s)].join(",")); if (sort) u.set("sort", sort);
      const qs = u.toString().replace(/%2C/g, ","); history.replaceState(history.state, "", location.pathname + (qs ? "?" + qs : "") + location.hash);
    }
  };
  const heads = table ? $$("thead th", table) : [], col = new Intl.Collator("en", { numeric: true });
  const order = (i, desc) => {
    const val = r => { const c = r.el.cells[i]; return c.dataset.v ?? ($("a", c) || c).textContent.trim().toLowerCase(); };
    const keyed = rec.map(r => [val(r), r]); keyed.sort((a, b) => col.compare(a[0], b[0]) * (desc ? -1 : 1)); view = keyed.map(x => x[1]);
    $("tbody", table).append(...view.map(r => r.el));
    heads.forEach((h, j) => j === i ? h.setAttribute("aria-sort", desc ? "descending" : "ascending") : h.removeAttribute("aria-sort"));
    sort = (desc ? "-" : "") + heads[i].textContent.trim().toLowerCase().replace(/ /g, "-");
  };
  const unsort = () => { view = rec; sort = ""; $("tbody", table).append(...view.map(r => r.el)); heads.forEach(h => h.removeAttribute("aria-sort")); };
  heads.forEach((h, i) => { const b = $("button", h); b && on(b, "click", () => { const now = h.getAttribute("aria-sort"); now === "descending" ? unsort() : order(i, now === "ascending"); apply(); }); });
  const u = new URLSearchParams(location.search), s = (u.get("s") || "").split(",");
  if (u.get("find")) form.find.value = u.get("find"); for (const n of ["k", "p"]) if (u.get(n) && form[n]) form[n].value = u.get(n);
  $$("input[type=checkbox]", form).forEach(x => x.checked = s.includes(x.value));
  const so = u.get("sort"); if (so) { const i = heads.findIndex(h => h.textContent.trim().toLowerCase().replace(/ /g, "-") === so.replace("-", so[0] === "-" ? "" : "-")); if (i >= 0) order(i, so[0] === "-"); }
  let tm; on(form, "input", e => { limit = STEP; clearTimeout(tm); tm = setTimeout(apply, e.target.type === "search" ? 120 : 0); });
  on(form, "submit", e => { e.preventDefault(); clearTimeout(tm); apply(); const r = view.find(r => !r.el.matches("[hidden],.off")), a = r && ($("a", r.el) || r.el); a && a.focus(); });
  on(form, "reset", () => setTimeout(() => { limit = STEP; apply(); }));
  const cl = $("[data-st-clear]", root); cl && on(cl, "click", () => { form.reset(); form.find.focus(); });
  more && on($("button", more), "click", () => { const first = view.find(r => r.el.hidden); limit += STEP; apply(0); const a = first && $("a", first.el); a && !first.el.hidden && a.focus(); });
  apply(0); items.forEach(x => x.removeAttribute("data-more"));
}
/* graph: hover, focus or ?focus= lights the whole lineage; arrows walk along edges */
function graph(g) {
  const o = Object.create, by = o(null), up = {}, down = o(null);
  $$(".st-node", g).forEach(n => { const i = n.dataset.id; by[i] = n; up[i] = (n.dataset.up || "").split(" ").filter(Boolean); });
  for (const i in up) up[i].forEach(u => (down[u] = down[u] || []).push(i));
  const edges = $$("[data-e]", g).map(p => [p, ...p.dataset.e.split(" ")]);
  const walk = (i, m) => { const seen = new Set([i]), next = [i]; while (next.length) (m[next.pop()] || []).forEach(j => { if (!seen.has(j)) { seen.add(j); next.push(j); } }); return seen; };
  const light = i => {
    g.toggleAttribute("data-h", !!i);
    const A = i ? walk(i, up) : new Set(), B = i ? walk(i, down) : A;
    for (const j in by) by[j].classList.toggle("on", A.has(j) || B.has(j));
    edges.forEach(([p, a, b]) => p.classList.toggle("on", (A.has(a) && A.has(b)) || (B.has(a) && B.has(b))));
  };
  const id = e => { const n = e.target.closest(".st-node"); return n && n.dataset.id; };
  let pin = new URLSearchParams(location.search).get("focus"); if (!by[pin]) pin = "";
  on(g, "pointerover", e => e.pointerType !== "touch" && light(id(e) || pin)); on(g, "pointerleave", () => light(pin));
  on(g, "focusin", e => light(id(e))); on(g, "focusout", () => light(pin));
  on(g, "keydown", e => {
    const i = id(e), k = e.key; if (!i) return; let t;
    if (k === "ArrowRight") t = (down[i] || [])[0]; else if (k === "ArrowLeft") t = up[i][0];
    else if (k === "ArrowDown" || k === "ArrowUp") { const li = by[i].parentNode, s = k === "ArrowDown" ? li.nextElementSibling : li.previousElementSibling, n = s && $(".st-node", s); if (n) { e.preventDefault(); n.focus(); } return; }
    else if (k === "Escape") { pin = ""; light(""); return; }
    if (by[t]) { e.preventDefault(); by[t].focus(); }
  });
  if (pin) { light(pin); by[pin].scrollIntoView({ block: "center", inline: "center" }); }
}
/* rail: mark the section in view */
let io;
function spy(rail) {
  const m = new Map($$("a", rail).map(a => [document.getElementById(a.hash.slice(1)), a]).filter(x => x[0]));
  io = new IntersectionObserver(es => es.forEach(e => { if (e.isIntersecting) { m.forEach(a => a.removeAttribute("aria-current")); m.get(e.target).setAttribute("aria-current", "true"); } }), { rootMargin: "0px 0px -70% 0px" });
  m.forEach((a, h) => io.observe(h));
}
/* mathematics: KaTeX from beside this script, where there is some and nobody else draws it */
const here = document.currentScript && document.currentScript.src;
let drawn;
/* not a heading of that name */
const is = n => window[n] && !window[n].nodeType;
function math() {
  const all = $$(".arithmatex:not([data-st-on])"); if (!all.length || !here || is("MathJax") || (is("katex") && !drawn)) return;
  const add = (tag, o) => document.head.appendChild(Object.assign(document.createElement(tag), o)), at = f => new URL("katex/katex.min." + f, here).href;
  drawn = drawn || new Promise((ok, no) => { add("link", { rel: "stylesheet", href: at("css") }); add("script", { src: at("js"), onload: ok, onerror: no }); });
  drawn.then(() => all.forEach(e => {
    const m = /^\s*(\\\(|\\\[|\$\$?)([^]*?)(?:\\\)|\\\]|\$\$?)\s*$/.exec(e.textContent); if (!m || e.dataset.stOn) return;
    e.dataset.stOn = 1; katex.render(m[2], e, { displayMode: m[1] === "\\[" || m[1] === "$$", throwOnError: false, maxSize: 50, maxExpand: 1000, strict: "ignore" });
    if (e.scrollWidth > e.clientWidth) e.tabIndex = 0;
  }), () => 0);
}
/* an address that leads into a closed section opens it */
const open = () => { let h = location.hash.slice(1); try { h = decodeURIComponent(h); } catch { } const x = h && document.getElementById(h), s = x && x.closest(".st"), d = s && x.parentNode.nextElementSibling; if (d && d.matches("details.st-det")) d.open = true; };
addEventListener("hashchange", open);
addEventListener("beforeprint", () => $$(".st details:not([data-noprint])").forEach(d => d.open = true));
const init = () => { io && io.disconnect(); $$("[data-st-filter]").forEach(f => f.dataset.stOn || (f.dataset.stOn = 1, filter(f))); $$("[data-st-graph]").forEach(g => g.dataset.stOn || (g.dataset.stOn = 1, graph(g))); $$(".st-toc").forEach(spy); open(); math(); };
document.readyState === "loading" ? addEventListener("DOMContentLoaded", init) : init();
window.document$ && document$.subscribe(init);
})();
