// The page: requests with the word that opens it, edits in a line one after the other, tidings from the disk, the
// frame of a village and of the town. Texts reach the document as text nodes only.
import { html, render, Component } from "./preact.js";
import { t, speak } from "./words.js";
import { Grid, wide } from "./grid.js";
import { Town, Start, Import, Print, Tonight, Changed, Source, Report, PlaceMap } from "./screens.js";

// The word stands behind the `#` once; then the address says where one is.
const first = location.hash.slice(1);
if (/^[0-9a-f]{32}$/.test(first)) { sessionStorage.setItem("duoan", first); history.replaceState(null, "", location.pathname); }
const token = sessionStorage.getItem("duoan") || "";

export class Failed extends Error { constructor(status, body) { super(body && body.message || status); this.status = status; this.body = body || {}; } }
export async function api(method, path, body, raw) {
  let r;
  try { r = await fetch("/api/" + path, { method, headers: { "X-Duoan": token, ...(body !== undefined && !raw ? { "Content-Type": "application/json" } : {}) }, body: body === undefined ? undefined : raw ? body : JSON.stringify(body), cache: "no-store" }); }
  catch (e) { throw new Failed(0, { message: "" }); }
  if (path.includes("/paper?")) { if (!r.ok) throw new Failed(r.status, await r.json()); return r.blob(); }
  const data = await r.json().catch(() => null);
  if (!r.ok) throw new Failed(r.status, data);
  return data;
}

const S = { hello: null, form: null, at: { page: "town" }, town: null, v: null, queue: [], busy: false, hand: 0, saved: null, said: null, lost: false, conflicts: [], stale: {}, papers: null, changed: null, n: null };
export const state = S;
let root;
export const draw = () => root && root.forceUpdate();
export function say(what) { S.said = what; draw(); }

// ---- where one is ----
export function go(at, quiet) {
  const old = S.at; S.at = at; S.said = quiet ? S.said : null;
  const h = at.page === "v" ? ["v", at.id, at.tab || "fill", at.section || 0, at.row || "", at.key || ""].map(encodeURIComponent).join("/") : at.page;
  if ("#/" + h !== location.hash) history[old.page === at.page && old.id === at.id && old.tab === at.tab ? "replaceState" : "pushState"](null, "", "#/" + h);
  if (at.page === "v" && (!S.v || S.v.id !== at.id)) { S.v = null; S.papers = null; S.changed = null; S.queue = []; S.conflicts = []; S.saved = null; load(); }
  if (at.page === "town") town();
  draw();
}
function where() {
  const p = location.hash.replace(/^#\//, "").split("/").map(x => { try { return decodeURIComponent(x); } catch (e) { return ""; } });
  return p[0] === "v" ? { page: "v", id: p[1], tab: p[2] || "fill", section: +p[3] || 0, row: p[4], key: p[5] } : { page: p[0] || "town" };
}
addEventListener("popstate", () => go(where()));

export async function town() { try { S.town = await api("GET", "town"); draw(); if (S.at.page === "town") for (const v of S.town.villages) if (S.stale[v.id] === undefined && !v.broken) { S.stale[v.id] = null; api("GET", `v/${v.id}/changed`).then(c => { S.stale[v.id] = c; draw(); }, () => {}); } } catch (e) { fail(e); } }
async function load() {
  const id = S.at.id;
  try { const v = await api("GET", "v/" + id); if (S.at.id !== id) return; take(v); if (id !== "town") { later(id); } }
  catch (e) { if (e.status === 404) go({ page: "town" }); else fail(e); }
}
function later(id) { clearTimeout(later.t); later.t = setTimeout(() => { api("GET", `v/${id}/papers`).then(p => { if (S.at.id === id) { S.papers = p.families; draw(); } }, () => {}); api("GET", `v/${id}/changed`).then(c => { if (S.at.id === id) { S.changed = c; S.stale[id] = c; draw(); } }, () => {}); }, S.papers ? 1200 : 50); }
export function take(v) { S.v = v; S.shown = null; remember(v); draw(); }
export function fail(e) { if (e.status === 0) { S.lost = true; draw(); retry(); } else { S.said = { bad: true, text: e.body?.message || String(e.message) }; draw(); } }
function retry() { clearTimeout(retry.t); retry.t = setTimeout(async () => { try { await api("GET", "hello"); S.lost = false; load2(); } catch (e) { if (e.status === 0) retry(); } }, 1500); }
function load2() { if (S.at.page === "v") load(); else town(); pump(); }

// ---- edits: shown at once, sent one after the other ----
const blank = { rows: [], own: false };
export function block(id) { const v = shown(); return v && v.blocks[id] || blank; }
function shown() {
  if (!S.v) return null;
  if (S.shown) return S.shown;
  let blocks = S.v.blocks;
  if (S.queue.length) {
    blocks = { ...blocks };
    for (const op of S.queue) for (const e of op.edits || []) {
      const b = blocks[e.block] = { ...(blocks[e.block] || blank), rows: [...(blocks[e.block] || blank).rows] };
      const i = b.rows.findIndex(r => r.row === e.row);
      if (e.insert !== undefined) {
        const row = { row: e.name !== undefined ? e.name : String(b.rows.length), cells: { ...e.cells }, grey: {} };
        if (e.name === undefined && e.insert !== null) { b.rows.splice(e.insert, 0, row); b.rows = b.rows.map((r, n) => ({ ...r, row: String(n) })); } else b.rows.push(row);
      } else if (i < 0) { if (lie(e.block) === "form") b.rows.push({ row: "", cells: { [e.key]: e.to }, grey: {} }); continue; }
      else if (e.remove) { b.rows.splice(i, 1); if (lie(e.block) === "list") b.rows = b.rows.map((r, n) => ({ ...r, row: String(n) })); }
      else if (e.name !== undefined) b.rows[i] = { ...b.rows[i], row: e.name };
      else { const cells = { ...b.rows[i].cells, [e.key]: e.to }; if (e.to === "") delete cells[e.key]; b.rows[i] = { ...b.rows[i], cells, grey: b.rows[i].grey }; }
    }
  }
  return S.shown = { ...S.v, blocks };
}
const lie = id => { for (const s of S.form.sections) for (const b of s.blocks) if (b.id === id) return b.lie; };
export function edit(label, edits, more) { S.queue.push({ label, edits, hand: S.hand, ...more }); S.shown = null; draw(); pump(); }
export function act(verb, body, more) { S.queue.push({ verb, body, hand: S.hand, ...more }); pump(); }
async function pump() {
  if (S.busy || !S.queue.length || !S.v) return;
  S.busy = true; const op = S.queue[0], id = S.v.id; const slow = setTimeout(() => { S.slow = true; draw(); }, 400);
  try {
    const v = op.verb ? await api(op.method || "POST", `v/${id}/${op.verb}`, typeof op.body === "function" ? op.body() : op.body || {}) : await api("PATCH", "v/" + id, { base: S.v.version, label: op.label, edits: op.edits });
    S.queue.shift(); S.saved = v.time; S.problem = null;
    if (S.v && S.v.id === id) { const spot = v.spot; take(v); if (spot && spot.block !== undefined && spot.block !== null) jump(spot, op.hand); if (op.then) op.then(v, op.hand); later(id); }
  } catch (e) {
    if (e.status === 0) { S.lost = true; retry(); }
    else if (e.status === 409 && e.body.conflicts) { S.queue.shift(); S.conflicts.push(...e.body.conflicts.map(c => ({ ...c, label: op.label }))); const rest = op.edits.filter(x => !e.body.conflicts.some(c => c.block === x.block && c.key === x.key)); S.shown = null; if (rest.length && rest.length < op.edits.length) S.queue.unshift({ ...op, edits: rest }); await load(); }
    else if (e.status === 507) { S.problem = e.body.message; }
    else { S.queue.shift(); S.shown = null; S.said = { bad: true, text: e.body.message || "" }; if (e.status === 409) await load(); if (op.fail) op.fail(e); }
  }
  clearTimeout(slow); S.slow = false; S.busy = false; draw();
  if (S.queue.length && !S.lost && !S.problem) pump();
}
export const again = () => { S.problem = null; pump(); };

// ---- tidings ----
async function listen() {
  for (;;) {
    try {
      const news = await api("GET", "events" + (S.n === null ? "" : "?after=" + S.n)); S.n = news.n;
      if (S.lost) { S.lost = false; load2(); }
      if (news.ending && !S.over) { S.over = true; draw(); return; }
      for (const what of news.list) heard(what);
    } catch (e) { if (e.status === 0) { if (!S.over) { S.lost = true; draw(); } await new Promise(r => setTimeout(r, 1500)); } else await new Promise(r => setTimeout(r, 3000)); }
  }
}
async function heard(what) {
  if (what.id) delete S.stale[what.id];
  if (what.what === "town" || (what.what === "file" && S.at.page === "town")) town();
  if (what.what === "night") { S.hello.nights = (await api("GET", "hello")).nights; S.nightNews = what.n; draw(); root.night && root.night(what.n); }
  if (what.what === "build" && root.built) root.built(what.n);
  if (S.at.page !== "v" || !S.v) return;
  if (what.what === "plans") { S.proofs++; load(); }
  if (what.what === "file" && (what.id === S.v.id || what.id === "town") && !(what.id === S.v.id && what.version === S.v.version)) {
    // While something is being saved it may be one's own: it is looked at again afterwards.
    if (S.busy) return void setTimeout(() => heard(what), 400);
    const before = S.v; await load();
    if (what.id === S.v.id && S.v.version !== before.version) { S.outside = diff(before, S.v); S.said = { text: t("elsewhere", S.v.time) + (S.v.readable ? "" : " · " + ((S.v.faults[0] || {}).message || "")), see: S.outside }; draw(); }
  }
}
function diff(a, b) { for (const id of Object.keys(b.blocks)) { const x = a.blocks[id], y = b.blocks[id]; for (const r of y.rows) { const o = x && x.rows.find(q => q.row === r.row); if (!o) return { block: id, row: r.row }; for (const k of Object.keys(r.cells)) if (r.cells[k] !== o.cells[k]) return { block: id, row: r.row, key: k }; } } return null; }

// Puts the focus on what has just come, once; only what stands in the document can have it.
export const once = e => { if (e && !e.seen) { e.seen = true; setTimeout(() => e.focus()); } };

// ---- names and initials ----
const INI = {};
function remember(v) {
  const names = new Set();
  for (const b of ["people", "shelters", "points", "routes", "overview.groups"]) for (const r of (v.blocks[b] || blank).rows) if (!INI[r.row]) names.add(r.row);
  if (S.form) for (const k of ["hazard", "post", "role", "alarm", "signal"]) for (const n of S.form.names[k] || []) if (!INI[n]) names.add(n);
  if (names.size) api("POST", "initials", [...names]).then(x => Object.assign(INI, x), () => {});
}
export function found(name, q) { const s = q.toLowerCase(); return !s || name.includes(q) || (INI[name] || []).some(i => i.startsWith(s) || i.includes(s)); }
const GROUPS = { group: "overview.groups" };
export function options(col, blockId, q) {
  const last = col.kind === "texts" ? q.split(/[、，,]/).pop() : q;
  let list = [];
  const refers = col.refers || (col.key === "group" ? GROUPS.group : null);
  if (col.kind === "choice") list = col.words.map(value => ({ value }));
  else if (refers) {
    const load = {}; if (refers === "people" && blockId === "evacuees") for (const r of block("evacuees").rows) { const h = r.cells["helper.0"]; if (h) load[h] = (load[h] || 0) + 1; }
    list = block(refers).rows.map(r => ({ value: r.row, about: [r.cells.title, r.cells.phone, r.cells.address || r.cells.place, load[r.row] ? t("load", load[r.row]) : ""].filter(Boolean).join(" · ") }));
  } else if (col.names && S.form.names[col.names]) list = S.form.names[col.names].map(value => ({ value }));
  else if (col.key === "@name" && col.vocab && S.form.names[col.vocab]) list = S.form.names[col.vocab].map(value => ({ value }));
  list = list.filter(o => found(o.value, last)).slice(0, 8);
  if (refers === "people" && last && !block("people").rows.some(r => r.row === last) && /^[\u2e80-\uffff·]{2,}$/.test(last)) list.push({ value: last, label: last, about: t("addNew"), make: { block: "people", name: last } });
  if (list.length === 1 && list[0].value === last && !list[0].make) return [];
  return list;
}

// ---- faults by cell ----
export function faultsOf(id) {
  const map = {}; if (!S.v) return map;
  const c = S.fm || (S.fm = {}); if (c.v === S.v && c[id]) return c[id]; if (c.v !== S.v) { S.fm = { v: S.v }; }
  for (const f of S.v.faults) if (f.own && f.block === id) { const b = S.form.sections.flatMap(s => s.blocks).find(b => b.id === id); const key = f.key || (b.lie === "named" ? "@name" : b.columns[0] && b.columns[0].key); const r = map[f.row] || (map[f.row] = {}); if (!r[key] || (r[key].severity !== "error" && f.severity === "error")) r[key] = f; }
  return S.fm[id] = map;
}
export function sincePrint(id) {
  const c = S.changed; if (!c || !c.cells) return null; if (!c.by) { c.by = {}; for (const x of c.cells) ((c.by[x.block] = c.by[x.block] || {})[x.row] = c.by[x.block][x.row] || {})[x.key] = true; } return c.by[id] || null;
}
export const count = (list, sev) => list.filter(f => f.severity === sev).length;
export const sectionOf = id => S.form.sections.findIndex(s => s.blocks.some(b => b.id === id));
// Goes to a place, unless the hand went elsewhere since it was asked for: what is typed next belongs where the hand is.
export function jump(spot, hand = S.hand) { const s = sectionOf(spot.block); if (s < 0 || hand !== S.hand) return; go({ ...S.at, tab: "fill", section: s, block: spot.block, row: spot.row, key: spot.key }, true); root.jump && setTimeout(() => root.jump && root.jump(spot, hand), 30); }
export function nextFault() {
  const list = S.v.faults.filter(f => f.own && f.block !== null && f.severity !== "note"); list.sort((a, b) => (a.severity === "error" ? 0 : 1) - (b.severity === "error" ? 0 : 1)); if (!list.length) return;
  const i = list.findIndex(f => f.block === S.at.block && f.row === S.at.row && (f.key || "") === (S.at.key || "")); jump(list[(i + 1) % list.length]);
}
export function mend(m, f) {
  if (m.splice) act("mend", () => ({ base: S.v.version, ...m.splice, label: m.label, spot: { block: f.block, row: f.row, key: f.key } }));
  else if (m.edits) edit(m.label, m.edits, m.go ? { then: (_, hand) => jump(m.go, hand) } : {});
}
export function Mend({ f }) { const m = f.mends[0]; if (!m) return ""; if (f.mends.length > 1 || m.who) return html`<button class="row" onClick=${() => jump(f)}>${lang2("选…", "choose…")}</button>`; return html`<button class="row" onClick=${() => mend(m, f)}>${m.label}</button>`; }
const lang2 = (zh, en) => S.hello && S.hello.lang === "en" ? en : zh;

// An explanation stands in the model in both languages, the Chinese first.
function told(about) { const i = about.lastIndexOf("；"), en = i >= 0 && /^[\x20-\x7e²]+$/.test(about.slice(i + 1)); return en ? S.hello.lang === "en" ? about.slice(i + 1) : about.slice(0, i) : about; }

// ---- the frame ----
function State() {
  if (S.over) return html`<span class="state">${t("ended")}</span>`;
  if (S.lost) return html`<span class="state err" role="alert">${t("lost")}</span>`;
  if (S.problem) return html`<span class="state err" role="alert">${t("notSaved", S.problem)} <button class="row" onClick=${again}>${t("again")}</button></span>`;
  if (S.conflicts.length) return html`<span class="state look">${t("asks", S.conflicts.length)}</span>`;
  if (S.slow) return html`<span class="state second">${t("saving")}</span>`;
  if (S.at.tab === "roster" && !S.saved) return html`<span class="state good">${t("nothingYet")}</span>`;
  if (S.at.tab === "tonight" && S.nightTime) return html`<span class="state good" role="status">${t("eachSaved", S.nightTime)}</span>`;
  if (S.v && S.saved) return html`<span class="state good" role="status">${t("savedIn", S.v.file, S.saved)}</span>`;
  return html`<span class="state second" title=${S.hello.folder}>${S.hello.folder}</span>`;
}
const TABS = ["fill", "roster", "print", "tonight", "changed", "source"];
function Bar() {
  const v = S.at.page === "v", at = S.at;
  if (v) {
    const isTown = at.id === "town", n = S.changed && S.changed.known ? S.changed.changes.length : 0;
    return html`<header class="bar"><a class="town up" href="#/town" onClick=${e => { e.preventDefault(); go({ page: "town" }); }}>${S.town && S.town.name || t("villages")} ›</a>
      ${isTown ? html`<span class="town">${t("shared")}</span>` : html`<select class="town" aria-label=${t("village")} value=${at.id} onChange=${e => go({ page: "v", id: e.target.value, tab: at.tab, section: at.section })}>${(S.town ? S.town.villages : [{ id: at.id, name: S.v ? S.v.name : "" }]).map(x => html`<option value=${x.id} selected=${x.id === at.id}>${x.name}</option>`)}</select>`}
      <nav aria-label=${t("village")}>${TABS.filter(x => !isTown || x === "fill" || x === "source").map(x => html`<a href=${"#/v/" + at.id + "/" + x} aria-current=${at.tab === x ? "page" : null} onClick=${e => { e.preventDefault(); go({ page: "v", id: at.id, tab: x, section: at.section }); }}>${t(x)}${x === "changed" && n ? html` <span class="dot look">${n}</span>` : ""}</a>`)}</nav>
      <span class="grow"></span><${State} />
      <button class="link" disabled=${!(S.v && S.v.undo)} title=${S.v && S.v.undo ? t("undo") + "：" + S.v.undo : null} onClick=${() => act("undo")}>${t("undo")}</button>
      <button class="link" disabled=${!(S.v && S.v.redo)} title=${S.v && S.v.redo ? t("redo") + "：" + S.v.redo : null} onClick=${() => act("redo")}>${t("redo")}</button>
      <button class="link" onClick=${() => { S.help = true; draw(); }}>${t("help")}</button></header>`;
  }
  const open = S.town && S.town.villages[0];
  return html`<header class="bar"><span class="town">${S.town && S.town.name || "多案合一"}</span><nav>
    ${!S.hello.workspace ? "" : [["town", "villages"], ["shared", "shared"], ["tonight", "tonight"], ["print", "print"], ["report", "report"]].map(([p, w]) => html`<a href=${"#/" + p} aria-current=${at.page === p ? "page" : null} onClick=${e => { e.preventDefault(); if (p === "shared") return S.town && S.town.shared ? go({ page: "v", id: "town", tab: "fill", section: 6 }) : say({ text: lang2("还没有 town.yaml", "no town.yaml yet") }); go({ page: p }); }}>${t(w)}</a>`)}</nav>
    <span class="grow"></span><${State} /><button class="link" onClick=${() => { S.help = true; draw(); }}>${t("help")}</button>
    <button class="link" onClick=${async () => { try { await api("POST", "end", {}); } catch (e) { } S.over = true; draw(); }}>${t("end")}</button></header>`;
}
function Conflicts() {
  return S.conflicts.map((c, i) => html`<div class="said" role="status"><b>${c.row} ${c.key}</b><span>${t("conflict", c.to === null || c.to === undefined ? "" : c.to, c.theirs === null ? "—" : c.theirs)}</span>
    <button class="row" onClick=${() => { S.conflicts.splice(i, 1); if (c.theirs !== null) edit(c.label, [{ block: c.block, row: c.row, key: c.key, was: c.theirs, to: c.to }]); draw(); }}>${t("mine")}</button>
    <button class="row" onClick=${() => { S.conflicts.splice(i, 1); draw(); }}>${t("theirs")}</button></div>`);
}
const KEYS = [["Enter ↓", "Tab →"], ["F2", "k2"], ["F4", "k4"], ["F6", "k6"], ["F7", "k7"], ["F8", "k8"], ["Ctrl+C X V", "kC"], ["Ctrl+D", "kD"], ["Ctrl+Z Y", "kZ"], ["Alt+Insert / Delete", "kI"], ["Alt+↓", "kA"]];
function Help() {
  return html`<div class="over" onClick=${e => { if (e.target.className === "over") { S.help = false; draw(); } }}><div class="dialog" role="dialog" aria-modal="true" aria-label=${t("help")}>
    <h2>${t("keys")}</h2><table>${KEYS.map(k => html`<tr><td><kbd>${k[0]}</kbd></td><td class="small">　${t(k[1])}</td></tr>`)}</table>
    <p>　</p>${S.at.page === "v" ? html`<button onClick=${() => { S.help = false; act("morning"); }}>${t("morning")}</button> ` : ""}
    <button class="main" ref=${once} onClick=${() => { S.help = false; draw(); }}>${t("ok")}</button></div></div>`;
}

class App extends Component {
  componentDidMount() { root = this; for (const e of ["keydown", "mousedown"]) document.addEventListener(e, () => { S.hand++; }, true); document.addEventListener("keydown", this.key, true); this.begin(); }
  async begin() {
    try {
      S.hello = await api("GET", "hello"); speak(S.hello.lang); S.form = await api("GET", "form"); S.proofs = 0; for (const s of S.form.sections) for (const b of s.blocks) for (const c of b.columns) c.about = told(c.about);
      listen();
      if (S.hello.workspace) { await town(); const at = where(); if (at.page === "town" && !location.hash && S.town.villages.length === 1) go({ page: "v", id: S.town.villages[0].id, tab: "fill", section: 0 }); else go(at); } else draw();
    } catch (e) { if (e.status === 403) { S.locked = e.body.message; draw(); } else fail(e); }
  }
  key = e => {
    if (e.isComposing || !S.form) return;
    const ctrl = e.ctrlKey || e.metaKey, v = S.at.page === "v" && S.v, stop = () => { e.preventDefault(); e.stopPropagation(); };
    if (S.help && e.key === "Escape") { S.help = false; draw(); return; }
    if (ctrl && (e.key === "s" || e.key === "S")) { stop(); if (S.at.tab === "source" && root.saveSource) root.saveSource(); else say({ text: t("alreadySaved") }); return; }
    if (!v) return;
    const typing = e.target.matches && (e.target.matches("textarea") || (e.target.matches("input") && !e.target.matches(".ed") && e.target.value !== e.target.defaultValue)) || e.target.matches && e.target.matches(".ed.on");
    if (ctrl && !e.altKey && (e.key === "z" || e.key === "Z") && !typing) { stop(); if (S.v.undo || S.queue.length) act(e.shiftKey ? "redo" : "undo"); return; }
    if (ctrl && (e.key === "y" || e.key === "Y") && !typing) { stop(); if (S.v.redo) act("redo"); return; }
    if (e.key === "F8") { stop(); nextFault(); }
    if (e.key === "F4") { stop(); S.drawer = !S.drawer; draw(); }
    if (e.key === "F7") { stop(); const f = S.v.faults.find(f => f.own && f.block === S.at.block && f.row === S.at.row && f.key === S.at.key && f.mends[0] && f.mends[0].splice); if (f) mend(f.mends[0], f); }
    if (e.key === "F6") { stop(); const all = [...document.querySelectorAll("[data-region]")].filter(x => x.offsetParent); const i = all.findIndex(x => x.contains(document.activeElement)); const to = all[(i + (e.shiftKey ? -1 : 1) + all.length) % all.length]; const el = to && (to.querySelector(".ed,[aria-current],button:not([disabled]),input,select,a")); el && el.focus(); }
  };
  render() {
    if (S.locked) return html`<p class="old">${S.locked}</p>`;
    if (!S.form) return html`<p class="old second">${S.lost ? t("lost") : "…"}</p>`;
    if (!S.hello.workspace) return html`<div class="frame"><${Bar} /><div class="scroll grow" data-region><${Start} /></div></div>`;
    const at = S.at, here = S.hello.nights.filter(n => !(at.tab === "tonight" && at.id === n.village));
    return html`<div class="frame"><${Bar} />
      ${here.map(n => html`<div class="night">${t("running", n.name + " " + n.what, n.started.slice(11))} <button class="row" onClick=${() => go({ page: "v", id: n.village, tab: "tonight", night: n.n })}>${t("backNight")}</button></div>`)}
      <${Conflicts} />
      ${S.said ? html`<div class=${"said" + (S.said.bad ? " bad" : "")} role=${S.said.bad ? "alert" : "status"}><span>${S.said.text}</span>${(S.said.buttons || []).map(b => html`<button class="row" onClick=${() => { S.said = null; b.act(); draw(); }}>${b.text}</button>`)}${S.said.see ? html`<button class="row" onClick=${() => { const w = S.said.see; S.said = null; jump(w); }}>${t("see")}</button>` : ""}<span class="grow"></span><button class="row" onClick=${() => { S.said = null; draw(); }}>${t("ok")}</button></div>` : ""}
      ${at.page === "v" ? html`<${Village} />` : at.page === "report" ? html`<${Report} />` : at.page === "tonight" || at.page === "print" ? html`<${Choose} what=${at.page} />` : html`<${Town} />`}
      ${S.help ? html`<${Help} />` : ""}
      ${S.over ? html`<div class="over"><div class="dialog" role="alertdialog"><h2>${t("ended")}</h2></div></div>` : ""}</div>`;
  }
}
function Choose({ what }) {
  return html`<div class="col grow" data-region><div class="head"><h2>${t(what)}</h2></div><div class="scroll"><table class="list">${(S.town ? S.town.villages : []).map(v => html`<tr><td><b>${v.name}</b></td><td><button onClick=${() => go({ page: "v", id: v.id, tab: what })}>${t(what)} ›</button></td></tr>`)}</table></div></div>`;
}
function Village() {
  if (!S.v) return html`<p class="old second">…</p>`;
  const tab = S.at.tab || "fill";
  if (tab === "source") return html`<${Source} key=${S.at.id} />`;
  if (tab === "roster") return html`<${Import} key=${S.at.id} village=${S.at.id} />`;
  if (tab === "print") return html`<${Print} key=${S.at.id} />`;
  if (tab === "tonight") return html`<${Tonight} key=${S.at.id} />`;
  if (tab === "changed") return html`<${Changed} key=${S.at.id} />`;
  return html`<${Fill} key=${S.at.id} />`;
}

// ---- filling in ----
class Fill extends Component {
  constructor(p) { super(p); this.state = { more: {}, about: null, map: false, at: null }; this.grids = {}; }
  componentDidMount() { root.jump = (spot, hand) => this.jump(spot, hand); const a = S.at; if (a.row !== undefined && a.row !== "") this.jump({ block: a.block || S.form.sections[a.section || 0].blocks[0].id, row: a.row, key: a.key }); }
  componentWillUnmount() { root.jump = null; }
  jump(spot, hand = S.hand, tries = 0) {
    if (hand !== S.hand) return;
    const b = S.form.sections.flatMap(s => s.blocks).find(b => b.id === spot.block); if (!b) return;
    if (this.tab(b.id) !== b.id) { S.at.block = b.id; draw(); }
    if (b.lie === "form") { const el = document.getElementById("f-" + b.id + "-" + spot.key); if (el) { el.focus(); el.scrollIntoView({ block: "center" }); } return; }
    const cols = this.columns(b); let c = cols.findIndex(x => x.key === (spot.key || cols[0].key));
    if (c < 0 && b.columns.some(x => x.key === spot.key)) { this.state.more[b.id] = [...(this.state.more[b.id] || []), spot.key]; this.forceUpdate(); c = this.columns(b).findIndex(x => x.key === spot.key); }
    const r = this.rows(b).findIndex(x => x.row === spot.row), g = this.grids[b.id];
    if (!g) { if (tries < 5) setTimeout(() => this.jump(spot, hand, tries + 1), 40); return; }
    setTimeout(() => { if (r >= 0 && hand === S.hand) { g.go(r, Math.max(0, c)); g.ed.focus({ preventScroll: true }); } }, 20);
  }
  rows(b) {
    const s = (this.state.sort || {})[b.id], rows = block(b.id).rows; if (!s) return rows;
    if (this.sorted && this.sorted.of === rows && this.sorted.s === s) return this.sorted.list;
    const v = r => s.key === "@name" ? r.row : (r.cells[s.key] || ""), num = x => x !== "" && !isNaN(x);
    const list = [...rows].sort((a, b) => { const x = v(a), y = v(b); if (!x !== !y) return x ? -1 : 1; return (num(x) && num(y) ? x - y : x.localeCompare(y, "zh", { numeric: true })) * s.dir; });
    this.sorted = { of: rows, s, list }; return list;
  }
  sort(b, col, dir) { this.setState({ sort: { ...(this.state.sort || {}), [b.id]: dir ? { key: col.key, dir } : null } }); }
  tab(wanted) { const s = S.form.sections[S.at.section || 0]; return s.blocks.find(b => b.id === (S.at.block)) ? S.at.block : s.blocks[0].id; }
  columns(b) {
    const more = this.state.more[b.id] || [], list = b.columns.filter(c => c.shown || more.includes(c.key)).map(c => c.width ? c : { ...c, width: c.kind === "number" ? 60 : c.kind === "phone" ? 128 : 110 });
    const key = b.id + list.length; this.cache = this.cache || {};
    if (!this.cache[key]) this.cache[key] = b.lie === "named" ? [{ key: "@name", head: b.id === "posts" ? lang2("岗位", "post") : b.id === "people" ? lang2("姓名", "name") : b.id === "hazards" ? lang2("灾种", "hazard") : t("name"), kind: "name", width: 96, must: true, vocab: b.names, about: "" }, ...list] : list;
    return this.cache[key];
  }
  edits(b, cols, list, keep, label) {
    const rows = this.rows(b), out = []; let fresh = {};
    for (const { r, c, to, was } of list) {
      const row = rows[r], col = cols[c];
      if (!row) { (fresh[r] = fresh[r] || {})[col.key] = to; continue; }
      if (col.key === "@name") { if (to.trim() && to !== row.row) out.push({ block: b.id, row: row.row, name: to.trim() }); continue; }
      out.push({ block: b.id, row: row.row, key: col.key, was: was !== undefined ? was : row.cells[col.key] || "", to });
    }
    for (const r of Object.keys(fresh)) {
      const { ["@name"]: name, ...cells } = fresh[r];
      if (b.lie === "named") { if (!name) { say({ text: t("nameFirst") }); continue; } out.push({ block: b.id, insert: null, name: name.trim(), cells }); }
      else if (Object.values(cells).some(Boolean)) out.push({ block: b.id, insert: null, cells });
    }
    if (!out.length) return;
    const one = list.length === 1 && cols[list[0].c]; const renamed = out.find(e => e.name !== undefined && e.insert === undefined);
    edit(label || (out[0].insert !== undefined ? t("addLabel") : renamed ? t("renameLabel") : t("editLabel", one ? one.head : "")), out, renamed ? { then: () => this.renamed(b, renamed) } : {});
  }
  renamed(b, e) {
    const hits = [];
    for (const s of S.form.sections) for (const x of s.blocks) for (const row of block(x.id).rows) for (const col of x.columns) {
      if (col.refers !== b.id && !(b.id === "overview.groups" && col.key === "group")) continue; const v = row.cells[col.key]; if (!v) continue;
      const parts = v.split("、"); if (parts.includes(e.row)) hits.push({ block: x.id, row: row.row, key: col.key, was: v, to: parts.map(p => p === e.row ? e.name : p).join("、") });
    }
    if (hits.length) say({ text: t("renamed", hits.length, e.row), buttons: [{ text: t("renameAll", e.name), act: () => edit(t("renameAll", e.name), hits) }] });
  }
  paste(b, cols, data, r0, c0) {
    if (!data.length) return;
    const heads = data[0].map(h => { const p = h.replace(/\s/g, ""); return b.columns.concat(b.lie === "named" ? [{ key: "@name", head: "姓名" }, { key: "@name", head: cols[0].head }] : []).find(c => p && (c.head.replace(/\s/g, "") === p || (c.key === "head" && p === "户主姓名") || (c.key === "phone" && /^(联系)?(电话|手机)(号码?)?$/.test(p)) || (c.key === "address" && /住址|地址/.test(p)) || (c.key === "members" && /人数|人口/.test(p)))); });
    const known = heads.filter(Boolean).length;
    const put = (rows, map) => this.put(b, cols, rows, r0, map);
    const by = data[0].map((_, i) => cols[c0 + i]);
    if (known >= 2 && data.length > 1) return say({ text: t("headRow"), buttons: [{ text: t("byHead"), act: () => put(data.slice(1), heads) }, { text: t("byPlace"), act: () => put(data, by) }] });
    put(data, by);
  }
  put(b, cols, data, r0, map) {
    const rows = this.rows(b), out = []; let ditto = 0, half = 0;
    const cell = x => { const w = wide(x); if (w !== x) half++; return w; };
    const name0 = map.findIndex(c => c && c.key === "@name");
    data.forEach((line, i) => {
      const row = rows[r0 + i], cells = {};
      line.forEach((x, j) => { const col = map[j]; if (!col) return; if (/^(同上|〃|″)$/.test(x)) ditto++; cells[col.key] = ["phone", "number"].includes(col.kind) ? cell(x) : x; });
      if (row) { for (const k of Object.keys(cells)) if (k === "@name") { if (cells[k] && cells[k] !== row.row) out.push({ block: b.id, row: row.row, name: cells[k] }); } else if (cells[k] !== (row.cells[k] || "")) out.push({ block: b.id, row: row.row, key: k, was: row.cells[k] || "", to: cells[k] }); }
      else { const { ["@name"]: name, ...rest } = cells; for (const k of Object.keys(rest)) if (!rest[k]) delete rest[k]; if (b.lie === "named") { if (name) out.push({ block: b.id, insert: null, name, cells: rest }); } else if (Object.keys(rest).length) out.push({ block: b.id, insert: null, cells: rest }); }
    });
    if (!out.length) return;
    const label = t("pasteLabel", data.length);
    edit(label, out, { then: v => {
      const bad = v.faults.filter(f => f.own && f.block === b.id && f.severity === "error").length;
      const buttons = [{ text: t("undo"), act: () => act("undo") }]; if (bad) buttons.unshift({ text: t("see"), act: nextFault });
      if (ditto) buttons.unshift({ text: t("ditto", ditto) + t("fillIt"), act: () => this.ditto(b) });
      say({ text: t("pasted", data.length, bad ? t("needMend", bad) : "") + (half ? " " + t("half", half) : ""), buttons });
    } });
  }
  ditto(b) { const out = [], rows = block(b.id).rows, last = {}; for (const r of rows) for (const c of b.columns) { const v = r.cells[c.key]; if (/^(同上|〃|″)$/.test(v || "")) { if (last[c.key]) out.push({ block: b.id, row: r.row, key: c.key, was: v, to: last[c.key] }); } else if (v) last[c.key] = v; } if (out.length) edit(t("fillIt"), out); }
  sum(b) {
    const rows = block(b.id).rows; if (b.id !== "evacuees") return t("nRows", rows.length);
    let n = 0, p = 0, u = 0; for (const r of rows) { const h = +r.cells.households || 1; n += h; if (/^\d+$/.test(r.cells.members || "")) p += +r.cells.members; else u += h; }
    return t("nHomes", n, p) + (u ? t("unknown", u) : "");
  }
  card(f, style, g) {
    return html`<div class=${"card " + (f.severity === "error" ? "" : "look")} style=${style} onMouseDown=${e => e.stopPropagation()}><b>${f.message}</b>${f.hint ? html`<p class="small">${f.hint}</p>` : ""}
      ${f.mends.map(m => html`<div class="who"><span class="grow cut"><b>${m.who || ""}</b> <span class="small">${m.about || ""}</span></span><button class="row" onClick=${() => { mend(m, f); g.ed.focus(); }}>${m.label}</button></div>`)}</div>`;
  }
  render(_, st) {
    const v = shown(), at = S.at, section = S.form.sections[at.section || 0], id = this.tab(), b = section.blocks.find(x => x.id === id);
    const own = S.v.faults.filter(f => f.severity !== "note"), here = own.filter(f => f.own && section.blocks.some(x => x.id === f.block));
    const loose = own.filter(f => !f.own || f.block === null);
    const forms = section.blocks.filter(x => x.lie === "form");
    return html`<div class="body">
      <nav class="nav scroll" data-region aria-label=${t("fill")}>${S.form.sections.map((s, i) => {
        const fs = own.filter(f => f.own && s.blocks.some(x => x.id === f.block)), e = count(fs, "error"), w = count(fs, "warning"), n = s.blocks.reduce((n, x) => n + (x.lie === "form" ? 0 : block(x.id).rows.length), 0);
        return html`${i === 0 || S.form.sections[i - 1].tier !== s.tier ? html`<p>${t("must" + s.tier)}</p>` : ""}<button aria-current=${i === (at.section || 0) ? "true" : null} onClick=${() => { go({ ...at, section: i, block: undefined, row: "", key: "" }); setTimeout(() => { const e = document.querySelector(".edit .ed,.edit .f input"); e && e.focus({ preventScroll: true }); }, 30); }}>${s.title}<span class="n">${e ? html`<span class="dot" title=${t("toMend")}>${e}</span>` : w ? html`<span class="dot look" title=${t("glance")}>${w}</span>` : n || ""}</span></button>`;
      })}</nav>
      <main class="edit col" data-region>
        <div class="ehead"><h2>${section.blocks.length > 1 && forms.length < section.blocks.length ? section.title : section.title}</h2>
          ${section.blocks.length > 1 ? html`<span class="chips">${(forms.length ? [forms[0], ...section.blocks.filter(x => x.lie !== "form")] : section.blocks).map(x => html`<button class="chip row" aria-pressed=${id === x.id || (x.lie === "form" && b.lie === "form") ? "true" : "false"} onClick=${() => go({ ...at, block: x.id, row: "", key: "" })}>${x.lie === "form" ? section.title : x.title}</button>`)}</span>` : ""}
          ${b.lie !== "form" ? html`<span class="small cut">${this.sum(b)}</span>` : ""}<span class="grow"></span>
          ${b.lie !== "form" ? html`<button onClick=${() => { const g = this.grids[b.id], n = block(b.id).rows.length; g.go(n, 0, false, false); g.ed.focus(); }}>${t("addRow", b.id === "evacuees" ? t("household") : t("rowWord"))}</button>
            <button onClick=${() => { st.pasting = true; this.setState({ pasting: true }); const g = this.grids[b.id]; g.ed.focus(); setTimeout(() => this.setState({ pasting: false }), 6000); }}>${st.pasting ? t("pasteNow") : t("pasteBtn")}</button>
            ${b.columns.some(c => !c.shown) ? html`<button aria-expanded=${st.choose ? "true" : "false"} onClick=${() => this.setState({ choose: !st.choose })}>${t("cols", this.columns(b).length, b.columns.length + (b.lie === "named" ? 1 : 0))}</button>` : ""}
            ${["points", "shelters", "places"].includes(b.id) ? html`<button onClick=${() => this.setState({ map: !st.map })}>${st.map ? t("table") : t("map")}</button>` : ""}` : ""}
          <button class="wide-not" onClick=${() => { S.drawer = !S.drawer; draw(); }}>${t("seeCard")}</button>
        </div>
        ${st.choose && b.lie !== "form" ? html`<div class="box chips" style=${{ flexWrap: "wrap" }}>${b.columns.filter(c => !c.shown).map(c => { const on = (st.more[b.id] || []).includes(c.key); return html`<button class="chip row" aria-pressed=${on ? "true" : "false"} onClick=${() => this.setState({ more: { ...st.more, [b.id]: on ? st.more[b.id].filter(k => k !== c.key) : [...(st.more[b.id] || []), c.key] } })}>${c.head}</button>`; })}</div>` : ""}
        ${b.lie === "form" ? html`<div class="forms">${forms.map(x => html`<${FormBlock} b=${x} first=${x === forms[0]} />`)}</div>`
        : st.map && ["points", "shelters", "places"].includes(b.id) ? html`<${PlaceMap} b=${b} />`
        : html`<${Grid} key=${b.id} base=${"g" + b.id.replace(/\W/g, "")} title=${section.title} rows=${this.rows(b)} sorted=${(st.sort || {})[b.id]} onSort=${(c, d) => this.sort(b, c, d)} cols=${this.columns(b)} faults=${faultsOf(b.id)} chg=${sincePrint(b.id)} hold=${g => { this.grids[b.id] = g; }}
            onEdit=${(l, keep, label) => this.edits(b, this.columns(b), l, keep, label)} onPaste=${(d, r, c) => this.paste(b, this.columns(b), d, r, c)} pick=${(c, q) => options(c, b.id, q)}
            onMake=${m => edit(t("addNew"), [{ block: m.block, insert: null, name: m.name, cells: {} }], { then: (_, hand) => jump({ block: m.block, row: m.name, key: "phone" }, hand) })}
            onHead=${c => this.setState({ about: c })} onInsert=${r => b.lie === "list" && !(st.sort || {})[b.id] ? edit(t("addLabel"), [{ block: b.id, insert: r, cells: { [b.columns[0].key]: "＿" } }]) : say({ text: t("nameFirst") })}
            onDelete=${(r0, r1) => { const rows = this.rows(b).slice(r0, r1 + 1).filter(r => !r.from); if (rows.length) edit(t("delLabel", rows.length), rows.map(r => ({ block: b.id, row: r.row, remove: true }))); }}
            onRow=${(r, row, col) => { S.at = { ...at, block: b.id, row: row ? row.row : "", key: col ? (col.key === "@name" ? "" : col.key) : "" }; go(S.at, true); this.setState({ at: row ? { block: b.id, row } : null, about: null }); }}
            cardOf=${(f, style) => this.card(f, style, this.grids[b.id])} />`}
        <section class="strip" id="strip" role="status" data-region aria-label=${t("toMend")}>
          <div class="top">${st.about ? html`<b>${st.about.head}</b><span class="small">${st.about.about}</span>` : html`${count(own, "error") ? html`<span class="dot">${count(own, "error")}</span> ${t("nErr", "")}` : html`<span class="good">${t("clean")}</span>`} ${count(own, "warning") ? html`<span class="dot look">${count(own, "warning")}</span> ${t("nWarn", "")}` : ""}`}<span class="grow"></span>${sincePrint(b.id) ? html`<span class="small"><mark>◤</mark> ${t("sinceP")}</span>` : ""}${own.length ? html`<button class="link" onClick=${nextFault}>${t("next")} <kbd>F8</kbd></button>` : ""}</div>
          <div class="scroll">${[...here, ...loose].slice(0, 60).map(f => html`<div class="ln"><button class="link cut" style=${{ maxWidth: "38%" }} onClick=${() => f.own && f.block !== null ? jump(f) : go({ ...at, tab: "source", line: f.line })}>${this.place(f)}</button><span class="grow cut" title=${f.message}>${f.message}</span><${Mend} f=${f} /></div>`)}</div>
        </section>
      </main>
      <div class="drag" role="separator" aria-orientation="vertical" onMouseDown=${e => { e.preventDefault(); const p = document.querySelector(".paper"); const move = m => { p.style.width = Math.max(300, Math.min(innerWidth - 560, innerWidth - m.clientX)) + "px"; }; const up = () => { removeEventListener("mousemove", move); removeEventListener("mouseup", up); }; addEventListener("mousemove", move); addEventListener("mouseup", up); }}></div>
      ${at.id === "town" ? "" : html`<${Paper} at=${st.at} />`}
    </div>`;
  }
  place(f) {
    const b = S.form.sections.flatMap(s => s.blocks).find(b => b.id === f.block); if (!f.own || !b) return f.file ? `${f.file} ${f.line || ""}` : t("village");
    const col = b.columns.find(c => c.key === f.key), row = b.lie === "list" ? `${+f.row + 1} ${(block(b.id).rows[+f.row] || { cells: {} }).cells[b.columns[0].key] || ""}` : f.row;
    return [row || b.title || S.form.sections[0].title, col && col.head].filter(Boolean).join(" · ");
  }
}
class FormBlock extends Component {
  render({ b, first }) {
    const row = block(b.id).rows[0] || { row: "", cells: {}, grey: {} }, faults = faultsOf(b.id)[""] || {};
    return html`<div>${first ? "" : html`<h3>${b.title}</h3>`}${b.columns.map(c => {
      const own = row.cells[c.key], grey = row.grey && row.grey[c.key], f = faults[c.key], id = "f-" + b.id + "-" + c.key;
      const change = e => { const to = e.target.value.trim(); if (to !== (own || "")) edit(t("editLabel", c.head), [{ block: b.id, row: "", key: c.key, was: own || "", to }]); };
      const cls = f ? (f.severity === "error" ? "bad" : "dim") : "";
      const opts = options(c, b.id, "").map(o => o.value);
      return html`<div class="f"><label for=${id}>${c.head}${c.must ? html`<span class="err"> *</span>` : ""}</label>
        ${grey && own === undefined && !(this.state.mine || {})[c.key] ? html`<span id=${id} tabindex="-1" class="second cut">${grey.text}</span><span class="small">${t("fromAbove")} <button class="row" onClick=${() => this.setState({ mine: { ...this.state.mine, [c.key]: true } })}>${t("own")}</button></span>`
        : c.kind === "choice" ? html`<select id=${id} class=${cls} value=${own || ""} onChange=${change}><option value=""></option>${c.words.map(w => html`<option value=${w} selected=${w === own}>${w}</option>`)}</select>`
        : html`<input id=${id} class=${cls} list=${opts.length ? id + "-l" : null} value=${own || ""} defaultValue=${own || ""} aria-invalid=${f ? "true" : null} onFocus=${() => { S.at = { ...S.at, block: b.id, row: "", key: c.key }; }} onChange=${change} onKeyDown=${e => { if (e.key === "Enter") { e.target.blur(); const all = [...document.querySelectorAll(".f input,.f select")]; const n = all[all.indexOf(e.target) + 1]; n && n.focus(); } }} />`}
        <span class="tiny">${f ? html`<span class=${f.severity === "error" ? "err" : "look"}>${f.message} </span>` : ""}${f ? html`<${Mend} f=${f} />` : ""} ${c.about}</span></div>`;
    })}</div>`;
  }
}

// ---- the paper beside it ----
class Paper extends Component {
  constructor(p) { super(p); this.state = { family: null, card: "", page: 0, large: false, proof: null, url: null, slow: false, menu: false }; }
  componentDidMount() { this.ask(); }
  componentWillUnmount() { clearTimeout(this.t); this.gone = true; if (this.state.url) URL.revokeObjectURL(this.state.url); }
  componentDidUpdate() { this.ask(); }
  wanted() {
    const fam = S.papers || []; if (!fam.length) return null;
    const st = this.state, at = this.props.at; let card = null;
    // A card whose number has changed with its household is looked for anew.
    if (st.card && !fam.some(f => f.name === st.family && f.cards.some(c => c.number === st.card))) { this.followed = null; st.family = null; st.card = ""; this.key = null; }
    const key = at ? at.block + "|" + at.row.row : "";
    if (key !== this.followed && at) {
      this.followed = key; const has = (f, fn) => { const x = fam.find(x => x.name === f); const c = x && x.cards.find(fn); return c && { family: f, card: c.number }; };
      const n = at.row.row;
      card = at.block === "evacuees" ? has("household-cards", c => c.to.includes((at.row.cells.address || "") + " " + (at.row.cells.head || "")) || (at.row.cells.head && c.to.endsWith(" " + at.row.cells.head)))
        : at.block === "people" ? has("duty-cards", c => c.to.includes(n)) || has("role-cards", c => c.to.includes(n)) : at.block === "points" ? has("site-cards", c => c.to.includes(n))
        : at.block === "posts" ? has("duty-cards", c => c.to.startsWith(n)) : null;
      if (card && (card.family !== st.family || card.card !== st.card)) { st.family = card.family; st.card = card.card; st.page = 0; }
    }
    if (!st.family) { const f = fam.find(f => f.name === "household-cards") || fam.find(f => f.cards.length) || fam[0]; st.family = f.name; st.card = f.cards.length ? f.cards[0].number : ""; }
    return st;
  }
  ask() {
    const w = this.wanted(); if (!w || !S.v) return;
    const key = [S.v.version, S.proofs, w.family, w.card, w.large, S.changed && S.changed.since].join("|");
    if (key === this.key && w.page === this.page) return;
    const cards = w.card !== "" || key === this.key; if (!cards && this.key && w.family === this.fam && S.v.id === this.id) { /* a whole book: only when asked */ if (!this.force) return; }
    this.force = false; this.key = key; this.page = w.page; this.fam = w.family; this.id = S.v.id;
    clearTimeout(this.t); this.t = setTimeout(() => this.fetch(key, w.page), 120);
  }
  async fetch(key, page) {
    const w = this.state, q = `family=${encodeURIComponent(w.family)}&card=${encodeURIComponent(w.card)}&large=${w.large ? 1 : 0}`;
    const slow = setTimeout(() => this.setState({ slow: true }), 400), start = Date.now();
    try {
      const proof = await api("GET", `v/${S.v.id}/paper.json?${q}`);
      if (this.gone || key !== this.key) return;
      const pg = Math.min(page, proof.pages.length - 1), dpi = Math.round(446 / proof.pages[pg].w * 72 * Math.min(2, devicePixelRatio || 1) * 1.25);
      const blob = await api("GET", `v/${S.v.id}/paper?${q}&page=${pg}&dpi=${dpi}`);
      if (this.gone || key !== this.key) return;
      if (this.state.url) URL.revokeObjectURL(this.state.url);
      const old = this.state.proof && this.state.proof.pages[pg] ? new Set(this.state.proof.pages[pg].runs.map(r => r.text)) : null;
      this.took = Date.now() - start;
      this.setState({ proof, url: URL.createObjectURL(blob), at: pg, error: null, old: this.shownKey === w.family + w.card ? old : null }); this.shownKey = w.family + w.card;
    } catch (e) { if (key !== this.key || !e.status) return; if (e.status === 404 && w.card) { const id = S.v.id, p = await api("GET", `v/${id}/papers`).catch(() => null); if (p && S.v && S.v.id === id) { S.papers = p.families; this.key = null; draw(); } } else this.setState({ error: e.body.message }); }
    finally { clearTimeout(slow); this.setState({ slow: false }); }
  }
  show(family, card) { this.force = true; this.setState({ family, card, page: 0, menu: false }); }
  where(text) {
    const q = text.replace(/\s/g, ""); if (q.length < 2) return null;
    const prefer = this.props.at; const hit = (b, r) => { if (r.row.replace(/\s/g, "") === q && isNaN(r.row)) return { block: b, row: r.row, key: "" }; for (const k of Object.keys(r.cells)) { const v = r.cells[k].replace(/\s/g, ""); if (v === q || (v.length > 3 && q.includes(v)) || (q.length > 2 && v.includes(q))) return { block: b, row: r.row, key: k }; } };
    if (prefer) { const h = hit(prefer.block, prefer.row); if (h) return h; }
    for (const s of S.form.sections) for (const b of s.blocks) for (const r of block(b.id).rows) { const h = !r.from && hit(b.id, r); if (h) return h; }
    return null;
  }
  render({ at }, st) {
    const fam = S.papers || [], f = fam.find(x => x.name === st.family), page = st.proof && st.proof.pages[st.at], k = page ? 446 / page.w : 1;
    const bad = at && S.v ? S.v.faults.filter(x => x.own && x.block === at.block && x.row === at.row.row && x.severity === "error") : [];
    const news = page ? page.runs.filter(r => r.new) : [], c = f && f.cards.findIndex(x => x.number === st.card), card = f && f.cards[c];
    const boxes = []; for (const x of bad) { const val = (at.row.cells[x.key] || "").replace(/\s/g, ""); const b = S.form.sections.flatMap(s => s.blocks).find(b => b.id === x.block), col = b.columns.find(c => c.key === x.key); if (page && val) for (const r of page.runs) if (r.text.replace(/\s/g, "").includes(val)) boxes.push({ r, name: col ? col.head : "" }); }
    const step = d => { if (card && f.cards.length) { const n = f.cards[(c + d + f.cards.length) % f.cards.length]; this.show(st.family, n.number); } else if (st.proof) { this.force = true; this.setState({ page: Math.max(0, Math.min(st.proof.pages.length - 1, st.page + d)) }); } };
    return html`<aside class=${"paper col" + (S.drawer ? "" : " away")} data-region aria-label=${lang2("纸", "Paper")}>
      <div class="ehead"><b>${f ? f.title : ""}</b><span class="small grow cut">${card ? card.to : ""}</span>
        <span style=${{ position: "relative" }}><button onClick=${() => this.setState({ menu: !st.menu })} aria-expanded=${st.menu ? "true" : "false"}>${t("other")}</button>${st.menu ? html`<div class="menu" style=${{ right: 0, top: "36px" }}>${fam.map(x => html`<button onClick=${() => this.show(x.name, x.cards.length ? x.cards[0].number : "")}>${x.title}<span class="small">${x.cards.length || ""}</span></button>`)}</div>` : ""}</span>
        <button aria-pressed=${st.large ? "true" : "false"} onClick=${() => { this.force = true; this.setState({ large: !st.large }); }}>${t("large")}</button>
        <button aria-label="‹" onClick=${() => step(-1)}>‹</button><span class="small">${card ? `${c + 1}/${f.cards.length}` : st.proof ? `${(st.at || 0) + 1}/${st.proof.pages.length}` : ""}</span><button aria-label="›" onClick=${() => step(1)}>›</button></div>
      <div class="scroll grow">
        ${st.slow ? html`<div class="box small">${t("setting")}</div>` : ""}${st.error ? html`<div class="box err">${st.error}</div>` : ""}
        ${!fam.length && S.papers ? html`<div class="box small">${t("noPaper")}</div>` : ""}
        ${page && st.url ? html`<div class="sheet" data-took=${this.took} style=${{ height: page.h * k + "px" }}><img src=${st.url} alt=${st.proof.text[st.at]} />
          ${page.runs.map(r => html`<i class="go" style=${{ left: r.x * k + "px", top: r.y * k + "px", width: r.w * k + "px", height: r.h * k + "px" }} onClick=${() => { const w = this.where(r.text); if (w) jump(w); }}></i>`)}
          ${news.map(r => html`<i style=${{ left: r.x * k + "px", top: r.y * k + "px", width: r.w * k + "px", height: r.h * k + "px" }}></i>`)}
          ${st.old ? page.runs.filter(r => !st.old.has(r.text) && r.text.trim()).map(r => html`<i class="fresh" key=${this.key + r.x + r.y} style=${{ left: r.x * k + "px", top: r.y * k + "px", width: r.w * k + "px", height: r.h * k + "px", background: "none" }}></i>`) : ""}
          ${boxes.map(({ r, name }) => html`<i class="wait" style=${{ left: Math.max(2, Math.min(r.x * k - 3, 446 - 152)) + "px", top: r.y * k - 4 + "px", minWidth: "150px", width: r.w * k + 6 + "px", height: Math.max(28, r.h * k + 8) + "px" }}>${t("waits", name)}</i>`)}</div>` : ""}
        ${bad.length && !boxes.length && page ? html`<div class="box err small">${bad.map(x => html`<p>${x.message}</p>`)}</div>` : ""}
        ${(st.proof && st.proof.faults || []).map(x => html`<div class="box look small">${x}</div>`)}
        ${news.length && S.changed && S.changed.since ? html`<div class="box"><b>${t("since", S.changed.since)}</b>${(() => { const who = at ? (at.row.cells.head || at.row.row) : "", told = S.changed.changes.filter(x => who && isNaN(who) && x.text.includes(who)).slice(0, 6); return told.length ? told.map(x => { const [a, b] = x.text.split(" → "); return html`<p>${b === undefined ? a : html`${a} → <mark>${b}</mark>`}</p>`; }) : news.slice(0, 6).map(r => html`<p><mark>${r.text}</mark></p>`); })()}</div>` : ""}
        ${(() => { const x = at && at.block === "evacuees" && at.row.cells["helper.0"] && fam.find(x => x.name === "role-cards"), n = x && (x.cards.find(c => c.to.includes(at.row.cells["helper.0"]) && c.to.startsWith("结对")) || x.cards.find(c => c.to.includes(at.row.cells["helper.0"]))); return n ? html`<div class="box"><b>${t("alsoIn", at.row.cells.head || "")}</b><p><button class="link" onClick=${() => this.show("role-cards", n.number)}>${x.title} ${n.to}</button></p></div>` : ""; })()}
      </div>
      <div class="ehead pfoot"><span class="small grow cut">${S.changed && S.changed.since ? t("lastP", S.changed.since) : ""}</span><button onClick=${() => st.url && this.setState({ zoom: true })}>${t("zoom")}</button><button onClick=${() => go({ page: "v", id: S.at.id, tab: "print", only: st.family })}>${t("printThis")}</button></div>
      ${st.zoom ? html`<div class="over" onClick=${() => this.setState({ zoom: false })}><img src=${st.url} alt="" style=${{ maxWidth: "96%", maxHeight: "96%", background: "#fff" }} /></div>` : ""}
    </aside>`;
  }
}
export const rootOf = () => root;
render(html`<${App} />`, Object.assign(document.getElementById("page"), { textContent: "" }));
