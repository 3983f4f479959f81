// The paper beside a row: set anew as one types, turned, enlarged; what is new on it, and which other cards name the same.
import { html, Component } from "./preact.js";
import { t } from "./words.js";
import { api, state as S, go, draw, jump, block, named, lang2 } from "./page.js";

// What has no more pages than that is set anew whenever something changes, like a card; a book when it is asked for.
const FEW = 4;

export class Paper extends Component {
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
        : at.block === "shelters" ? this.backOf(n, has)
        : at.block === "posts" ? has("duty-cards", c => c.to.startsWith(n)) : null;
      if (card && (card.family !== st.family || card.card !== st.card)) { st.family = card.family; st.card = card.card; st.page = card.page || 0; }
    }
    if (!st.family) { const f = fam.find(f => f.name === "household-cards") || fam.find(f => f.cards.length) || fam[0]; st.family = f.name; st.card = f.cards.length ? f.cards[0].number : ""; }
    return st;
  }
  backOf(shelter, has) { const h = block("evacuees").rows.find(r => r.cells.shelter === shelter && r.cells.head), c = h && has("household-cards", c => c.to.endsWith(" " + h.cells.head)); return c && { ...c, page: 1 }; }
  async enlarge() { const st = this.state; this.setState({ zoom: st.url }); try { const b = await api("GET", `v/${S.v.id}/paper?family=${encodeURIComponent(st.family)}&card=${encodeURIComponent(st.card)}&large=${st.large ? 1 : 0}&page=${st.at || 0}&dpi=220`); if (this.state.zoom) this.setState({ zoom: URL.createObjectURL(b) }); } catch (e) { } }
  ask() {
    const w = this.wanted(); if (!w || !S.v || !S.v.readable) return;
    // On a slow computer it is set when the row has been left.
    const row = this.props.at && this.props.at.block + this.props.at.row.uid;
    if (S.tardy >= 5 && this.url && row === this.row && !this.force && this.shownKey === w.family + w.card) return;
    this.row = row;
    const key = [S.v.version, S.proofs, w.family, w.card, w.large, S.changed && S.changed.since].join("|");
    if (key === this.key && w.page === this.page) return;
    const few = this.state.proof && this.state.proof.pages.length <= FEW, cards = w.card !== "" || few || key === this.key; if (!cards && this.key && w.family === this.fam && S.v.id === this.id) { /* a whole book: only when asked */ if (!this.force) return; }
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
      this.took = Date.now() - start; S.tardy = this.took > 800 ? (S.tardy || 0) + 1 : 0; this.url = true;
      this.setState({ proof, url: URL.createObjectURL(blob), at: pg, error: null, old: this.shownKey === w.family + w.card ? old : null }); this.shownKey = w.family + w.card;
    } catch (e) { if (key !== this.key || !e.status) return; if (e.status === 404 && w.card) { const id = S.v.id, p = await api("GET", `v/${id}/papers`).catch(() => null); if (p && S.v && S.v.id === id) { S.papers = named(p.families); this.key = null; draw(); } } else this.setState({ error: e.body.message }); }
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
  // Other cards that name whoever stands in the row: those who fetch them, who watches their point; or all of a person's.
  alsoIn(at, fam) {
    const c = at.row.cells, names = at.block === "evacuees" ? [c["helper.0"], c["helper.1"], c.point].filter(Boolean) : at.block === "people" ? [at.row.row] : [];
    return fam.flatMap(x => x.cards.filter(n => n.number !== this.state.card && (at.block === "people" || x.name !== "duty-cards") && names.some(w => n.to.split(/[\s、：:，,（）()]+/).includes(w))).map(n => [x, n])).slice(0, 5);
  }
  render({ at }, st) {
    const fam = S.papers || [], f = fam.find(x => x.name === st.family), page = st.proof && st.proof.pages[st.at], k = page ? 446 / page.w : 1;
    const bad = at && S.v ? S.v.faults.filter(x => x.own && x.block === at.block && x.row === at.row.row && x.severity === "error") : [];
    const news = page ? page.runs.filter(r => r.new) : [], c = f && f.cards.findIndex(x => x.number === st.card), card = f && f.cards[c];
    const boxes = []; for (const x of bad) { const val = (at.row.cells[x.key] || "").replace(/\s/g, ""); const b = S.form.sections.flatMap(s => s.blocks).find(b => b.id === x.block), col = b.columns.find(c => c.key === x.key); if (page && val) for (const r of page.runs) if (r.text.replace(/\s/g, "").includes(val)) boxes.push({ r, name: col ? col.head : "" }); }
    const step = d => { if (card && f.cards.length) { const n = f.cards[(c + d + f.cards.length) % f.cards.length]; this.show(st.family, n.number); } else if (st.proof) { this.force = true; this.setState({ page: Math.max(0, Math.min(st.proof.pages.length - 1, st.page + d)) }); } };
    return html`<aside class=${"paper col" + (S.drawer ? "" : " away")} data-region aria-label=${lang2("纸", "Paper")}>
      <div class="ehead"><b>${f ? f.title : ""}</b><span class="small grow cut">${card ? card.to : ""}</span>
        <span style=${{ position: "relative" }} onKeyDown=${e => { if (e.key === "Escape" && st.menu) { e.stopPropagation(); this.setState({ menu: false }); } }}><button onClick=${() => this.setState({ menu: !st.menu })} aria-expanded=${st.menu ? "true" : "false"}>${t("other")}</button>${st.menu ? html`<div class="menu" style=${{ right: 0, top: "36px" }}>${fam.map(x => html`<button onClick=${() => this.show(x.name, x.cards.length ? x.cards[0].number : "")}>${x.title}<span class="small">${x.cards.length || ""}</span></button>`)}</div>` : ""}</span>
        <button aria-pressed=${st.large ? "true" : "false"} onClick=${() => { this.force = true; this.setState({ large: !st.large }); }}>${t("large")}</button>
        ${card && st.proof && st.proof.pages.length > 1 ? html`<button aria-pressed=${st.at ? "true" : "false"} onClick=${() => { this.force = true; this.setState({ page: ((st.at || 0) + 1) % st.proof.pages.length }); }}>${t("otherSide")}</button>` : ""}
        <button aria-label="‹" onClick=${() => step(-1)}>‹</button><span class="small">${card ? `${c + 1}/${f.cards.length}` : st.proof ? `${(st.at || 0) + 1}/${st.proof.pages.length}` : ""}</span><button aria-label="›" onClick=${() => step(1)}>›</button></div>
      <div class="scroll grow">
        ${S.tardy >= 5 ? html`<div class="box small">${t("slow")}</div>` : ""}${st.slow ? html`<div class="box small">${t("setting")}</div>` : ""}${st.error ? html`<div class="box err">${st.error}</div>` : ""}
        ${!fam.length && S.papers ? html`<div class="box small">${t("noPaper")}</div>` : ""}
        ${page && st.url ? html`<div class="sheet" data-took=${this.took} style=${{ height: page.h * k + "px" }}><img src=${st.url} alt=${st.proof.text[st.at]} />
          ${page.runs.map(r => html`<i class="go" style=${{ left: r.x * k + "px", top: r.y * k + "px", width: r.w * k + "px", height: r.h * k + "px" }} onClick=${() => { const w = this.where(r.text); if (w) jump(w); }}></i>`)}
          ${news.map(r => html`<i style=${{ left: r.x * k + "px", top: r.y * k + "px", width: r.w * k + "px", height: r.h * k + "px" }}></i>`)}
          ${st.old ? page.runs.filter(r => !st.old.has(r.text) && r.text.trim()).map(r => html`<i class="fresh" key=${this.key + r.x + r.y} style=${{ left: r.x * k + "px", top: r.y * k + "px", width: r.w * k + "px", height: r.h * k + "px", background: "none" }}></i>`) : ""}
          ${boxes.map(({ r, name }) => html`<i class="wait" style=${{ left: Math.max(2, Math.min(r.x * k - 3, 446 - 152)) + "px", top: r.y * k - 4 + "px", minWidth: "150px", width: r.w * k + 6 + "px", height: Math.max(28, r.h * k + 8) + "px" }}>${t("waits", name)}</i>`)}</div>` : ""}
        ${bad.length && !boxes.length && page ? html`<div class="box err small">${bad.map(x => html`<p>${x.message}</p>`)}</div>` : ""}
        ${(st.proof && st.proof.faults || []).map(x => html`<div class="box look small">${x}</div>`)}
        ${news.length && S.changed && S.changed.since ? html`<div class="box"><b>${t("since", S.changed.since)}</b>${(() => { const who = at ? (at.row.cells.head || at.row.row) : "", told = S.changed.changes.filter(x => who && isNaN(who) && x.text.includes(who)).slice(0, 6); return told.length ? told.map(x => { const [a, b] = x.text.split(" → "); return html`<p>${b === undefined ? a : html`${a} → <mark>${b}</mark>`}</p>`; }) : news.slice(0, 6).map(r => html`<p><mark>${r.text}</mark></p>`); })()}</div>` : ""}
        ${(() => { const list = at && S.v ? this.alsoIn(at, fam) : []; return list.length ? html`<div class="box"><b>${t("alsoIn", at.row.cells.head || at.row.row)}</b>${list.map(([x, n]) => html`<p><button class="link" onClick=${() => this.show(x.name, n.number)}>${x.title}　${n.to}</button></p>`)}</div>` : ""; })()}
      </div>
      <div class="ehead pfoot"><span class="small grow cut">${S.changed && S.changed.since ? t("lastP", S.changed.since) : ""}</span><button onClick=${() => st.url && this.enlarge()}>${t("zoom")}</button><button onClick=${() => go({ page: "v", id: S.at.id, tab: "print", only: st.family, card: st.card })}>${t("printThis")}</button></div>
      ${st.zoom ? html`<div class="over" onClick=${() => this.setState({ zoom: null })}><img src=${st.zoom} alt=${st.proof ? st.proof.text[st.at] : ""} style=${{ maxWidth: "96%", maxHeight: "96%", background: "#fff" }} /></div>` : ""}
    </aside>`;
  }
}
