// The other screens: start, town, tonight, what changed, source, report.
import { html, Component } from "./preact.js";
import { t, lang } from "./words.js";
import { api, once, take, frozen, state as S, go, draw, say, fail, act, edit, town, jump, Mend, rootOf } from "./page.js";
import { Paper } from "./paper.js";
import { Drop, Import, takers, unlike } from "./roster.js";
import { phone } from "./grid.js";
const z = (zh, en) => lang === "zh" ? zh : en;

export class Start extends Component {
  async make(body) {
    try { const made = await api("POST", "start", body); S.hello = await api("GET", "hello"); await town(); go({ page: "v", id: made.id, tab: "fill", section: 0 }); draw(); } catch (e) { this.setState({ error: e.body.message }); }
  }
  render(_, st) {
    if (st.files) return html`<${Import} files=${st.files} done=${async () => { S.hello = await api("GET", "hello"); await town(); const v = S.town.villages[0]; go(S.town.villages.length === 1 ? { page: "v", id: v.id, tab: "fill", section: 0 } : { page: "town" }); }} />`;
    return html`<div class="start"><h1>${t("startHead")}</h1>${S.hello.others ? html`<p class="small">${t("others")} <button class="link" onClick=${() => this.setState({ folder: true })}>${t("otherFolder")}</button>${st.folder ? html` ${t("howFolder", S.hello.folder)}` : ""}</p>` : ""}
      <${Drop} onFiles=${files => this.setState({ files })}><b>${t("dropHere")}</b><span class="small grow">${t("dropHint")}</span><//>
      <form class="blk" onSubmit=${e => { e.preventDefault(); this.make({ name: this.n.value, town: this.w.value }); }}><b>${t("noSheet")}</b><label>${t("vname")} <input ref=${e => this.n = e} required /></label><label>${t("tname")} <input ref=${e => this.w = e} /></label><button class="main">${t("make")}</button></form>
      <div class="blk"><b>${t("sample")}</b><span class="small grow">${t("sampleHint")}</span><button onClick=${() => this.make({ sample: true })}>${t("sample")}</button></div>
      ${st.error ? html`<p class="err" role="alert">${st.error}</p>` : ""}</div>`;
  }
}

// What has just been said, and what can be done about it.
export function Said() {
  if (!S.said) return "";
  return html`<div class=${"said" + (S.said.bad ? " bad" : "")} role=${S.said.bad ? "alert" : "status"}><span>${S.said.text}</span>${(S.said.buttons || []).map(b => html`<button class="row" onClick=${() => { S.said = null; b.act(); draw(); }}>${b.text}</button>`)}${S.said.see ? html`<button class="row" onClick=${() => { const w = S.said.see; S.said = null; jump(w); }}>${t("see")}</button>` : ""}<span class="grow"></span><button class="row" onClick=${() => { S.said = null; draw(); }}>${t("ok")}</button></div>`;
}

// ---- the town ----
export function Choose({ what }) {
  const stale = v => { const c = S.stale[v.id]; return c && c.known ? c.stale.filter(s => s.state !== "gone").reduce((n, s) => n + s.cards, 0) : 0; };
  return html`<div class="col grow" data-region><div class="head"><h1>${t(what)}</h1></div><div class="scroll"><table class="list">${(S.town ? S.town.villages : []).map(v => html`<tr><td><b>${v.name}</b></td><td>${what === "print" ? v.errors || v.broken ? html`<span class="err">${t("firstMend")}</span>` : stale(v) ? html`<b class="look">${t("toReprint")} ${t("cards", stale(v))}</b>` : "" : ""}</td><td><button onClick=${() => go({ page: "v", id: v.id, tab: what })}>${t(what)} ›</button></td></tr>`)}</table></div></div>`;
}
export class Town extends Component {
  constructor(p) { super(p); this.state = { q: "", only: "all", on: 0, sort: null }; this.take = files => this.setState({ import: true, fresh: false, files }); }
  componentDidMount() { takers.unshift(this.take); }
  componentWillUnmount() { takers.splice(takers.indexOf(this.take), 1); }
  render(_, st) {
    if (!S.town) return html`<p class="old second">…</p>`;
    const all = S.town.villages, stale = v => S.stale[v.id] && S.stale[v.id].known ? S.stale[v.id].stale.filter(s => s.state !== "gone").reduce((n, s) => n + s.cards, 0) : 0;
    const keep = { all: () => true, err: v => v.errors || v.broken, re: v => stale(v), due: v => v.due };
    const q = st.q.trim().toLowerCase();
    let list = all.filter(keep[st.only]).filter(v => !q || v.name.includes(q) || v.initials.some(i => i.startsWith(q)));
    if (st.sort) list = [...list].sort((a, b) => { const k = { village: v => v.name, toMend: v => -(v.errors + (v.broken ? 1000 : 0)), glance: v => -v.warnings, dueHead: v => v.due ? v.due.days : 1e9, lastPrint: v => v.printed || "", toReprint: v => -stale(v) }[st.sort]; const x = k(a), y = k(b); return x < y ? -1 : x > y ? 1 : 0; });
    const sum = all.reduce((n, v) => n + stale(v), 0), chip = (k, text, n) => html`<button class="chip" aria-pressed=${st.only === k ? "true" : "false"} onClick=${() => this.setState({ only: k, on: 0 })}>${text}${k === "err" && n ? html` <span class="dot">${n}</span>` : " " + n}</button>`;
    const open = v => go({ page: "v", id: v.id, tab: v.broken ? "source" : "fill", section: 0, line: v.broken });
    // What is typed into a field of its own, and a button that has the focus, have their own Enter.
    const key = e => { if (st.import || e.target.closest("form") || e.key === "Enter" && e.target.closest("button,a,select")) return; if (e.key === "ArrowDown" || e.key === "ArrowUp") { e.preventDefault(); this.setState({ on: Math.max(0, Math.min(list.length - 1, st.on + (e.key === "ArrowDown" ? 1 : -1))) }); } if (e.key === "Enter" && list[st.on]) open(list[st.on]); };
    const firstStale = all.find(v => stale(v));
    return html`<div class="col grow" data-region onKeyDown=${key}>
      <div class="head"><h1>${t("nVillages", all.length)}</h1><input style=${{ width: "280px" }} aria-label=${t("find")} placeholder=${t("find")} value=${st.q} ref=${once} onInput=${e => this.setState({ q: e.target.value, on: 0 })} />
        <span class="chips">${chip("all", t("all"), all.length)}${chip("err", t("toMend"), all.filter(keep.err).length)}${chip("re", t("toReprint"), all.filter(keep.re).length)}${chip("due", t("due"), all.filter(keep.due).length)}</span><span class="grow"></span>
        <button onClick=${() => this.setState({ import: true, files: null, fresh: false })}>${t("roster")}</button><button onClick=${() => this.setState({ fresh: true })}>${t("newVillage")}</button>
        ${sum ? html`<button class=${st.fresh || st.import ? "" : "main"} onClick=${() => go({ page: "v", id: firstStale.id, tab: "print" })}>${t("printStale", sum)}</button>` : ""}</div>
      ${st.fresh ? html`<form class="said" onSubmit=${async e => { e.preventDefault(); try { const made = await api("POST", "start", { name: this.n.value }); await town(); go({ page: "v", id: made.id, tab: "fill", section: 0 }); } catch (x) { fail(x); } }}><label>${t("vname")} <input ref=${e => { this.n = e; once(e); }} required /></label><button class=${st.import ? "" : "main"}>${t("make")}</button><button type="button" onClick=${() => this.setState({ fresh: false })}>${t("cancel")}</button></form>` : ""}
      ${st.import ? html`<${Import} files=${st.files} done=${() => { this.setState({ import: false, files: null }); town(); }} />` : html`<div class="scroll grow"><table class="list"><colgroup><col style=${{ width: "150px" }} /><col style=${{ width: "210px" }} /><col style=${{ width: "80px" }} /><col style=${{ width: "210px" }} /><col style=${{ width: "150px" }} /><col /><col style=${{ width: "90px" }} /></colgroup>
        <thead><tr>${["village", "toMend", "glance", "dueHead", "lastPrint", "toReprint"].map(k => html`<th aria-sort=${st.sort === k ? "ascending" : null}><button onClick=${() => this.setState({ sort: st.sort === k ? null : k })}>${t(k)}</button></th>`)}<th><span class="hid">${t("open")}</span></th></tr></thead>
        <tbody>${list.map((v, i) => { const c = S.stale[v.id], n = stale(v); return html`<tr class=${i === st.on ? "on" : ""} onClick=${e => { if (e.target.tagName !== "BUTTON") open(v); }}>
          <td><b>${v.name}</b></td><td>${v.broken ? html`<b class="err">${t("brokenAt", v.broken)}</b>` : v.errors ? html`<span class="dot">${v.errors}</span> ${v.where.join("、")}` : v.sample ? html`<span class="look">${t("sampleOnly")}</span>` : html`<span class="good">${t("canPrint")}</span>`}</td>
          <td>${v.warnings && !v.broken ? html`<span class="dot look">${v.warnings}</span>` : ""}</td><td class=${v.due && v.due.late ? "err" : ""} title=${v.due && v.due.text}>${v.due ? v.due.days === null ? v.due.text : v.due.late || v.due.days < 0 ? t("lateDays", v.due.text, -v.due.days) : t("days", v.due.text, v.due.days) : ""}</td>
          <td>${v.printed || (c && c.known ? c.since : t("never"))}</td><td title=${c && c.changes && c.changes[0] ? c.changes[0].text : null}>${v.broken ? html`<span class="second">${t("firstMend")}</span>` : c === undefined || c === null ? html`<span class="second">…</span>` : !c.known ? "—" : n ? html`<b class="look">${t("cards", n)}</b>　${c.changes[0] ? c.changes[0].text : ""}` : html`<span class="good">${t("valid")}</span>`}</td>
          <td><button class="row" onClick=${() => open(v)}>${v.broken ? t("goSee") : t("open")}</button></td></tr>`; })}</tbody></table>
        ${S.town.strays.length ? html`<p class="small" style=${{ padding: "12px 16px" }}>${t("strays", S.town.strays.length)}${S.town.strays.map((x, i) => html`<b>${x.file}</b>　${x.message}　${x.twin ? html`<button class="row" onClick=${() => api("GET", "strays/" + i).then(twins => this.setState({ twins }), fail)}>${t("diffCopies")}</button>　` : ""}`)}</p>` : ""}
        ${st.twins ? html`<${Twins} twins=${st.twins} />` : ""}
        ${S.town.plans.filter(x => !S.town.strays.some(y => y.message === x.message)).map(x => html`<p class="small err" style=${{ padding: "4px 16px" }}>${x.file} ${x.line || ""} ${x.message}</p>`)}</div>`}</div>`;
  }
}
// A copy that lies about beside its village: each place where they differ, in both.
function Twins({ twins }) {
  const spots = new Map(), at = x => [x.at.block, x.at.row, x.at.key].join("|");
  for (const x of twins.here) spots.set(at(x), { ...x }); for (const x of twins.there) spots.set(at(x), { ...spots.get(at(x)), ...x });
  const head = x => { const b = S.form.sections.flatMap(q => q.blocks).find(b => b.id === x.at.block), c = b && b.columns.find(c => c.key === x.at.key); return [b && b.title, isNaN(x.at.row) ? x.at.row : x.at.row === "" ? "" : +x.at.row + 1, c && c.head].filter(Boolean).join(" · "); };
  return html`<div class="box" role="status"><b>${spots.size ? t("nDiffer", spots.size) : t("sameCopies")}</b>${spots.size ? html`<table class="tab"><tr><th></th><th>${t("onlyOwn")} ${twins.own}</th><th>${t("onlyCopy")} ${twins.copy}</th></tr>${[...spots.values()].slice(0, 200).map(x => html`<tr><td>${head(x)}</td><td>${unlike(x.copy || "", x.own || "")}</td><td>${unlike(x.own || "", x.copy || "")}</td></tr>`)}</table>` : ""}</div>`;
}
export class Report extends Component {
  componentDidMount() { api("GET", "report").then(r => this.setState({ r }), fail); }
  render(_, { r }) {
    if (!r) return html`<p class="old second">…</p>`;
    const v = r.view, all = v.towns.flatMap(x => x.villages), id = n => (S.town ? S.town.villages : []).find(x => x.name === n);
    const tone = s => s === "met" ? "good" : s === "overdue" || s === "missing" ? "err" : s === "short" ? "look" : "second";
    return html`<div class="col grow" data-region><div class="head"><h1>${t("report")}</h1><span class="small cut">${r.summary}</span></div><div class="scroll"><table class="tab"><tr><th>${t("village")}</th>${v.requirements.map(q => html`<th title=${q.asks + "　" + q.by}>${q.name}</th>`)}</tr>
      ${all.map(x => html`<tr><td>${id(x.name) ? html`<button class="link" onClick=${() => go({ page: "v", id: id(x.name).id, tab: "fill", section: 0 })}>${x.name}</button>` : x.name}${x.unreadable ? html` <span class="err">${x.unreadable}</span>` : ""}</td>${x.rows.map(q => html`<td class=${tone(q.state)} title=${q.detail}>${q.cell}</td>`)}</tr>`)}</table>
      ${all.map(x => (x.tasks || []).length ? html`<div class="box"><b>${x.name}</b>${x.tasks.map(k => html`<p class="small">${[k.due, k.what, k.who].filter(Boolean).join("　")}</p>`)}</div>` : "")}${v.notes.map(x => html`<p class="small" style=${{ padding: "2px 16px" }}>${x}</p>`)}</div></div>`;
  }
}

// ---- tonight ----
const LEVELS = [["blue", "蓝色", "Blue"], ["yellow", "黄色", "Yellow"], ["orange", "橙色", "Orange"], ["red", "红色", "Red"]];
const callKey = c => "call " + c.name + " " + (c.posts[0] || ""), homeKey = h => "home " + h.head + " " + h.address;
export class Tonight extends Component {
  constructor(p) { super(p); this.state = { night: null, hazards: [], hazard: "", level: null }; }
  async componentDidMount() {
    rootOf().night = n => { if (this.state.night && n === this.state.night.n) api("GET", "now/" + n).then(x => this.set(x), () => {}); };
    try { const w = await api("GET", `v/${S.at.id}/warned`); this.setState({ hazards: w.hazards }); const mine = S.hello.nights.find(n => n.n === S.at.night) || S.hello.nights.find(n => n.village === S.at.id); if (mine) this.set(await api("GET", "now/" + mine.n)); } catch (e) { fail(e); }
    this.clock = setInterval(() => this.forceUpdate(), 30000);
  }
  componentWillUnmount() { clearInterval(this.clock); rootOf().night = null; }
  set(night) { S.nightTime = night.kept === false ? null : night.time; S.nightLoose = night.kept === false; this.setState({ night, hazard: night.hazards[0], level: night.level, sayed: null }); draw(); }
  async begin(hazard, level) { this.setState({ hazard, level, guess: null }); if (!hazard || !level) return; try { const n = this.state.night; this.set(n && !n.ended && n.hazards[0] === hazard ? await api("PATCH", "now/" + n.n, { level }) : await api("POST", "now", { village: S.at.id, hazard, level })); S.hello.nights = (await api("GET", "hello")).nights; draw(); } catch (e) { fail(e); } }
  async tick(who, what, note) {
    // Pressed again before the answer has come, it is still one tick.
    if (this.going === who + what) return; this.going = who + what;
    try { this.set(await api("PATCH", "now/" + this.state.night.n, { who, what, note: note || "" })); } catch (e) { fail(e); } finally { this.going = null; }
    // The button that was pressed is gone; the keyboard goes on at the next.
    if (what) setTimeout(() => { const on = document.activeElement; if (!this.el || on && on.tagName === "INPUT") return; const home = who.startsWith("home "); const rows = [...this.el.querySelectorAll(home ? ".homes [data-row]" : ".calls [data-row]")]; const b = !home && this.el.querySelector(".call.next [data-do]") || rows.map(r => r.querySelector("[data-do]")).find(Boolean) || this.el.querySelector("[data-row] button"); b && b.focus(); }, 30);
  }
  async guess(text) { try { const w = await api("POST", `v/${S.at.id}/warned`, { text }); this.setState({ guess: w.guess }); } catch (e) { fail(e); } }
  tel(p, cls) { return p && p.phones && p.phones.length ? html`<span class=${cls || "tel"}>${phone(String(p.phones[0].number || p.phones[0].text || p.phones[0]))}</span>` : html`<span class="tel err">＿＿＿＿</span>`; }
  key = e => {
    const rows = [...this.el.querySelectorAll("[data-row]")], i = rows.indexOf(document.activeElement.closest && document.activeElement.closest("[data-row]"));
    if (e.key === "ArrowDown" || e.key === "ArrowUp") { const n = rows[Math.max(0, Math.min(rows.length - 1, i + (e.key === "ArrowDown" ? 1 : -1)))]; const b = n && n.querySelector("button[data-do]") || n && n.querySelector("button"); if (b) { e.preventDefault(); b.focus(); } }
    if (e.key === "Delete" && i >= 0) { const b = rows[i].querySelector("[data-no]"); b && b.click(); }
  };
  render(_, st) {
    const n = st.night && !st.night.ended ? st.night : null, list = n && n.list, last = {}; if (st.night) for (const k of st.night.ticks) last[k.who] = k; const at = k => { const x = last[k]; return x && x.what ? x : null; };
    const hname = h => (st.hazards.find(x => x.id === h) || {}).short || h, now = new Date(), since = n ? Math.max(0, Math.round((now - new Date(n.started.replace(" ", "T") + ":00+08:00")) / 60000)) : 0;
    const WHAT = { silent: "✕ " + t("silent"), reached: "✓ " + z("打通", "reached"), told: z("通知", "told"), arrived: "✓ " + z("到了", "arrived"), refuses: "✕ " + t("refuses"), "no-answer": "✕ " + t("noAns"), away: t("away"), elsewhere: z("去了别处", "elsewhere") };
    const choice = html`<div class="choice" data-region><select class="big" style=${{ height: "40px", fontWeight: "bold" }} aria-label=${t("pickFirst")} value=${st.hazard} onChange=${e => this.begin(e.target.value, st.level)}><option value="">${t("pickFirst")}</option>${st.hazards.map(h => html`<option value=${h.id} selected=${h.id === st.hazard}>${h.short}</option>`)}</select>
      <span class="seg" role="group">${LEVELS.map(([id, zh, en]) => html`<button aria-pressed=${st.level === id ? "true" : "false"} onClick=${() => this.begin(st.hazard, id)}><span class=${"sq " + id}></span>${z(zh, en)}</button>`)}</span>
      <button class="link" onClick=${() => this.setState({ paste: !st.paste })}>${t("pasteWarn")}</button><span class="grow"></span>
      ${n ? html`<span class="small">${t("began", n.started.slice(5))} · ${t("mins", since)}</span><button onClick=${() => api("POST", `now/${n.n}/print`, {}).then(r => say({ text: t(r.opened ? "opened" : "made", r.file) }), fail)}>${t("sheetBtn")}</button><button onClick=${() => this.setState({ ending: true })}>${t("endBtn")}</button>` : ""}</div>`;
    const after = st.night && st.night.ended ? html`<div class="said"><b>${st.night.what}　${st.night.started} — ${st.night.ended}</b><button onClick=${() => api("POST", `now/${st.night.n}/print`, { record: true }).then(r => say({ text: t(r.opened ? "opened" : "made", r.file) }), fail)}>${t("printRec")}</button><button onClick=${() => api("POST", `now/${st.night.n}/history`, {}).then(v => { S.saved = v.time; take(v); jump({ block: "history", row: String(v.blocks.history.rows.length - 1), key: "what" }); }, fail)}>${t("toHist")}</button></div>` : "";
    const paste = st.paste ? html`<div class="said"><textarea style=${{ width: "60%", height: "64px" }} aria-label=${t("pasteWarn")} ref=${once} onInput=${e => this.guess(e.target.value)}></textarea>${st.guess && st.guess.hazard && st.guess.level ? html`<span>${t("looks", hname(st.guess.hazard) + " " + z(...(LEVELS.find(l => l[0] === st.guess.level) || ["", "", ""]).slice(1)))}</span><button class="main" onClick=${() => { this.setState({ paste: false }); this.begin(st.guess.hazard, st.guess.level); }}>${t("yes")}</button><button onClick=${() => this.setState({ paste: false, guess: null })}>${t("no")}</button>` : ""}</div>` : "";
    if (!list) return html`<div class="col grow" ref=${e => this.el = e}>${choice}${paste}${after}<p class="old">${t("pickFirst")}</p></div>`;
    let next = null; for (const c of list.calls) { const x = at(callKey(c)); if (!x) { next = callKey(c); break; } if (x.what === "silent" && c.deputies[0] && !at("call " + c.deputies[0].name + " " + (c.posts[0] || ""))) { next = "call " + c.deputies[0].name + " " + (c.posts[0] || ""); break; } }
    const call = (c, num, key, post) => { const x = at(key), on = key === next; return html`<div data-row class=${"call" + (x ? " done" : "") + (on ? " next" : "")}><span class="second">${num}</span><span class="whom"><span class="tiny cut">${post}</span> <b class="cut">${c.name || "＿＿＿＿"}</b></span>${this.tel(c)}
        ${x ? html`<span><span class=${x.what === "silent" ? "err" : "good"}>${WHAT[x.what] || x.what} ${x.at.slice(11)}</span> <button key="again" class="link" onClick=${() => this.tick(key, "")}>${t("edit")}</button></span>` : html`<span style=${{ whiteSpace: "nowrap" }}><button data-no class=${on ? "" : "row"} onClick=${() => this.tick(key, "silent")}>${t("silent")}</button> <button key="do" data-do class=${on ? st.ending || st.paste ? "" : "main" : "row"} onClick=${() => this.tick(key, "reached")}>${t("reached")}</button></span>`}
        ${on && c.say && c.say.length ? html`<span class="say small"><b>${t("toSay")}</b>　${c.say.join("；")}</span>` : ""}</div>`; };
    const homes = list.groups.flatMap(g => g.homes), num = h => h.members === null ? 0 : h.members, is = what => homes.filter(h => { const x = at(homeKey(h)); return what === null ? !x : x && what.includes(x.what); }), sum = l => [l.reduce((a, h) => a + h.count, 0), l.reduce((a, h) => a + num(h), 0)];
    const arr = sum(is(["arrived", "elsewhere"])), way = sum(is(["told"])), ref = sum(is(["refuses", "no-answer", "away"])), not = sum(is(null));
    const tally = (x, w, cls) => html`<span class=${cls || ""}><span class="sum">${x[0]}</span> ${t(w)} · <span class="sum">${x[1]}</span> ${t("people")}</span>`;
    return html`<div class="col grow" ref=${e => this.el = e} onKeyDown=${this.key}>${choice}${paste}${n.kept === false ? html`<div class="said look" role="status"><b>${t("unkept")}</b></div>` : ""}
      ${st.ending ? html`<div class="said"><b>${t(n.kept === false ? "sureLoose" : "sure")}</b><button class="main" onClick=${async () => { try { this.set(await api("PATCH", "now/" + n.n, { end: true })); S.hello.nights = (await api("GET", "hello")).nights; this.setState({ ending: false }); draw(); } catch (e) { fail(e); } }}>${t("endNow")}</button><button onClick=${() => this.setState({ ending: false })}>${t("cancel")}</button></div>` : ""}
      <div class="body"><div class="calls col" data-region><div class="th"><h2>${t("callsHead")}</h2><span class="small cut">${t("callsHint")}</span></div><div class="scroll grow">${list.calls.map((c, i) => { const key = callKey(c), x = at(key), d = c.deputies[0]; return html`${call(c, i + 1, key, c.posts.join("、"))}${x && x.what === "silent" && d ? call({ ...d, say: c.say }, "→", "call " + d.name + " " + (c.posts[0] || ""), (c.posts[0] || "") + " B") : ""}`; })}
          ${list.gaps.length ? html`<p class="box small look">${t("gaps")}：${list.gaps.join("；")}</p>` : ""}${list.forbid.length ? html`<p class="box small">${t("forbid")}：${list.forbid.join("；")}</p>` : ""}</div></div>
        <div class="homes col" data-region><div class="th"><h2>${t("homesHead")}</h2><span class="small">${t("hh", homes.reduce((a, h) => a + h.count, 0))} ${t("pp", homes.reduce((a, h) => a + num(h), 0))}，${t("hardFirst")}</span><span class="grow"></span><button class="link" aria-pressed=${st.only ? "true" : "false"} onClick=${() => this.setState({ only: !st.only })}>${t("onlyOpen")}</button></div>
          <div class="scroll grow">${homes.length ? "" : html`<p class="box">${t("noOne")}</p>`}${list.groups.map(g => { const shown = g.homes.filter(h => !st.only || !(at(homeKey(h)) && ["arrived", "elsewhere"].includes(at(homeKey(h)).what))); const h0 = g.homes[0] || {}; return shown.length ? html`<div class="grp"><span class="grow cut"><b>${g.helpers[0] ? t("takes", g.helpers[0].name) : t("nobodyTakes")}</b>　${h0.from || ""} → <b>${h0.shelter || "＿＿＿＿"}</b>　${h0.route ? z("走", "by ") + h0.route : ""} ${h0.minutes ? h0.minutes + z(" 分钟", " min") : ""}</span><span class="second">${t("hh", g.homes.reduce((a, h) => a + h.count, 0))} ${t("pp", g.homes.reduce((a, h) => a + num(h), 0))}</span></div>
            ${shown.map(h => { const k = homeKey(h), x = at(k); return html`<div data-row class=${"home" + (x && ["arrived", "elsewhere"].includes(x.what) ? " done" : "")}><span class="cut"><b>${h.count > 1 ? t("hh", h.count) : h.head}</b> ${h.members === null ? t("pBlank") : t("pp", h.members)}</span><span class="cut">${h.address}</span><span class="cut look"><b>${h.needs.join(" ")}</b></span><span class="small tr cut">${h.transport}</span>
              <span style=${{ whiteSpace: "nowrap", textAlign: "right", position: "relative" }}>${x ? html`<span class=${["refuses", "no-answer"].includes(x.what) ? "err" : x.what === "arrived" ? "good" : "second"}>${WHAT[x.what] || x.what} ${x.at.slice(11)}${x.note ? " " + x.note : ""}</span> ` : ""}${x && ["arrived", "elsewhere"].includes(x.what) ? html`<button class="link" onClick=${() => this.tick(k, "")}>${t("edit")}</button>` : html`<button class="row" aria-label=${z("别的情况", "other")} onClick=${() => this.setState({ menu: st.menu === k ? null : k })}>⋯</button> <button data-do class="row" onClick=${() => this.tick(k, x && x.what === "told" ? "arrived" : x ? "arrived" : "told")}>${x ? t("arrived") : t("told")}</button>`}
              ${st.menu === k ? html`<span class="menu" style=${{ right: 0, top: "28px", minWidth: "140px", textAlign: "left" }}>${[["no-answer", "noAns"], ["refuses", "refuses"], ["away", "away"]].map(([w, l]) => html`<button onClick=${() => { this.setState({ menu: null }); this.tick(k, w); }}>${t(l)}</button>`)}<button onClick=${() => this.setState({ menu: null, where: k })}>${t("elsewhereH")}</button><span class="tiny" style=${{ padding: "0 8px" }}>${h.transport} ${h.phones[0] ? phone(String(h.phones[0].number || h.phones[0].text || h.phones[0])) : ""}</span></span>` : ""}
              ${st.where === k ? html`<form onSubmit=${e => { e.preventDefault(); this.setState({ where: null }); this.tick(k, "elsewhere", e.target.w.value); }}><input name="w" aria-label=${t("elsewhereH")} style=${{ width: "130px" }} ref=${once} /><button class="row">${t("ok")}</button></form>` : ""}</span></div>`; })}` : ""; })}</div></div></div>
      <div class="foot" role="status" style=${{ borderTop: "2px solid var(--ink)" }}>${tally(arr, "sArr")}${tally(way, "sWay")}${ref[0] ? tally(ref, "sRef", "err") : ""}${tally(not, "sNot")}<span class="grow"></span>${list.shelters.map(s => { const own = homes.filter(h => h.shelter === s.name && at(homeKey(h)) && at(homeKey(h)).what === "arrived"); return html`<span class="small cut" title=${s.name}>${s.name} ${t("should")} <b class="sum">${s.expected.known}</b> ${t("there")} <b class="sum">${own.reduce((a, h) => a + num(h), 0)}</b> ${s.capacity ? t("holds") + " " + s.capacity : ""}</span>`; })}</div></div>`;
  }
}

// ---- what changed ----
export class Changed extends Component {
  constructor(p) { super(p); this.state = { which: "", then: null, earlier: [] }; }
  componentDidMount() { this.ask(); }
  componentDidUpdate() { if (this.seen !== S.v.version) this.ask(); }
  // What is known of earlier prints, and how the one that was chosen differs from now.
  async ask(which = this.state.which) {
    this.seen = S.v.version; const id = S.at.id, mine = this.turn = (this.turn || 0) + 1;
    try {
      const earlier = await api("GET", `v/${id}/earlier`), then = which && earlier.some(e => e.id === which) ? await api("GET", `v/${id}/changed?since=${which}`) : null;
      if (this.turn === mine) this.setState({ earlier, then, which: then ? which : "" });
    } catch (e) { if (this.turn === mine) { this.setState({ then: null, which: "" }); fail(e); } }
  }
  choice(c) {
    const { earlier, which } = this.state, group = sort => { const list = earlier.filter(e => e.sort === sort); return list.length ? html`<optgroup label=${t(sort + "G")}>${list.map(e => html`<option value=${e.id} selected=${e.id === which}>${e.label || t("madeOne")}</option>`)}</optgroup>` : ""; };
    return html`<div class="ehead"><label>${t("against")} <select style=${{ maxWidth: "460px" }} value=${which} onChange=${e => { this.setState({ which: e.target.value, then: null }); this.ask(e.target.value); }}><option value="" selected=${!which}>${c.since ? t("lastOne", c.since) : t("lastNone")}</option>${group("printed")}${group("recorded")}${group("made")}</select></label></div>`;
  }
  render(_, { which, then }) {
    const last = S.changed; if (!last || which && !then) return html`<p class="old second">…</p>`;
    const c = which ? then : last, bar = this.choice(last);
    const commit = last.git ? html`<form class="box chips" onSubmit=${async e => { e.preventDefault(); try { await api("POST", "commit", { message: this.m.value }); say({ text: "✓ " + t("record") }); this.m.value = ""; api("GET", `v/${S.at.id}/changed`).then(x => { S.changed = x; draw(); }); this.ask(); } catch (x) { fail(x); } }}><label>${t("whatNow")} <input style=${{ width: "360px" }} ref=${e => this.m = e} required /></label><button>${t("record")}</button></form>` : "";
    if (!c.known) return html`<div class="col grow" data-region>${bar}<p class="old">${c.why === "没印过" ? t("unknownP") : c.why}</p>${commit}</div>`;
    const groups = {}; for (const x of c.changes) (groups[x.group] = groups[x.group] || []).push(x);
    const live = c.stale.filter(s => s.state !== "gone"), n = live.reduce((a, s) => a + s.cards, 0), same = which === "made" ? "sameMade" : which ? "sameThen" : "sameAs";
    return html`<div class="col grow">${bar}<div class="body"><div class="scroll" style=${{ flex: "1 1 760px" }} data-region>
      ${c.outgrown && !which ? html`<div class="box look">${t("outgrown", c.changes.length, c.edition || "")} <button class="row" onClick=${() => edit(t("newEd", (c.edition || 0) + 1), [{ block: "edition", row: "", key: "number", was: String(c.edition || ""), to: String((c.edition || 0) + 1) }], { then: () => jump({ block: "edition", row: "", key: "effective" }) })}>${t("newEd", (c.edition || 0) + 1)}</button></div>` : ""}
      ${c.changes.length ? Object.keys(groups).map(g => html`<div class="box"><b>${g}</b>${groups[g].map(x => html`<p>${x.text}</p>`)}</div>`) : c.told === false && c.stale.length ? html`<p class="box">${t("untold")}</p>` : html`<p class="box good">${t(same)}</p>`}${commit}</div>
      <div class="scroll" style=${{ flex: "1 1 606px", borderLeft: "1px solid var(--line)" }} data-region>${c.stale.length ? html`<div class="box"><h2>${t(which ? "toChange" : "replace")}</h2>${c.stale.map(s => html`<p><b>${s.title}</b> ${s.to} <span class="small">${s.number}${s.state === "gone" ? " · " + t("withdrawn") : s.state === "new" ? " · " + t("isNew") : ""}</span></p>`)}</div>` : ""}</div></div>
      <div class="foot"><span class="grow"></span>${n ? html`<button class="main big" onClick=${() => go({ page: "v", id: S.at.id, tab: "print", stale: which ? c.stale : undefined })}>${t("printThese", n)}</button>` : ""}</div></div>`;
  }
}

// ---- the source: the village's file, and the plans and layouts that the workspace has of its own ----
export class Source extends Component {
  constructor(p) { super(p); this.state = { text: null, was: null, own: [], which: "" }; }
  async componentDidMount() { rootOf().saveSource = () => this.save(); rootOf().plans = () => this.again(); api("GET", "sources").then(own => this.setState({ own }), () => {}); await this.load(); }
  componentWillUnmount() { rootOf().saveSource = null; rootOf().plans = null; this.asked(); }
  // What was not saved is asked about when one goes elsewhere.
  asked() {
    const { text, was, base, which } = this.state; if (text === null || text === was) return;
    const n = this.changed(), id = S.at.id, v = S.v;
    say({ text: t("unsaved", n), buttons: [{ text: t("save"), act: () => which ? api("PUT", "sources/" + which, { base, text }).then(() => {}, fail) : S.v === v || S.v && S.v.id === id ? act("source", { base, text }, { method: "PUT" }) : api("PUT", `v/${id}/source`, { base, text }).then(() => {}, fail) }, { text: t("dontSave"), act() { } }, { text: t("goBack"), act: () => { Source.kept = { text, base, id, which }; go({ page: "v", id, tab: "source" }); } }] });
  }
  changed() { const a = this.state.text.split("\n"), b = this.state.was.split("\n"); let n = Math.abs(a.length - b.length); for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) n++; return n; }
  async load(which) {
    try {
      const k = Source.kept && Source.kept.id === S.at.id ? Source.kept : null; Source.kept = null; which = k ? k.which : which === undefined ? this.state.which : which;
      const s = await api("GET", which ? "sources/" + which : `v/${S.at.id}/source`);
      this.setState({ text: k ? k.text : s.text, was: s.text, base: k ? k.base : s.version, file: s.file, which, faults: s.faults || null, moved: null });
      setTimeout(() => { if (S.at.line && this.el && !which) this.line(S.at.line, true); }, 50);
    } catch (e) { fail(e); }
  }
  line(n, select) { const lines = this.state.text.split("\n"); let p = 0; for (let i = 0; i < n - 1; i++) p += (lines[i] || "").length + 1; if (select) { this.el.focus(); this.el.setSelectionRange(p, p + (lines[n - 1] || "").length); } this.box.scrollTop = (n - 4) * 24; }
  // Read again when it was changed by an editor, unless something here is not saved yet.
  async again() { if (this.state.which && this.state.text === this.state.was) this.load(); else if (this.state.which) { const s = await api("GET", "sources/" + this.state.which).catch(() => null); if (s) this.setState({ faults: s.faults }); } }
  refused = e => { if (e.body && e.body.code === "moved") this.setState({ moved: { text: e.body.text, version: e.body.version } }); else fail(e); };
  save() {
    const { which, base, text } = this.state;
    if (which) api("PUT", "sources/" + which, { base, text }).then(s => { S.saved = null; this.setState({ was: s.text, text: s.text, base: s.version, faults: s.faults, moved: null }); }, this.refused);
    else act("source", () => ({ base: this.state.base, text: this.state.text }), { method: "PUT", then: () => this.load(), fail: this.refused });
  }
  componentDidUpdate() { if (!this.state.which && S.v && this.state.base && S.v.version !== this.state.base && this.state.text === this.state.was && !this.busy) { this.busy = true; this.load().then(() => { this.busy = false; }); } }
  render(_, { text, was, file, which, own, moved }) {
    if (text === null) return html`<p class="old second">…</p>`;
    const faults = this.state.faults || S.v.faults.filter(f => f.file === file), red = faults.filter(f => f.severity !== "note").sort((a, b) => (b.severity === "error") - (a.severity === "error")), lines = text.split("\n"), marks = {}; for (const f of faults) if (f.line && (!marks[f.line] || f.severity === "error")) marks[f.line] = f;
    return html`<div class="body"><div class="col grow"><div class="ehead"><h2 class="cut">${file}</h2>${own.length ? html`<select aria-label=${t("otherFiles")} value=${which} onChange=${e => { this.asked(); this.load(e.target.value); }}><option value="">${S.v.file}</option>${own.map(x => html`<option value=${x.id} selected=${x.id === which}>${x.file}</option>`)}</select>` : ""}<span class="small">${text === was ? "" : t("unsaved", this.changed())}</span><span class="grow"></span><button class=${text === was ? "" : "main"} disabled=${text === was || frozen()} onClick=${() => this.save()}>${t("save")} <kbd>Ctrl+S</kbd></button><button class="wide-not" onClick=${() => { S.drawer = !S.drawer; draw(); }}>${t("seeCard")}</button></div>
      ${moved ? html`<div class="said" role="status"><span>${t("moved")}</span><button class="row" onClick=${() => this.setState({ base: moved.version, was: moved.text, moved: null }, () => this.save())}>${t("mineWhole")}</button><button class="row" onClick=${() => this.setState({ base: moved.version, was: moved.text, text: moved.text, moved: null })}>${t("theirs")}</button></div>` : ""}
      <div class="src" data-region ref=${e => this.box = e}><pre class="nums" aria-hidden="true">${lines.map((_, i) => html`${marks[i + 1] ? marks[i + 1].severity === "error" ? html`<b title=${marks[i + 1].message}>! ${i + 1}</b>` : html`<u title=${marks[i + 1].message}>? ${i + 1}</u>` : i + 1}${"\n"}`)}</pre>
        <textarea aria-label=${file} spellcheck=${false} wrap="off" rows=${lines.length + 1} readOnly=${frozen()} value=${text} ref=${e => this.el = e} onInput=${e => this.setState({ text: e.target.value })}></textarea></div>
      <section class="strip" id="strip" role="status" data-region aria-label=${t("toMend")}><div class="scroll">${red.slice(0, 80).map(f => html`<div class="ln"><button class="link" onClick=${() => this.line(f.line || 1)}>${f.line || ""}</button><span class="grow cut" title=${f.message}>${f.message}</span>${f.mends && f.mends[0] && f.mends[0].splice && text === was ? html`<${Mend} f=${{ ...f, mends: [f.mends[0]] }} />` : ""}</div>`)}${red.length > 80 ? html`<p class="small ln">${t("andMore", red.length - 80)}</p>` : ""}</div></section></div>
      ${S.at.id === "town" ? "" : html`<${Paper} at=${null} />`}</div>`;
  }
}
