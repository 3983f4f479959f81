// The page: requests with the word that opens it, edits in a line one after the other, tidings from the disk, the
// frame of a village and of the town. Texts reach the document as text nodes only.
import { html, render, Component } from "./preact.js";
import { t, speak, refusal, alone } from "./words.js";
import { Grid, phone, wide } from "./grid.js";
import { Paper } from "./paper.js";
import { Print } from "./print.js";
import { PlaceMap } from "./map.js";
import { Import, dropping } from "./roster.js";
import { Town, Start, Tonight, Changed, Source, Report, Choose, Said } from "./screens.js";

// The word stands behind the `#` once; then the address says where one is.
const first = location.hash.slice(1);
if (/^[0-9a-f]{32}$/.test(first)) { sessionStorage.setItem("duoan", first); history.replaceState(null, "", location.pathname); }
const token = sessionStorage.getItem("duoan") || "";

export class Failed extends Error { constructor(status, body) { super(body && body.message || status); this.status = status; this.body = body || {}; this.body.message = this.body.code ? refusal(this.body.code, this.body.message, this.body.english) : this.body.message || (status ? t("noAnswer", status) : ""); } }
export async function api(method, path, body, raw) {
  let r;
  try { r = await fetch("/api/" + path, { method, headers: { "X-Duoan": token, ...(body !== undefined && !raw ? { "Content-Type": "application/json" } : {}) }, body: body === undefined ? undefined : raw ? body : JSON.stringify(body), cache: "no-store" }); }
  catch (e) { throw new Failed(0, { message: "" }); }
  if (path.includes("/paper?") || path.endsWith("/picture")) { if (!r.ok) throw new Failed(r.status, await r.json().catch(() => null)); return r.blob(); }
  const data = await r.json().catch(() => null);
  if (!r.ok) throw new Failed(r.status, data);
  return data;
}

const S = { hello: null, form: null, at: { page: "town" }, town: null, v: null, queue: [], past: {}, acks: 0, busy: false, hand: 0, saved: null, said: null, lost: false, conflicts: [], stale: {}, papers: null, changed: null, n: null };
export const state = S;
let root;
export const draw = () => root && root.forceUpdate();
export function say(what) { S.said = what; draw(); }

// ---- where one is ----
export function go(at, quiet) {
  // What is being typed is written while it is known where it belongs.
  if (S.v && (at.page !== "v" || at.id !== S.v.id)) { leave(); S.past[S.v.id] = S.v; }
  const old = S.at; S.at = at; S.said = quiet ? S.said : null;
  const h = at.page === "v" ? ["v", at.id, at.tab || "fill", at.section || 0, at.row || "", at.key || "", at.block || ""].map(encodeURIComponent).join("/") : at.page;
  if ("#/" + h !== location.hash) history[old.page === at.page && old.id === at.id && old.tab === at.tab ? "replaceState" : "pushState"](null, "", "#/" + h);
  if (at.page === "v" && (!S.v || S.v.id !== at.id)) { S.v = null; S.papers = null; S.changed = null; S.shown = null; S.saved = null; load(); }
  if (at.page === "town") town();
  draw();
}
function where() {
  const p = location.hash.replace(/^#\//, "").split("/").map(x => { try { return decodeURIComponent(x); } catch (e) { return ""; } });
  return p[0] === "v" ? { page: "v", id: p[1], tab: p[2] || "fill", section: +p[3] || 0, row: p[4], key: p[5], block: p[6] || undefined } : { page: p[0] || "town" };
}
addEventListener("popstate", () => go(where()));

export async function town() { try { S.town = await api("GET", "town"); draw(); if (S.at.page === "town") for (const v of S.town.villages) if (S.stale[v.id] === undefined && !v.broken) { S.stale[v.id] = null; api("GET", `v/${v.id}/changed`).then(c => { S.stale[v.id] = c; draw(); }, () => {}); } } catch (e) { fail(e); } }
async function load() {
  const id = S.at.id, acks = S.acks;
  // An answer that is older than what has been written since is asked for again.
  try { const v = await api("GET", "v/" + id); if (S.at.id !== id) return; if (acks !== S.acks) return load(); take(v); if (id !== "town") { later(id); } }
  catch (e) { if (e.status === 404) go({ page: "town" }); else fail(e); }
}
// In English a family is called by what it is, and by what stands on it.
export const named = list => S.hello.lang === "en" ? list.map(f => ({ ...f, title: f.name.replace(/-/g, " ") + " " + f.title })) : list;
function later(id) { clearTimeout(later.t); later.t = setTimeout(() => { api("GET", `v/${id}/papers`).then(p => { if (S.at.id === id) { S.papers = named(p.families); draw(); } }, () => {}); api("GET", `v/${id}/changed`).then(c => { if (S.at.id === id) { S.changed = c; S.stale[id] = c; draw(); } }, () => {}); }, S.papers ? 1200 : 50); }
export function take(v, was) {
  // While a file cannot be read the last that could be stays in sight.
  if (!v.readable && S.v && S.v.id === v.id) v.blocks = S.v.blocks; else carry(was || (S.v && S.v.id === v.id ? S.v : S.past[v.id] || { blocks: {} }).blocks, v);
  delete S.past[v.id]; S.v = v; S.shown = null; remember(v); draw();
}
export function fail(e) { if (e.status === 0) { S.lost = true; draw(); retry(); } else { S.said = { bad: true, text: e.body?.message || String(e.message) }; draw(); } }
function retry() { clearTimeout(retry.t); retry.t = setTimeout(async () => { try { await api("GET", "hello"); S.lost = false; load2(); } catch (e) { if (e.status === 0) retry(); } }, 1500); }
function load2() { if (S.at.page === "v") load(); else town(); pump(); }

// ---- rows keep who they are: their numbers and names change under edits, that does not ----
let born = 0;
const fresh = () => "r" + ++born;
const saying = r => Object.keys(r.cells).sort().map(k => k + "\t" + r.cells[k]).join("\n");
// Tells where each row is now: first those that say the same, wherever they are, then those with the same first cell,
// then those between the same neighbours that have something in common.
function matched(then, now, first) {
  const found = then.map(() => -1), taken = new Set();
  const once = (rows, free, of) => { const m = new Map(); rows.forEach((r, i) => { if (free(i)) { const k = of(r); m.set(k, m.has(k) ? null : i); } }); return m; };
  for (const of of [saying, r => r.cells[first] || ""]) {
    const a = once(then, i => found[i] < 0, of), b = once(now, i => !taken.has(i), of);
    for (const [k, i] of a) { const j = b.get(k); if (k && i !== null && j !== null && j !== undefined) { found[i] = j; taken.add(j); } }
  }
  for (let i = 0, from = 0; i < then.length; i++) { if (found[i] >= 0) { from = found[i] + 1; continue; } let j = from; while (j < now.length && taken.has(j)) j++; if (j < now.length && Object.keys(then[i].cells).some(k => then[i].cells[k] && now[j].cells[k] === then[i].cells[k])) { found[i] = j; taken.add(j); from = j + 1; } }
  return found;
}
function carry(was, v) {
  for (const id of Object.keys(v.blocks)) {
    const old = (was[id] || blank).rows, now = v.blocks[id].rows;
    if (lie(id) === "list") { const b = S.form.sections.flatMap(s => s.blocks).find(b => b.id === id); matched(old, now, b.columns[0] && b.columns[0].key).forEach((at, i) => { if (at >= 0) now[at].uid = old[i].uid; }); }
    else { const names = new Map(old.map(r => [r.row, r.uid])); for (const r of now) r.uid = names.get(r.row); }
    for (const r of now) r.uid = r.uid || fresh();
  }
}
// Ties edits to the rows that are meant, as they are shown or as a version has them.
export function pin(edits, v) { for (const e of edits) if (!e.uid) { if (e.insert !== undefined) e.uid = fresh(); else { const r = ((v || shown() || { blocks: {} }).blocks[e.block] || blank).rows.find(r => r.row === e.row); if (r) e.uid = r.uid; } } return edits; }

// ---- edits: shown at once, sent one after the other ----
const blank = { rows: [], own: false };
export function block(id) { const v = shown(); return v && v.blocks[id] || blank; }
export function shown() {
  if (!S.v) return null;
  return S.shown = S.shown || { ...S.v, blocks: applied(S.v.blocks, S.queue.filter(op => op.id === S.v.id)) };
}
function applied(before, ops) {
  const blocks = { ...before }, own = new Set();
  for (const op of ops) for (const e of op.edits || []) {
    if (!own.has(e.block)) { own.add(e.block); blocks[e.block] = { ...(blocks[e.block] || blank), rows: [...(blocks[e.block] || blank).rows] }; }
    const b = blocks[e.block];
    const i = b.rows.findIndex(r => e.uid ? r.uid === e.uid : r.row === e.row);
    if (e.insert !== undefined) {
      const row = { row: e.name !== undefined ? e.name : String(b.rows.length), uid: e.uid, cells: { ...e.cells }, grey: {} };
      if (e.name === undefined && e.insert !== null) { b.rows.splice(e.insert, 0, row); b.rows = b.rows.map((r, n) => ({ ...r, row: String(n) })); } else b.rows.push(row);
    } else if (i < 0) { if (lie(e.block) === "form") b.rows.push({ row: "", cells: { [e.key]: e.to }, grey: {} }); continue; }
    else if (e.remove) { b.rows.splice(i, 1); if (lie(e.block) === "list") b.rows = b.rows.map((r, n) => ({ ...r, row: String(n) })); }
    else if (e.name !== undefined) b.rows[i] = { ...b.rows[i], row: e.name };
    else { const cells = { ...b.rows[i].cells, [e.key]: e.to }; if (e.to === "") delete cells[e.key]; b.rows[i] = { ...b.rows[i], cells, grey: b.rows[i].grey }; }
  }
  return blocks;
}
const lie = id => { for (const s of S.form.sections) for (const b of s.blocks) if (b.id === id) return b.lie; };
export function edit(label, edits, more) { pin(edits); S.queue.push({ id: S.v.id, label, edits, hand: S.hand, ...more }); S.shown = null; draw(); pump(); return edits; }
export function act(verb, body, more) { S.queue.push({ id: S.v.id, verb, body, hand: S.hand, ...more }); pump(); }
// What is open is written before anything else is done with the file.
export const open = new Set();
export function leave() { for (const write of [...open]) write(); }
// Returns the edits with the rows as they are called now; those whose row is gone are asked about.
function addressed(op, v) {
  const list = [];
  op.edits = op.edits.filter(e => {
    const r = e.insert === undefined && e.uid ? (v.blocks[e.block] || blank).rows.find(r => r.uid === e.uid) : null;
    if (e.insert === undefined && e.uid && !r) { if (!e.remove) clash({ ...e, theirs: null }, op); return false; }
    const { uid, ...rest } = e; list.push(r ? { ...rest, row: r.row } : rest); return true;
  });
  return list;
}
function clash(c, op) { const i = S.conflicts.findIndex(x => x.id === op.id && x.uid === c.uid && x.key === c.key); S.conflicts.splice(i < 0 ? S.conflicts.length : i, i < 0 ? 0 : 1, { ...c, id: op.id, label: op.label, place: S.v && S.v.id === op.id ? placed(c) : "" }); }
function placed(c) { const b = S.form.sections.flatMap(s => s.blocks).find(b => b.id === c.block), r = block(c.block).rows.find(r => r.uid === c.uid), col = b && b.columns.find(x => x.key === c.key); return [r ? (b.lie === "list" ? r.cells[b.columns[0].key] || +r.row + 1 : r.row) : isNaN(c.row) ? c.row : "", col ? col.head : ""].filter(Boolean).map(alone).join(" · "); }
async function pump() {
  if (S.busy || !S.queue.length) return;
  const op = S.queue[0], id = op.id, before = S.v && S.v.id === id ? S.v : S.past[id]; if (!before) return;
  S.busy = true; const slow = setTimeout(() => { S.slow = true; draw(); }, 400);
  try {
    const edits = op.verb ? null : addressed(op, before);
    if (edits && !edits.length) { S.queue.shift(); S.shown = null; }
    else {
      const body = op.verb && (typeof op.body === "function" ? op.body() : op.body || {});
      const v = op.verb ? body === null ? null : await api(op.method || "POST", `v/${id}/${op.verb}`, body) : await api("PATCH", "v/" + id, { base: before.version, label: op.label, edits });
      S.queue.shift(); S.acks++; S.problem = null;
      const was = v && (op.verb ? before.blocks : applied(before.blocks, [op]));
      if (v && S.v && S.v.id === id) { const spot = v.spot; S.saved = v.time; take(v, was); if (spot && spot.block !== undefined && spot.block !== null) jump(spot, op.hand); if (op.then) op.then(v, op.hand); later(id); }
      else if (v) { carry(was, v); S.past[id] = v; }
    }
  } catch (e) { await refused(e, op); }
  clearTimeout(slow); S.slow = false; S.busy = false; draw();
  if (S.queue.length && !S.lost && !S.problem) pump();
}
async function refused(e, op) {
  const code = e.body && e.body.code, here = () => S.v && S.v.id === op.id ? load() : null;
  if (e.status === 0) { S.lost = true; retry(); }
  else if (e.status === 409 && e.body.conflicts) {
    S.queue.shift(); S.shown = null; await here();
    // That one waits for an answer; everything else is written.
    const asked = new Set();
    for (const c of e.body.conflicts) { const x = op.edits.find(x => x.block === c.block && x.key === c.key && x.to === c.to && !asked.has(x)); if (x) { asked.add(x); clash({ ...x, theirs: c.theirs }, op); } }
    const rest = op.edits.filter(x => !asked.has(x)); if (asked.size && rest.length) S.queue.unshift({ ...op, edits: rest }); S.shown = null;
  }
  // A full disk, a file that is being written by hand: it stays here until there is room for it.
  else if (e.status >= 500 || code === "unreadable" || (e.status === 404 && !op.verb)) {
    const gone = e.status === 404;
    S.problem = { text: gone ? t("fileGone", S.v && S.v.id === op.id ? S.v.file : op.id) : e.body.message || String(e.status), unreadable: gone || code === "unreadable", readonly: code === "read-only" };
    // A file that was whole, or there, again before anybody looked at it is no news: it is asked for.
    if (S.problem.unreadable) setTimeout(() => S.problem && S.problem.unreadable && again(), 2000);
  }
  else if (!op.verb && ["too-old", "busy"].includes(code) && (op.tries = (op.tries || 0) + 1) < 4) await here();
  else { S.queue.shift(); S.shown = null; const all = (op.edits || []).map(x => x.name || x.to).filter(Boolean)[0] || "", typed = all.length > 40 ? all.slice(0, 40) + "…" : all; S.said = { bad: true, text: (typed ? t("notWritten", typed) : "") + (e.body.message || "") }; if (e.status === 409) await here(); if (op.fail) op.fail(e); }
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
  if (what.what === "plans") { S.proofs++; load(); root.plans && root.plans(); }
  if (what.what === "file" && (what.id === S.v.id || what.id === "town") && !(what.id === S.v.id && what.version === S.v.version)) {
    // While something is being saved it may be one's own: it is looked at again afterwards.
    if (S.busy) return void setTimeout(() => heard(what), 400);
    const before = S.v; await load();
    if (S.v && S.v.readable && S.problem && S.problem.unreadable) again();
    if (what.id === S.v.id && S.v.version !== before.version) { const list = diff(before, S.v), line = (S.v.faults.find(f => f.line) || {}).line; S.said = S.v.readable ? list.length ? { text: t("elsewhere", S.v.time, list.length), see: list[0] } : S.said : { text: t("elsewhereBroken", line || 1) }; draw(); }
  }
}
function diff(a, b) {
  const out = [];
  for (const id of Object.keys(b.blocks)) {
    const old = new Map(((a.blocks[id] || blank).rows).map(r => [r.uid, r]));
    for (const r of b.blocks[id].rows) { const o = old.get(r.uid); old.delete(r.uid); if (!o) { out.push({ block: id, row: r.row }); continue; } for (const k of new Set([...Object.keys(r.cells), ...Object.keys(o.cells)])) if (r.cells[k] !== o.cells[k]) out.push({ block: id, row: r.row, key: k }); }
    for (const o of old.values()) out.push({ block: id, row: "", gone: o.row });
  }
  return out;
}

// Puts the focus on what has just come, once; only what stands in the document can have it.
export const once = e => { if (e && !e.seen) { e.seen = true; setTimeout(() => e.focus()); } };

// ---- names and initials ----
const INI = {};
const GROUPS = { group: "overview.groups" };
function remember(v) {
  const names = new Set();
  const add = n => { if (n && !INI[n]) names.add(n); }, blocks = new Set([GROUPS.group]);
  // Whatever can be chosen is found by its initials: rows that are pointed to, words of the program's own.
  for (const s of S.form.sections) for (const b of s.blocks) for (const c of b.columns) { if (c.refers) blocks.add(c.refers); for (const w of c.words || []) add(w); }
  for (const b of blocks) for (const r of (v.blocks[b] || blank).rows) add(r.row);
  for (const k of Object.keys(S.form.names)) for (const n of S.form.names[k]) add(n);
  if (names.size) api("POST", "initials", [...names]).then(x => Object.assign(INI, x), () => {});
}
export function remembered(list) { const names = [...new Set(list)].filter(n => n && !INI[n]).slice(0, 5000); if (names.length) api("POST", "initials", names).then(x => { Object.assign(INI, x); draw(); }, () => {}); }
export function found(name, q) { const s = q.toLowerCase(); return !s || name.includes(q) || (INI[name] || []).some(i => i.startsWith(s) || i.includes(s)); }
export function options(col, blockId, q) {
  const last = col.kind === "texts" ? q.split(/[、，,]/).pop() : q;
  let list = [];
  const refers = col.refers || (col.key === "group" ? GROUPS.group : null);
  if (col.kind === "choice") list = col.words.map(value => ({ value }));
  else if (refers) {
    const load = {}; if (refers === "people" && blockId === "evacuees") for (const r of block("evacuees").rows) { const h = r.cells["helper.0"]; if (h) load[h] = (load[h] || 0) + 1; }
    list = block(refers).rows.map(r => ({ value: r.row, about: [r.cells.title, phone(r.cells.phone || ""), r.cells.address || r.cells.place, load[r.row] ? t("load", load[r.row]) : ""].filter(Boolean).join(" · ") }));
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
  for (const f of S.v.faults) if (f.own && f.block === id) { const b = S.form.sections.flatMap(s => s.blocks).find(b => b.id === id); const key = f.key || (b.lie === "named" ? "@name" : b.columns[0] && b.columns[0].key); const at = ((S.v.blocks[id] || blank).rows.find(r => r.row === f.row) || {}).uid || f.row, r = map[at] || (map[at] = {}); if (!r[key] || (r[key].severity !== "error" && f.severity === "error")) r[key] = f; }
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
  // Several may stand at one place, and some at none: the last one that was shown is known by itself.
  const id = f => JSON.stringify([f.code, f.block, f.row, f.key, f.line]);
  let i = list.findIndex(f => id(f) === S.shownFault && f.block === S.at.block); if (i < 0) i = list.findIndex(f => f.block === S.at.block && f.row === S.at.row && (f.key || "") === (S.at.key || ""));
  const next = list[(i + 1) % list.length]; S.shownFault = id(next); jump(next);
}
export function mend(m, f) {
  // The fault is looked up again when its turn comes: what was written before it may have moved it.
  const uid = x => ((S.v.blocks[x.block] || blank).rows.find(r => r.row === x.row) || {}).uid, mine = uid(f);
  const now = () => { const x = S.v && S.v.faults.find(x => x.code === f.code && x.block === f.block && x.key === f.key && uid(x) === mine && x.line !== undefined && (x.block !== null || x.line === f.line)); return x && x.mends.find(y => y.splice && y.label === m.label); };
  if (m.splice) act("mend", () => { const y = now(); return y ? { base: S.v.version, ...y.splice, label: m.label, spot: { block: f.block, row: f.row, key: f.key } } : null; });
  else if (m.edits) edit(m.label, pin(m.edits.map(e => ({ ...e })), S.v), m.go ? { then: (_, hand) => jump(m.go, hand) } : {});
}
export function Mend({ f }) { const m = f.mends[0]; if (!m) return ""; if (f.mends.length > 1 || m.who) return html`<button class="row" onClick=${() => jump(f)}>${lang2("选…", "choose…")}</button>`; return html`<button class="row" title=${m.label} onClick=${() => mend(m, f)}>${m.label}</button>`; }
export const lang2 = (zh, en) => S.hello && S.hello.lang === "en" ? en : zh;

// An explanation stands in the model in both languages, the Chinese first.
function told(about) { const i = about.lastIndexOf("；"), en = i >= 0 && /^[\x20-\x7e²]+$/.test(about.slice(i + 1)); return (en ? S.hello.lang === "en" ? about.slice(i + 1) : about.slice(0, i) : about).replace(/\.$/, ""); }

// ---- the frame ----
export const frozen = () => !!(S.lost || S.over || S.hello && S.hello.writable === false || S.problem && S.problem.readonly);
const otherFolder = () => say({ text: t("howFolder", S.hello.folder) });
function State() {
  if (S.over) return html`<span class="state">${t("ended")}</span>`;
  if (S.lost) return html`<span class="state err" role="alert">${t("lost")}</span>`;
  if (S.problem) return html`<span class="state err" role="alert">${S.problem.readonly ? t("readonly") : t("notSaved", S.problem.text)} <button class="row" onClick=${again}>${t("again")}</button></span>`;
  if (S.hello.writable === false) return html`<span class="state look">${t("readonly")} <button class="row" onClick=${otherFolder}>${t("otherFolder")}</button></span>`;
  if (S.conflicts.length) return html`<span class="state look">${t("asks", S.conflicts.length)}</span>`;
  if (S.slow) return html`<span class="state second">${t("saving")}</span>`;
  if (S.at.tab === "roster" && !S.saved) return html`<span class="state good">${t("nothingYet")}</span>`;
  if (S.at.tab === "tonight" && S.nightLoose) return html`<span class="state look">${t("notKept")}</span>`;
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
      <button class="link" disabled=${!(S.v && S.v.undo)} title=${S.v && S.v.undo ? t("undo") + "：" + S.v.undo : t("noStep")} onClick=${() => act("undo")}>${t("undo")}</button>
      <button class="link" disabled=${!(S.v && S.v.redo)} title=${S.v && S.v.redo ? t("redo") + "：" + S.v.redo : t("noStep")} onClick=${() => act("redo")}>${t("redo")}</button>
      <button class="link" onClick=${() => { S.help = true; draw(); }}>${t("help")}</button></header>`;
  }
  const open = S.town && S.town.villages[0];
  return html`<header class="bar"><span class="town">${S.town && S.town.name || "多案合一"}</span><nav>
    ${!S.hello.workspace ? "" : [["town", "villages"], ["shared", "shared"], ["tonight", "tonight"], ["print", "print"], ["report", "report"]].map(([p, w]) => html`<a href=${"#/" + p} aria-current=${at.page === p ? "page" : null} onClick=${e => { e.preventDefault(); if (p === "shared") return S.town && S.town.shared ? go({ page: "v", id: "town", tab: "fill", section: 6 }) : say({ text: lang2("还没有 town.yaml", "no town.yaml yet") }); go({ page: p }); }}>${t(w)}</a>`)}</nav>
    <span class="grow"></span><${State} /><button class="link" onClick=${() => { S.help = true; draw(); }}>${t("help")}</button>
    <button class="link" onClick=${async () => { try { await api("POST", "end", {}); } catch (e) { } S.over = true; draw(); }}>${t("end")}</button></header>`;
}
function Conflicts() {
  const done = c => { S.conflicts = S.conflicts.filter(x => x !== c); draw(); };
  const mine = c => { done(c); if (c.theirs !== null) edit(c.label, [{ ...c.base, uid: c.uid, block: c.block, row: c.row, key: c.key, was: c.theirs, to: c.to }]); };
  return S.conflicts.filter(c => S.v && c.id === S.v.id).map(c => html`<div class="said" role="status"><b>${c.place}</b><span>${c.theirs === null ? t("rowGone", c.name || c.to || "") : t("conflict", c.to || t("emptyCell"), c.theirs || t("emptyCell"))}</span>
    ${c.theirs === null ? "" : html`<button class="row" onClick=${() => mine(c)}>${t("mine")}</button>`}<button class="row" onClick=${() => done(c)}>${t(c.theirs === null ? "ok" : "theirs")}</button></div>`);
}
const KEYS = [["Enter Tab", "k1"], ["F2", "k2"], ["F4", "k4"], ["F6", "k6"], ["F7", "k7"], ["F8", "k8"], ["Ctrl+C X V", "kC"], ["Ctrl+D", "kD"], ["Ctrl+Z Y", "kZ"], ["Alt+Insert / Delete", "kI"], ["Alt+↓", "kA"]];
function Help() {
  return html`<div class="over" onClick=${e => { if (e.target.className === "over") { S.help = false; draw(); } }}><div class="dialog" role="dialog" aria-modal="true" aria-label=${t("help")}>
    <h2>${t("keys")}</h2><table>${KEYS.map(k => html`<tr><td><kbd>${k[0]}</kbd></td><td class="small">　${t(k[1])}</td></tr>`)}</table>
    <p>　</p>${S.at.page === "v" ? html`<button onClick=${() => { S.help = false; act("morning"); }}>${t("morning")}</button> ` : ""}
    <button ref=${once} onClick=${() => { S.help = false; draw(); }}>${t("ok")}</button></div></div>`;
}

class App extends Component {
  componentDidMount() { root = this; for (const e of ["keydown", "mousedown", "beforeinput", "compositionstart", "paste"]) document.addEventListener(e, () => { S.hand++; }, true); dropping();
    // A double click on what writes is one click.
    document.addEventListener("click", e => { if (e.detail > 1 && e.target.closest && e.target.closest(".foot button,.call button,.home button,.said button")) { e.preventDefault(); e.stopPropagation(); } }, true);
    addEventListener("beforeunload", e => { leave(); if (S.queue.length) { e.preventDefault(); e.returnValue = ""; } }); document.addEventListener("keydown", this.key, true); this.begin(); }
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
    if (e.key === "Escape" && document.querySelector(".over img")) { document.querySelector(".over").click(); return; }
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
    if (!S.hello.workspace) return html`<div class="frame"><${Bar} /><${Said} /><div class="scroll grow col" role="main" data-region><${Start} /></div>${S.help ? html`<${Help} />` : ""}${S.over ? html`<div class="over"><div class="dialog" role="alertdialog" aria-label=${t("ended")}><h2>${t("ended")}</h2></div></div>` : ""}</div>`;
    const at = S.at, here = S.hello.nights.filter(n => !(at.tab === "tonight" && at.id === n.village));
    return html`<div class="frame"><${Bar} />
      ${here.map(n => html`<div class="night" role="status"><b class="cut" title=${n.name} style=${{ maxWidth: "240px" }}>${n.name}</b><span>${t("running", n.what, n.started.slice(11))}</span><button class="row" onClick=${() => go({ page: "v", id: n.village, tab: "tonight", night: n.n })}>${t("backNight")}</button></div>`)}
      <${Conflicts} />
      <${Said} />
      <div class="whole" role="main">${at.page === "v" ? html`<h1 class="hid">${S.v ? S.v.name : ""} · ${t(at.tab || "fill")}</h1><${Village} />` : at.page === "report" ? html`<${Report} />` : at.page === "tonight" || at.page === "print" ? html`<${Choose} what=${at.page} />` : html`<${Town} />`}</div>
      ${S.help ? html`<${Help} />` : ""}
      ${S.over ? html`<div class="over"><div class="dialog" role="alertdialog" aria-label=${t("ended")}><h2>${t("ended")}</h2></div></div>` : ""}</div>`;
  }
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

// How wide a column is at least: its heading stands in it whole.
const headed = c => [...c.head].reduce((n, x) => n + (x > "\u2e80" ? 15 : 8), 17) + (c.must ? 12 : 0);

// ---- filling in ----
class Fill extends Component {
  constructor(p) { super(p); this.state = { more: {}, about: null, map: false, at: null }; this.grids = {}; this.stash = {}; }
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
    const at = r < 0 && !spot.row ? this.rows(b).length : r;
    setTimeout(() => { if (at >= 0 && hand === S.hand) { g.go(at, Math.max(0, c)); g.ed.focus({ preventScroll: true }); } }, 20);
  }
  rows(b) {
    const s = (this.state.sort || {})[b.id], rows = block(b.id).rows; if (!s) return rows;
    if (this.sorted && this.sorted.of === rows && this.sorted.s === s) return this.sorted.list;
    const v = r => s.key === "@name" ? r.row : (r.cells[s.key] || ""), num = x => x !== "" && !isNaN(x);
    const list = [...rows].sort((a, b) => { const x = v(a), y = v(b); if (!x !== !y) return x ? -1 : 1; return (num(x) && num(y) ? x - y : x.localeCompare(y, "zh", { numeric: true })) * s.dir; });
    this.sorted = { of: rows, s, list }; return list;
  }
  saveOrder(b) {
    const uids = this.rows(b).filter(r => !r.from).map(r => r.uid);
    act("order", () => ({ base: S.v.version, block: b.id, label: t("sortLabel"), rows: uids.map(u => (S.v.blocks[b.id].rows.find(r => r.uid === u) || {}).row).filter(x => x !== undefined) }), { then: () => this.sort(b, null, 0) });
  }
  sort(b, col, dir) { this.setState({ sort: { ...(this.state.sort || {}), [b.id]: dir ? { key: col.key, dir } : null } }); }
  tab(wanted) { const s = S.form.sections[S.at.section || 0]; return s.blocks.find(b => b.id === (S.at.block)) ? S.at.block : s.blocks[0].id; }
  columns(b) {
    const more = this.state.more[b.id] || [], list = b.columns.filter(c => c.shown || more.includes(c.key)).map(c => ({ ...c, width: Math.max(c.width || (c.kind === "number" ? 60 : c.kind === "phone" ? 128 : 110), headed(c)) }));
    const key = b.id + list.length; this.cache = this.cache || {};
    if (!this.cache[key]) this.cache[key] = b.lie === "named" ? [{ key: "@name", head: b.id === "posts" ? lang2("岗位", "post") : b.id === "people" ? lang2("姓名", "name") : b.id === "hazards" ? lang2("灾种", "hazard") : t("name"), kind: "name", width: ["people", "posts"].includes(b.id) ? 96 : 132, must: true, vocab: b.names, about: "" }, ...list] : list;
    return this.cache[key];
  }
  edits(b, cols, list, keep, label) {
    const rows = this.rows(b), out = []; let fresh = {};
    for (const { r, c, to, was } of list) {
      const row = rows[r], col = cols[c];
      if (!row) { (fresh[r] = fresh[r] || {})[col.key] = to; continue; }
      if (col.key === "@name") { if (to.trim() && to !== row.row) out.push({ block: b.id, row: row.row, uid: row.uid, name: to.trim() }); continue; }
      out.push({ block: b.id, row: row.row, uid: row.uid, key: col.key, was: was !== undefined ? was : row.cells[col.key] || "", to });
    }
    for (const r of Object.keys(fresh)) {
      const { ["@name"]: name, ...cells } = { ...this.stash[b.id], ...fresh[r] };
      // Without a name there is nothing to write it below yet; it stays where it was typed.
      if (b.lie === "named" && !name) { this.stash[b.id] = cells; say({ text: t("nameFirst") }); this.forceUpdate(); continue; }
      if (b.lie === "named" || Object.values(cells).some(Boolean)) { delete this.stash[b.id]; for (const k of Object.keys(cells)) if (!cells[k]) delete cells[k]; out.push({ block: b.id, insert: null, ...(b.lie === "named" ? { name: name.trim() } : {}), cells }); }
    }
    if (!out.length) return null;
    const one = list.length === 1 && cols[list[0].c]; const renamed = out.find(e => e.name !== undefined && e.insert === undefined);
    return edit(label || (out[0].insert !== undefined ? t("addLabel") : renamed ? t("renameLabel") : t("editLabel", one ? one.head : "")), out, renamed ? { then: () => this.renamed(b, renamed) } : {});
  }
  renamed(b, e) {
    const hits = [];
    for (const s of S.form.sections) for (const x of s.blocks) for (const row of block(x.id).rows) for (const col of x.columns) {
      if (col.refers !== b.id && !(b.id === "overview.groups" && col.key === "group")) continue; const v = row.cells[col.key]; if (!v) continue;
      const parts = v.split("、"); if (parts.includes(e.row)) hits.push({ block: x.id, row: row.row, uid: row.uid, key: col.key, was: v, to: parts.map(p => p === e.row ? e.name : p).join("、") });
    }
    if (hits.length) say({ text: t("renamed", hits.length, e.row), buttons: [{ text: t("renameAll", e.name), act: () => edit(t("renameAll", e.name), hits) }] });
  }
  paste(b, cols, data, r0, c0) {
    if (!data.length) return;
    const heads = data[0].map(h => { const p = h.replace(/\s/g, ""); return b.columns.concat(b.lie === "named" ? [{ key: "@name", head: "姓名" }, { key: "@name", head: cols[0].head }] : []).find(c => p && (c.head.replace(/\s/g, "") === p || (c.key === "head" && p === "户主姓名") || (c.key === "phone" && /^(联系)?(电话|手机)(号码?)?$/.test(p)) || (c.key === "address" && /住址|地址/.test(p)) || (c.key === "members" && /人数|人口/.test(p)))); });
    const known = heads.filter(Boolean).length;
    // The rows under it are those that are seen now, whenever the question is answered.
    const rows = this.rows(b), put = (data, map) => this.put(b, cols, data, rows, r0, map, map === heads && b.lie === "named");
    const by = data[0].map((_, i) => cols[c0 + i]);
    const odd = data[0].filter((h, i) => h.trim() && !heads[i]), column = { text: t("byColumn"), act: () => { S.pasted = data; go({ page: "v", id: S.at.id, tab: "roster" }); } };
    if (known >= 2 && data.length > 1) return say({ text: t("headRow") + (odd.length ? " " + t("headOdd", odd.join("、")) : ""), buttons: [{ text: t("byHead"), act: () => put(data.slice(1), heads) }, { text: t("byPlace"), act: () => put(data, by) }, ...(S.at.id === "town" ? [] : [column])] });
    put(data, by);
  }
  // Whoever stands under a heading of names is himself, wherever the cursor is: nobody takes the row of another.
  put(b, cols, data, rows, r0, map, byName) {
    const out = [], made = {}, twice = []; let ditto = 0, half = 0;
    const cell = x => { const w = wide(x); if (w !== x) half++; return w; };
    const name0 = map.findIndex(c => c && c.key === "@name");
    data.forEach((line, i) => {
      const own = byName && name0 >= 0 ? (line[name0] || "").trim() : null, row = own === null ? rows[r0 + i] : rows.find(r => r.row === own), cells = {};
      if (own && made[own]) return void twice.push(own);
      line.forEach((x, j) => { const col = map[j]; if (!col) return; if (/^(同上|〃|″)$/.test(x)) ditto++; cells[col.key] = ["phone", "number"].includes(col.kind) ? cell(x) : x; });
      if (row) { for (const k of Object.keys(cells)) if (k === "@name") { if (cells[k] && cells[k] !== row.row) out.push({ block: b.id, row: row.row, uid: row.uid, name: cells[k] }); } else if (cells[k] !== (row.cells[k] || "")) out.push({ block: b.id, row: row.row, uid: row.uid, key: k, was: row.cells[k] || "", to: cells[k] }); }
      else { const { ["@name"]: name, ...rest } = cells; for (const k of Object.keys(rest)) if (!rest[k]) delete rest[k]; if (b.lie === "named") { if (name) { made[name.trim()] = true; out.push({ block: b.id, insert: null, name: name.trim(), cells: rest }); } } else if (Object.keys(rest).length) out.push({ block: b.id, insert: null, cells: rest }); }
    });
    if (!out.length) return;
    const label = t("pasteLabel", data.length);
    edit(label, out, { then: v => {
      const bad = v.faults.filter(f => f.own && f.block === b.id && f.severity === "error").length;
      const buttons = [{ text: t("undo"), act: () => act("undo") }]; if (bad) buttons.unshift({ text: t("see"), act: nextFault });
      if (ditto) buttons.unshift({ text: t("ditto", ditto) + t("fillIt"), act: () => this.ditto(b, true) }, { text: t("leave"), act: () => this.ditto(b, false) });
      say({ text: t("pasted", data.length, bad ? t("needMend", bad) : "") + (half ? " " + t("half", half) : "") + (twice.length ? " " + t("twice", twice.join("、")) : ""), buttons });
    } });
  }
  ditto(b, fill) { const out = [], last = {}; for (const r of block(b.id).rows) for (const c of b.columns) { const v = r.cells[c.key]; if (/^(同上|〃|″)$/.test(v || "")) { if (last[c.key] || !fill) out.push({ block: b.id, row: r.row, key: c.key, was: v, to: fill ? last[c.key] : "" }); } else if (v) last[c.key] = v; } if (out.length) edit(t(fill ? "fillIt" : "leave"), out); }
  // What a card cannot do without, and what can be proposed for it.
  lacks() {
    const says = (r, k) => { const own = r.cells[k], grey = r.grey && r.grey[k]; return /[^＿_\s]/.test(own !== undefined ? own : grey ? grey.text : ""); };
    const one = (b, k) => says(block(b).rows[0] || { cells: {} }, k), out = [];
    if (!one("", "town")) out.push(["needTown", { block: "", row: "", key: "town" }]);
    if (!one("", "code")) out.push(["needCode", { block: "", row: "", key: "code" }]);
    const date = ["number", "effective", "review_by"].find(k => !one("edition", k)); if (date) out.push(["needEdition", { block: "edition", row: "", key: date }]);
    // A row without what it is there for is none: it is gone to.
    for (const [id, key, w] of [["posts", "0", "needPost"], ["hazards", "", "needHazard"], ["contacts", "phone", "needDuty"], ["alarms", "pattern", "needAlarm"]]) { const rows = block(id).rows; if (!rows.some(r => key ? says(r, key) : /[^＿_\s]/.test(r.row))) out.push([w, key && rows.length ? { block: id, row: rows[0].row, key } : { block: id }]); }
    return out;
  }
  begin(spot) { if (spot.row !== undefined) return jump(spot); go({ ...S.at, tab: "fill", section: sectionOf(spot.block), block: spot.block, row: "", key: "" }); setTimeout(() => { const e = document.querySelector(".edit .ed"); e && e.focus({ preventScroll: true }); }, 60); }
  sets() {
    const make = (tool, ready, now, clear) => edit(t("needAlarm"), [["准备转移", ready], ["立即转移", now], ["解除", clear]].map(([name, pattern]) => ({ block: "alarms", insert: null, name, cells: { tool, pattern } })));
    return [["大喇叭", "喊三遍：收拾好，等着走", "反复喊：马上走", "喊三遍：可以回家了"], ["铜锣", "慢敲，敲一阵停一阵", "急敲不停", "慢敲三下"], ["手摇警报器", "摇半分钟停半分钟", "连续摇三分钟", "长响一次"], ["哨子", "一长一短", "急吹不停", "长吹一声"]].map(s => html`<button class="row" onClick=${() => make(...s)}>${s[0]}</button>`);
  }
  sum(b) {
    const rows = block(b.id).rows; if (b.id !== "evacuees") return t("nRows", rows.length);
    let n = 0, p = 0, u = 0; for (const r of rows) { const h = +r.cells.households || 1; n += h; if (/^\d+$/.test(r.cells.members || "")) p += +r.cells.members; else u += h; }
    return t("nHomes", n, p) + (u ? t("unknown", u) : "");
  }
  card(f, style, g) {
    return html`<div class=${"card " + (f.severity === "error" ? "" : "look")} style=${style} onMouseDown=${e => e.stopPropagation()}><b>${f.message}</b>${f.hint ? html`<p class="small">${f.hint}</p>` : ""}
      ${f.mends.map(m => html`<div class="who"><span class="grow cut"><b>${m.who || ""}</b> <span class="small">${m.about || ""}</span></span><button class="row" title=${m.label} onClick=${() => { mend(m, f); g.ed.focus(); }}>${m.label}</button></div>`)}</div>`;
  }
  render(_, st) {
    const v = shown(), at = S.at, section = S.form.sections[at.section || 0], id = this.tab(), b = section.blocks.find(x => x.id === id);
    const own = S.v.faults.filter(f => f.severity !== "note"), here = own.filter(f => f.own && section.blocks.some(x => x.id === f.block));
    const loose = own.filter(f => !f.own || f.block === null), other = own.filter(f => f.own && f.block !== null && !here.includes(f));
    // Red first; of one colour those of this section.
    const strip = [...here, ...loose, ...other].sort((a, b) => (b.severity === "error") - (a.severity === "error"));
    // Until a row is gone to it is the first.
    const row = b.lie === "form" ? null : this.rows(b)[0], on = st.at && st.at.block === id ? st.at : row ? { block: id, row } : null;
    const forms = section.blocks.filter(x => x.lie === "form");
    return html`<div class="body">
      <nav class="nav scroll" data-region aria-label=${t("fill")}>${S.form.sections.map((s, i) => {
        const fs = own.filter(f => f.own && s.blocks.some(x => x.id === f.block)), e = count(fs, "error"), w = count(fs, "warning"), n = s.blocks.reduce((n, x) => n + (x.lie === "form" ? 0 : block(x.id).rows.length), 0);
        return html`${i === 0 || S.form.sections[i - 1].tier !== s.tier ? html`<p>${t("must" + s.tier)}</p>` : ""}<button aria-current=${i === (at.section || 0) ? "true" : null} onClick=${() => { go({ ...at, section: i, block: undefined, row: "", key: "" }); setTimeout(() => { const e = document.querySelector(".edit .ed,.edit .f input"); e && e.focus({ preventScroll: true }); }, 30); }}>${s.title}<span class="n">${e ? html`<span class="dot" title=${t("toMend")}>${e}</span>` : w ? html`<span class="dot look" title=${t("glance")}>${w}</span>` : n || ""}</span></button>`;
      })}</nav>
      <div class="edit col" data-region>
        <div class="ehead"><h2>${section.blocks.length > 1 && forms.length < section.blocks.length ? section.title : section.title}</h2>
          ${section.blocks.length > 1 ? html`<span class="chips">${(forms.length ? [forms[0], ...section.blocks.filter(x => x.lie !== "form")] : section.blocks).map(x => html`<button class="chip row" aria-pressed=${id === x.id || (x.lie === "form" && b.lie === "form") ? "true" : "false"} onClick=${() => go({ ...at, block: x.id, row: "", key: "" })}>${x.lie === "form" ? section.title : x.title}</button>`)}</span>` : ""}
          ${b.lie !== "form" ? html`<span class="small cut">${this.sum(b)}</span>` : ""}<span class="grow"></span>
          ${b.lie !== "form" ? html`<button onClick=${() => { const g = this.grids[b.id], n = block(b.id).rows.length; g.go(n, 0, false, false); g.ed.focus(); }}>${t("addRow", b.id === "evacuees" ? t("household") : t("rowWord"))}</button>
            <button onClick=${() => { st.pasting = true; this.setState({ pasting: true }); const g = this.grids[b.id]; g.ed.focus(); setTimeout(() => this.setState({ pasting: false }), 6000); }}>${st.pasting ? t("pasteNow") : t("pasteBtn")}</button>
            ${b.columns.some(c => !c.shown) ? html`<button aria-expanded=${st.choose ? "true" : "false"} onClick=${() => this.setState({ choose: !st.choose })}>${t("cols", this.columns(b).length, b.columns.length + (b.lie === "named" ? 1 : 0))}</button>` : ""}
            ${(st.sort || {})[b.id] ? html`<button onClick=${() => this.saveOrder(b)}>${t("saveOrder")}</button>` : ""}
            ${["points", "shelters", "places"].includes(b.id) ? html`<button onClick=${() => this.setState({ map: !st.map })}>${st.map ? t("table") : t("map")}</button>` : ""}` : ""}
          <button class="wide-not" onClick=${() => { S.drawer = !S.drawer; draw(); }}>${t("seeCard")}</button>
        </div>
        ${(() => { const l = at.id === "town" ? [] : this.lacks(); return l.length ? html`<div class="lacks"><b>${t("lacks", l.length)}</b>${l.map(([w, spot]) => html`<button class="link" onClick=${() => this.begin(spot)}>${t(w)}</button>`)}</div>` : ""; })()}
        ${b.id === "alarms" && !block("alarms").rows.length ? html`<div class="lacks"><span>${t("alarmSets")}</span>${this.sets()}</div>` : ""}
        ${st.choose && b.lie !== "form" ? html`<div class="box chips" style=${{ flexWrap: "wrap" }}>${b.columns.filter(c => !c.shown).map(c => { const on = (st.more[b.id] || []).includes(c.key); return html`<button class="chip row" aria-pressed=${on ? "true" : "false"} onClick=${() => this.setState({ more: { ...st.more, [b.id]: on ? st.more[b.id].filter(k => k !== c.key) : [...(st.more[b.id] || []), c.key] } })}>${c.head}</button>`; })}</div>` : ""}
        ${b.lie === "form" ? html`<div class="forms">${forms.map(x => html`<${FormBlock} b=${x} first=${x === forms[0]} />`)}</div>`
        : st.map && ["points", "shelters", "places"].includes(b.id) ? html`<${PlaceMap} b=${b} />`
        : html`<${Grid} key=${b.id} base=${"g" + b.id.replace(/\W/g, "")} title=${section.title} rows=${this.rows(b)} sorted=${(st.sort || {})[b.id]} onSort=${(c, d) => this.sort(b, c, d)} cols=${this.columns(b)} faults=${faultsOf(b.id)} chg=${sincePrint(b.id)} stash=${this.stash[b.id]} locked=${frozen()} hold=${g => { this.grids[b.id] = g; }}
            onGone=${(row, col, to) => { S.conflicts.push({ id: S.v.id, uid: row.uid, block: b.id, row: row.row, key: col.key, to, theirs: null, place: col.head }); draw(); }} onCommand=${k => k === "undo" ? act("undo") : k === "redo" ? act("redo") : this.setState({ pasting: true })}
            onEdit=${(l, keep, label) => this.edits(b, this.columns(b), l, keep, label)} onPaste=${(d, r, c) => this.paste(b, this.columns(b), d, r, c)} pick=${(c, q) => options(c, b.id, q)}
            onMake=${m => edit(t("addNew"), [{ block: m.block, insert: null, name: m.name, cells: {} }], { then: (_, hand) => jump({ block: m.block, row: m.name, key: "phone" }, hand) })}
            onHead=${c => this.setState({ about: c })} onInsert=${r => b.lie === "list" && !(st.sort || {})[b.id] ? edit(t("addLabel"), [{ block: b.id, insert: r, cells: { [b.columns[0].key]: "＿" } }]) : say({ text: t("nameFirst") })}
            onDelete=${(r0, r1) => { const rows = this.rows(b).slice(r0, r1 + 1).filter(r => !r.from); if (rows.length) edit(t("delLabel", rows.length), rows.map(r => ({ block: b.id, row: r.row, uid: r.uid, remove: true }))); }}
            onRow=${(r, row, col) => { S.at = { ...at, block: b.id, row: row ? row.row : "", key: col ? (col.key === "@name" ? "" : col.key) : "" }; go(S.at, true); this.setState({ at: row ? { block: b.id, row } : null, about: null }); }}
            cardOf=${(f, style) => this.card(f, style, this.grids[b.id])} />`}
        <section class=${"strip" + (st.map && b.lie !== "form" && ["points", "shelters", "places"].includes(b.id) ? " short" : "")} id="strip" role="status" data-region aria-label=${t("toMend")}>
          <div class="top">${st.about ? html`<b>${st.about.head}</b><span class="small">${st.about.about}</span>` : html`${count(own, "error") ? html`<span class="dot">${count(own, "error")}</span> ${t("nErr", "")}` : html`<span class="good">${t("clean")}</span>`} ${count(own, "warning") ? html`<span class="dot look">${count(own, "warning")}</span> ${t("nWarn", "")}` : ""}`}<span class="grow"></span>${sincePrint(b.id) ? html`<span class="small"><mark>◤</mark> ${t("sinceP")}</span>` : ""}${own.length ? html`<button class="link" onClick=${nextFault}>${t("next")} <kbd>F8</kbd></button>` : ""}</div>
          <div class="scroll">${strip.slice(0, 60).map(f => html`<div class="ln"><button class="link cut" style=${{ maxWidth: "38%" }} onClick=${() => f.own && f.block !== null ? jump(f) : go({ ...at, tab: "source", line: f.line })}>${this.place(f)}</button><span class="grow cut" title=${f.message}>${f.message}</span><${Mend} f=${f} /></div>`)}${strip.length > 60 ? html`<p class="small ln">${t("moreFaults", strip.length - 60)}</p>` : ""}</div>
        </section>
      </div>
      <div class="drag" role="separator" aria-orientation="vertical" onMouseDown=${e => { e.preventDefault(); const p = document.querySelector(".paper"); const move = m => { p.style.width = Math.max(300, Math.min(innerWidth - 560, innerWidth - m.clientX)) + "px"; }; const up = () => { removeEventListener("mousemove", move); removeEventListener("mouseup", up); }; addEventListener("mousemove", move); addEventListener("mouseup", up); }}></div>
      ${at.id === "town" ? "" : html`<${Paper} at=${on} />`}
    </div>`;
  }
  place(f) {
    const b = S.form.sections.flatMap(s => s.blocks).find(b => b.id === f.block); if (!f.own || !b) return f.file ? `${f.file} ${f.line || ""}` : t("village");
    const col = b.columns.find(c => c.key === f.key), row = b.lie === "list" ? `${+f.row + 1} ${(block(b.id).rows[+f.row] || { cells: {} }).cells[b.columns[0].key] || ""}` : f.row;
    return [row || b.title || S.form.sections[0].title, col && col.head].filter(Boolean).map(alone).join(" · ");
  }
}
// A field that keeps what is being typed until it is written: when it is left, or after a while.
export class Text extends Component {
  constructor(p) { super(p); this.draft = null; this.flush = () => this.write(true); }
  componentDidMount() { open.add(this.flush); }
  componentWillUnmount() { this.comp = false; this.flush(); open.delete(this.flush); }
  write(done) {
    clearTimeout(this.timer); if (this.draft === null || this.comp && !done) return;
    const to = this.draft.trim(), was = this.was; if (done) this.draft = null; else this.was = to;
    if (to !== was) this.props.onWrite(to, was);
    if (done) this.forceUpdate();
  }
  typed(text) { if (this.draft === null) this.was = this.first = this.props.value; this.draft = text; clearTimeout(this.timer); this.timer = setTimeout(() => this.write(false), 1500); this.forceUpdate(); }
  render({ value, onWrite, onEnter, ...rest }) {
    return html`<input ...${rest} readOnly=${frozen()} value=${this.draft === null ? value : this.draft} defaultValue=${value} onInput=${e => this.typed(e.target.value)} onCompositionStart=${() => { this.comp = true; }} onCompositionEnd=${e => { this.comp = false; this.typed(e.target.value); }}
      onBlur=${() => { this.comp = false; this.write(document.hasFocus()); }} onKeyDown=${e => { if (e.isComposing || e.keyCode === 229) return; if (e.key === "Enter" && onEnter) onEnter(e.target); if (e.key === "Escape" && this.draft !== null) { e.stopPropagation(); this.draft = this.first; this.write(true); } }} />`;
  }
}
class FormBlock extends Component {
  render({ b, first }) {
    const row = block(b.id).rows[0] || { row: "", cells: {}, grey: {} }, faults = faultsOf(b.id)[""] || {};
    const day = S.hello.day, year = day && String(+day.slice(0, 4) + 1) + day.slice(4), bare = b.id === "edition" && day && !["number", "effective", "review_by"].some(k => row.cells[k] || row.grey && row.grey[k]);
    return html`<div>${first ? "" : html`<h3>${b.title}</h3>`}${bare ? html`<div class="lacks"><span>${t("proposeEdition", day, year)}</span><button class="row" onClick=${() => edit(t("needEdition"), [["number", "1"], ["effective", day], ["review_by", year]].map(([key, to]) => ({ block: b.id, row: "", key, was: "", to })))}>${t("fillSo")}</button></div>` : ""}${b.columns.map(c => {
      const own = row.cells[c.key], grey = row.grey && row.grey[c.key], f = faults[c.key], id = "f-" + b.id + "-" + c.key;
      // What has rows of its own is no field; it is written in the file.
      if (c.kind === "inner") return own ? html`<div class="f"><label>${c.head}</label><span class="second cut">${own}</span><button class="link" onClick=${() => go({ ...S.at, tab: "source", line: undefined })}>${t("source")}</button></div>` : "";
      const write = (to, was) => edit(t("editLabel", c.head), [{ block: b.id, row: "", key: c.key, was, to }]);
      const next = el => { const all = [...document.querySelectorAll(".f input,.f select")], n = all[all.indexOf(el) + 1]; el.blur(); n && n.focus(); };
      const cls = f ? (f.severity === "error" ? "bad" : "dim") : "";
      const opts = options(c, b.id, "").map(o => o.value);
      return html`<div class="f"><label for=${id}>${c.head}${c.must ? html`<span class="err"> *</span>` : ""}</label>
        ${grey && own === undefined && !(this.state.mine || {})[c.key] ? html`<span id=${id} tabindex="-1" class="second cut">${grey.text}</span><span class="small">${t("fromAbove")} <button class="row" onClick=${() => this.setState({ mine: { ...this.state.mine, [c.key]: true } })}>${t("own")}</button></span>`
        : c.kind === "choice" ? html`<select id=${id} class=${cls} value=${own || ""} disabled=${frozen()} title=${frozen() ? t("readonly") : null} onChange=${e => write(e.target.value, own || "")}><option value=""></option>${c.words.map(w => html`<option value=${w} selected=${w === own}>${w}</option>`)}</select>`
        : html`<${Text} id=${id} class=${cls} list=${opts.length ? id + "-l" : null} value=${own || ""} aria-invalid=${f ? "true" : null} aria-describedby=${id + "-d"} onFocus=${() => { S.at = { ...S.at, block: b.id, row: "", key: c.key }; }} onWrite=${write} onEnter=${next} />${opts.length ? html`<datalist id=${id + "-l"}>${opts.map(o => html`<option value=${o} />`)}</datalist>` : ""}`}
        <span class="tiny" id=${id + "-d"}>${f ? html`<span class=${f.severity === "error" ? "err" : "look"}>${f.message} </span>` : ""}${f ? html`<${Mend} f=${f} />` : ""} ${c.about}</span></div>`;
    })}</div>`;
  }
}

export const rootOf = () => root;
render(html`<${App} />`, Object.assign(document.getElementById("page"), { textContent: "" }));
