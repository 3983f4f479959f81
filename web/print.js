// The print screen: what to print for whom, single cards, what is made and how it is printed; papers for the office.
import { html, Component } from "./preact.js";
import { t, lang } from "./words.js";
import { api, state as S, draw, say, fail, jump, rootOf, found, remembered } from "./page.js";
const z = (zh, en) => lang === "zh" ? zh : en;

export class Print extends Component {
  constructor(p) { super(p); this.state = { tick: null, n: null, p: null, url: null, large: false, open: null, q: "" }; }
  componentDidMount() { rootOf().built = n => { if (n === this.state.n) this.look(); }; api("GET", `v/${S.at.id}/made`).then(m => this.setState({ made: m.made }), () => {}); }
  componentWillUnmount() { clearTimeout(this.t); rootOf().built = null; if (this.state.url) URL.revokeObjectURL(this.state.url); }
  // What must be printed again: by family, the numbers of its cards.
  stale() { const m = {}, list = S.at.stale || S.changed && S.changed.known && S.changed.stale; if (list) for (const s of list) if (s.state !== "gone") (m[s.family] = m[s.family] || []).push(s); return m; }
  family(name) { return (S.papers || []).find(f => f.name === name); }
  // What is ticked: a whole family, or numbers of single cards. At first what must be printed again, and no card more.
  ticked() {
    const st = this.state; if (st.tick) return st.tick;
    const m = new Map();
    if (S.at.only) m.set(S.at.only, S.at.card ? new Set([S.at.card]) : true);
    else { const s = this.stale(); for (const k of Object.keys(s)) m.set(k, this.part(k, new Set(s[k].map(x => x.number)))); }
    return m;
  }
  part(name, numbers) { const f = this.family(name), known = f ? f.cards.filter(c => numbers.has(c.number)) : []; return !f || !known.length || known.length === f.cards.length ? true : new Set(known.map(c => c.number)); }
  set(name, what) { const m = new Map(this.ticked()); if (!what || what.size === 0) m.delete(name); else m.set(name, what); this.setState({ tick: m }); }
  toggle(f, number) { const now = this.ticked().get(f.name), all = f.cards.map(c => c.number), s = new Set(now === true ? all : now || []); s.has(number) ? s.delete(number) : s.add(number); this.set(f.name, s.size === all.length ? true : s); this.see(f, number); }
  cards(tick) { const out = {}; for (const [k, v] of tick) if (v !== true) out[k] = [...v]; return out; }
  async make(pictures) {
    const tick = this.ticked(); this.setState({ pictures, p: null });
    try { const r = await api("POST", "build", { village: S.at.id, families: [...tick.keys()], cards: this.cards(tick), pictures, large: this.state.large }); this.began = Date.now(); this.setState({ n: r.n }); this.look(r.n); } catch (e) { fail(e); }
  }
  look = async n => { n = n || this.state.n; clearTimeout(this.t); try { const p = await api("GET", "build/" + n); this.setState({ p }); if (!p.done) this.t = setTimeout(() => this.look(), 400); else { const m = await api("GET", `v/${S.at.id}/made`); this.setState({ made: m.made }); } } catch (e) { fail(e); } };
  async see(f, number) {
    this.setState({ on: f });
    try { const b = await api("GET", `v/${S.at.id}/paper?family=${f.name}&card=${encodeURIComponent(number || (f.cards.length ? f.cards[0].number : ""))}&page=0&dpi=90`); if (this.state.url) URL.revokeObjectURL(this.state.url); this.setState({ url: URL.createObjectURL(b) }); } catch (e) { }
  }
  async note(tick) {
    try { const r = await api("POST", `v/${S.at.id}/printed`, { families: [...tick.keys()], cards: this.cards(tick), n: this.state.n || null }); S.changed = null; delete S.stale[S.at.id]; api("GET", `v/${S.at.id}/changed`).then(c => { S.changed = c; S.stale[S.at.id] = c; draw(); }); say({ text: t("noteDone", r.label) }); } catch (e) { fail(e); }
  }
  // Cards of a family one by one, found by whom they are for or by their number.
  singles(f, tick, stale) {
    const q = this.state.q.trim(), now = tick.get(f.name), must = new Set((stale[f.name] || []).map(s => s.number));
    const hit = c => !q || c.number.toLowerCase().includes(q.toLowerCase()) || c.to.includes(q) || c.to.split(/[\s、：:]+/).some(w => w && found(w, q));
    const list = f.cards.filter(hit), on = c => now === true || !!(now && now.has(c.number));
    return html`<tr class="singles"><td></td><td colspan="5"><div class="chips"><input aria-label=${t("findCard")} placeholder=${t("findCard")} style=${{ width: "260px" }} value=${this.state.q} onInput=${e => this.setState({ q: e.target.value })} />
      <button class="row" onClick=${() => this.set(f.name, now === true ? null : true)}>${now === true ? t("dont") : t("allOf")}</button>${must.size ? html`<button class="row" onClick=${() => this.set(f.name, this.part(f.name, must))}>${t("mustRe")} ${must.size}</button>` : ""}</div>
      <ul class="pick">${list.slice(0, 200).map(c => html`<li><label><input type="checkbox" checked=${on(c)} onChange=${() => this.toggle(f, c.number)} /> ${c.to || c.number} <span class="tiny">${c.number}${must.has(c.number) ? html` · <b class="look">${t("toReprint")}</b>` : ""}</span></label></li>`)}</ul></td></tr>`;
  }
  row(f, tick, stale, on) {
    const st = this.state, now = tick.get(f.name), many = f.cards.length > 1, n = now === true || !now ? f.cards.length : now.size;
    const to = f.cards.length ? [...new Set(f.cards.map(c => c.to))].slice(0, 3).join("、") + (f.cards.length > 3 ? z(` 等 ${f.cards.length}`, " …") : "") : "";
    const sheets = now && now !== true && f.how.cards ? Math.ceil(f.how.sheets * n / f.how.cards) : f.how.sheets;
    return html`<tr class=${on === f ? "on" : ""} onClick=${() => this.see(f)}><td><input type="checkbox" style=${{ width: "18px", height: "18px" }} aria-label=${f.title} checked=${!!now} ref=${e => { if (e) e.indeterminate = !!now && now !== true; }} onClick=${e => e.stopPropagation()} onChange=${() => { this.set(f.name, now ? null : true); this.see(f); }} /></td><td title=${f.title}><b>${f.title}</b></td>
      <td class="small" title=${to}>${many ? html`<button class="row" aria-expanded=${st.open === f.name ? "true" : "false"} onClick=${e => { e.stopPropagation(); remembered(f.cards.flatMap(c => c.to.split(/[\s、：:]+/))); this.setState({ open: st.open === f.name ? null : f.name, q: "" }); }}>${now && now !== true ? t("nOfM", n, f.cards.length) : t("cardsOf")}</button> ` : ""}${to}</td>
      <td>${f.how.cards ? t("cardsTo", n, sheets) : st.made && st.made[f.name] ? z(`${st.made[f.name].pages} 页`, `${st.made[f.name].pages} pages`) : ""}</td><td>${t(f.how.duplex ? "two" : "one")}</td><td>${f.how.cuts ? t("cuts", f.how.cuts) : t("noCut")}</td></tr>
      ${st.open === f.name ? this.singles(f, tick, stale) : ""}`;
  }
  render(_, st) {
    const fam = S.papers || [], stale = this.stale(), tick = this.ticked(), errors = S.v.faults.filter(f => f.severity === "error"), office = S.hello.office || [];
    const on = st.on || fam.find(f => tick.has(f.name)) || fam.find(f => f.name === "household-cards") || fam[0]; if (on && !st.url && !this.once) { this.once = true; this.see(on, S.at.card); }
    const groups = Object.keys(stale).length ? [["mustRe", fam.filter(f => stale[f.name])], ["stillOk", fam.filter(f => !stale[f.name])]] : [["allFam", fam]];
    const p = st.p, running = p && !p.done, left = running && p.made > 0 ? Math.ceil((Date.now() - this.began) / 1000 / p.made * (p.total - p.made)) : 0;
    const sheets = [...tick].reduce((n, [k, v]) => { const f = this.family(k); return n + (f && f.how.sheets ? v === true ? f.how.sheets : Math.ceil(f.how.sheets * v.size / f.how.cards) : 0); }, 0);
    return html`<div class="col grow"><div class="body"><div class="plist col" data-region><div class="ehead"><h2>${t("whatPrint")}</h2><span class="grow"></span><button aria-pressed=${st.large ? "true" : "false"} class=${st.large ? "chip" : ""} onClick=${() => this.setState({ large: !st.large })}>${t("large")}</button></div>
      <div class="scroll"><table class="list" style=${{ width: "100%", margin: 0 }}><colgroup><col style=${{ width: "42px" }} /><col style=${{ width: "29%" }} /><col /><col style=${{ width: "150px" }} /><col style=${{ width: "52px" }} /><col style=${{ width: "66px" }} /></colgroup><thead><tr><th><span class="hid">${t("pickIt")}</span></th><th>${z("什么", "What")}</th><th>${t("forWhom")}</th><th>${t("sheetsN")}</th><th>${t("side")}</th><th>${t("cut")}</th></tr></thead>
        ${groups.map(([g, list]) => html`<tr><td colspan="6" class="small" style=${{ height: "32px", background: "var(--ground)" }}>${t(g)}</td></tr>${list.map(f => this.row(f, tick, stale, on))}`)}
        ${office.length ? html`<tr><td colspan="6" class="small" style=${{ height: "32px", background: "var(--ground)" }}>${t("office")}</td></tr>${office.map(f => html`<tr><td><input type="checkbox" style=${{ width: "18px", height: "18px" }} aria-label=${f.title} checked=${tick.has(f.name)} onChange=${() => this.set(f.name, tick.has(f.name) ? null : true)} /></td><td colspan="5"><b>${f.title}</b></td></tr>`)}` : ""}</table></div></div>
      <div class="how" data-region tabindex="0" role="group" aria-label=${on ? t("thus", on.title) : t("whatPrint")}>${st.url ? html`<img src=${st.url} alt=${on ? on.title : ""} style=${{ width: "290px", alignSelf: "flex-start", background: "#fff", boxShadow: "0 0 0 1px var(--line)" }} />` : ""}
        ${on ? html`<div><h2>${t("thus", on.title)}</h2><ol><li>${t("h1", on.how.paper)}</li><li>${t("h2", t(on.how.duplex ? "two" : "one"))}</li><li>${t("h3")}</li>${on.how.cuts ? html`<li>${t("cuts", on.how.cuts)}</li>` : ""}${on.how.then ? html`<li>${on.how.then}</li>` : ""}</ol></div>` : ""}</div></div>
      <div class="foot" role="status">${errors.length ? html`<span class="dot">${errors.length}</span><span>${t("stillErr", errors.length)}</span><button class="link" onClick=${() => jump(errors.find(f => f.own && f.block !== null) || { block: "", row: "", key: "" })}>${t("goMend")}</button>` : running ? html`<span>${t("makingNow", p.now || "", Math.min(p.made + 1, p.total), p.total)}${left ? t("secondsLeft", left) : ""}</span><button onClick=${() => api("DELETE", "build/" + st.n).then(() => this.look(), fail)}>${t("stop")}</button>` : p ? html`<span class=${p.faults.length ? "err" : "good"}>${p.faults.join("；") || (p.stopped ? t("stopped") : t("madeN", p.files.length, p.pages))}</span>` : html`<span class="second">${tick.size ? "" : t("tickFirst")}</span>`}
        <span class="grow"></span>${S.changed && S.changed.since ? html`<span class="small">${t("oldThere", S.changed.since)}</span>` : ""}
        ${p && p.done && p.files.length ? html`${st.pictures ? "" : html`<button onClick=${() => this.make(true)}>${t("wechat")}</button>`}<button onClick=${() => this.note(tick)}>${t("noted")}</button><button class="main big" onClick=${() => api("POST", `build/${st.n}/open`, {}).then(() => {}, fail)}>${t("openPrint")}</button>`
        : html`<button class=${"big" + (errors.length || !tick.size || running ? "" : " main")} disabled=${!!errors.length || !tick.size || running} title=${errors.length ? t("stillErr", errors.length) : tick.size ? null : t("tickFirst")} onClick=${() => this.make(false)}>${sheets ? t("makeSheets", tick.size, sheets) : t("makeIt", tick.size)}</button>`}</div></div>`;
  }
}
