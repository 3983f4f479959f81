// Rosters that are dropped: what they are, what each column is, what they would change value by value; then saved as one.
import { html, Component } from "./preact.js";
import { t, lang } from "./words.js";
import { api, take, state as S, go, say, fail, act, town } from "./page.js";
import { parse } from "./grid.js";
const z = (zh, en) => lang === "zh" ? zh : en;

// ---- dropping files ----
// A roster is taken wherever it is let go; where a screen takes none it is asked what is meant, and the browser never
// leaves the page for it.
export const takers = [];
export function dropping() {
  const files = e => e.dataTransfer && [...e.dataTransfer.types].includes("Files"), over = on => document.body.classList.toggle("dropping", on);
  addEventListener("dragover", e => { if (files(e)) { e.preventDefault(); over(takers.length > 0); } });
  addEventListener("dragleave", e => { if (!e.relatedTarget) over(false); });
  addEventListener("drop", e => {
    if (!files(e)) return; e.preventDefault(); over(false);
    const list = [...e.dataTransfer.files], taker = takers[takers.length - 1], at = S.at; if (!list.length || !S.form || S.over || S.lost) return;
    if (taker) taker(list);
    else if (at.page === "v" && at.id !== "town") say({ text: t("dropAsk", list.map(f => f.name).join("、")), buttons: [{ text: t("roster"), act: () => { S.dropped = list; go({ page: "v", id: at.id, tab: "roster" }); } }] });
    else say({ text: t("dropNot") });
  });
}
export class Drop extends Component {
  send = files => { for (const f of files) if (f.size > 20 * 1024 * 1024) return say({ bad: true, text: z("文件太大了，最多 20 兆：", "too large, 20 MB at most: ") + f.name }); if (files.length) this.props.onFiles([...files]); };
  componentDidMount() { takers.push(this.send); }
  componentWillUnmount() { takers.splice(takers.indexOf(this.send), 1); }
  render({ children, cls }) {
    return html`<div class=${cls || "blk drop"}>
      ${children}<input type="file" aria-label=${t("pick")} hidden multiple accept=".xlsx,.xlsm,.xls,.et,.ods,.csv" ref=${e => this.file = e} onChange=${e => { this.send([...e.target.files]); e.target.value = ""; }} /><button onClick=${() => this.file.click()}>${t("pick")}</button></div>`;
  }
}
// The characters of a text that another has not, in order.
export function unlike(other, text) {
  const a = [...other], b = [...text], n = a.length, m = b.length; if (n * m > 250000) return text;
  const l = Array.from({ length: n + 1 }, () => new Uint16Array(m + 1));
  for (let i = n - 1; i >= 0; i--) for (let j = m - 1; j >= 0; j--) l[i][j] = a[i] === b[j] ? l[i + 1][j + 1] + 1 : Math.max(l[i + 1][j], l[i][j + 1]);
  const out = []; let i = 0, j = 0; while (j < m) { if (i < n && a[i] === b[j]) { out.push(b[j]); i++; j++; } else if (i < n && l[i + 1][j] >= l[i][j + 1]) i++; else { out.push(html`<mark>${b[j]}</mark>`); j++; } }
  return out;
}

// ---- import ----
// A row of the sheet stands behind its cell: 转移清单!A2 申大海.
const ROW = /^(.+?![A-Z]+\d+) /;
function whence(q, c) { const row = c.match(ROW); return q.asks === "needs" ? t("needsHead") : row ? t("inSheet") + " " + row[1] : t("inFile"); }
// What the sheet says and what is on file beside each other, value by value, with the characters that differ marked.
function SideBySide({ q, choose }) {
  const parts = x => x.replace(ROW, "").replace(/(\d) (?=\d)/g, "$1\u00a0").split(/ +/).filter(Boolean), given = parts(q.given), all = q.candidates.map(parts), n = Math.max(given.length, ...all.map(x => x.length));
  return html`<table class="side2"><thead><tr><th class="small">${t("inSheet")} ${q.cell}</th>${q.candidates.map(c => html`<th class="small">${whence(q, c)}</th>`)}</tr></thead><tbody>${Array.from({ length: n }, (_, k) => html`<tr><td>${given[k] ? unlike(all.map(x => x[k] || "").join(" "), given[k]) : ""}</td>${all.map(x => html`<td>${x[k] ? unlike(given[k] || "", x[k]) : ""}</td>`)}</tr>`)}
    <tr><td></td>${q.candidates.map((_, i) => html`<td><button class="row" onClick=${() => choose(i)}>${t(q.id.startsWith("people!") ? "isHe" : "isOne")}</button></td>`)}</tr></tbody></table>`;
}
// Keys by which a change and a value of it are known while answers come and go.
const whole = c => [c.v, c.section, c.who, c.cell].join("|"), single = (c, it) => whole(c) + "|" + it.field;
const place = s => s.file + "!" + s.sheet;
const column = h => h.head && h.head !== h.at ? h.at + " " + h.head : h.at;
// A table that was copied, as a file of its own.
export const copied = rows => new File([rows.map(r => r.map(x => '"' + x.replace(/"/g, '""') + '"').join(",")).join("\n")], t("copiedTable") + ".csv");

export class Import extends Component {
  constructor(p) { super(p); this.state = { plan: null, step: 1, skip: {}, wait: {} }; }
  componentDidMount() {
    document.addEventListener("paste", this.pasted); const rows = S.pasted, dropped = S.dropped; S.pasted = S.dropped = null;
    if (rows) this.files([copied(rows)]); else if (dropped || this.props.files) this.files(dropped || this.props.files);
  }
  componentWillUnmount() { document.removeEventListener("paste", this.pasted); }
  pasted = e => {
    if (this.state.plan || e.target.matches && e.target.matches("input,textarea")) return;
    const rows = parse(e.clipboardData.getData("text/plain")); if (rows.length > 1) { e.preventDefault(); this.files([copied(rows)]); }
  };
  async files(list) {
    let plan = this.state.plan; this.setState({ busy: true });
    try { for (const f of list) plan = await api("POST", `import${plan ? "/" + plan.n : ""}?name=${encodeURIComponent(f.name)}${this.props.village ? "&village=" + this.props.village : ""}`, await f.arrayBuffer(), true); this.setState({ plan, step: 2, busy: false }); } catch (e) { this.setState({ busy: false }); fail(e); }
  }
  async tell(body) { try { this.setState({ plan: await api("PATCH", "import/" + this.state.plan.n, body) }); } catch (e) { fail(e); } }
  changes() { return this.state.plan.villages.flatMap(v => v.changes.map((c, i) => ({ ...c, v: v.name, i }))); }
  // Which values of a change are taken.
  taken(c) { const k = this.state.skip; return k[whole(c)] ? [] : c.items.filter(it => c.doing !== "change" || !k[single(c, it)]); }
  skips(c) { return !!this.state.skip[whole(c)] || c.doing === "change" && c.items.length > 0 && !this.taken(c).length; }
  toggle(c) { const skip = { ...this.state.skip }, off = !this.skips(c); skip[whole(c)] = off; if (!off) for (const it of c.items) delete skip[single(c, it)]; this.setState({ skip }); }
  choose(c, it, old) { const skip = { ...this.state.skip }; if (skip[whole(c)]) { for (const x of c.items) skip[single(c, x)] = true; delete skip[whole(c)]; } skip[single(c, it)] = old; this.setState({ skip }); }
  async save(added, changed) {
    const without = {}, not = (c, n) => (without[c.v] = without[c.v] || []).push(n), all = this.changes();
    for (const c of all) if (this.skips(c)) not(c, c.i); else if (c.doing === "change") c.items.forEach((it, k) => { if (this.state.skip[single(c, it)]) not(c, [c.i, k]); });
    try {
      const r = await api("POST", `import/${this.state.plan.n}/apply`, { without }); S.saved = (await api("GET", "hello")).time; await town(); if (this.props.done) return this.props.done(r);
      const first = all.find(c => !this.skips(c)), section = first ? S.form.sections.findIndex(s => s.blocks.some(b => b.title === first.section)) : -1;
      take(await api("GET", "v/" + this.props.village)); go({ page: "v", id: this.props.village, tab: "fill", section: section < 0 ? 5 : section }); say({ text: t("importDone", added, changed), buttons: [{ text: t("undo"), act: () => act("undo") }] });
    } catch (e) { fail(e); }
  }
  // What one sheet was taken for, and each of its columns; whoever knows better says so.
  sheet(s, plan) {
    const kind = plan.kinds.find(k => k.title === s.kind), alone = plan.sheets.filter(x => place(x) === place(s)).length === 1;
    const means = (h, to) => {
      const said = { [column(h)]: to };
      // What is said of one column is said of no other any more.
      for (const x of s.headings) if (x !== h && x.by_hand && to && to !== plan.out && x.to === to) said[column(x)] = "";
      this.tell({ columns: { [place(s)]: said } });
    };
    return html`<div class="it"><b>${s.sheet || s.file}</b><p>→ ${s.kind && !alone ? s.kind : html`<select aria-label=${t("tellMe")} class=${s.kind ? "" : "dim"} onChange=${e => this.tell({ kinds: { [place(s)]: e.target.value } })}>${kind ? "" : html`<option value="">${t("tellMe")}</option>`}${plan.kinds.map(k => html`<option value=${k.id} selected=${k === kind}>${k.title}</option>`)}</select>`}</p>
      ${s.kind ? html`<p class="tiny">${s.lacks.length ? "" : t("rowsN", s.rows)}${s.homes ? " · " + z(`合成 ${s.homes} 户`, `${s.homes} households`) : ""}${s.totals ? " · " + t("totals", s.totals) : ""}${s.hidden_rows ? " · " + z(`${s.hidden_rows} 行是隐藏的，也读了`, `${s.hidden_rows} hidden rows`) : ""}</p>` : html`<p class="look">${t("notKnown")}</p>`}
      ${s.homeless || plan.told[place(s)] ? html`<p class=${s.homeless ? "look" : "small"}>${s.homeless ? t("homeless", s.homeless) : t("allOfVillage")}</p><form onSubmit=${e => { e.preventDefault(); this.tell({ villages: { [place(s)]: e.target.v.value } }); }}><input name="v" class=${s.homeless ? "dim" : ""} list="i-names" autocomplete="off" style=${{ width: "150px" }} aria-label=${t("whichVillage")} placeholder=${t("whichVillage")} value=${plan.told[place(s)] || ""} onChange=${e => this.tell({ villages: { [place(s)]: e.target.value } })} /> <button class="row">${t("yes")}</button></form>`
        : s.village && plan.names.length > 1 ? html`<p class="tiny">${t("takenFor", s.village)} <button class="link" onClick=${() => this.tell({ villages: { [place(s)]: s.village } })}>${t("edit")}</button></p>` : ""}
      ${s.lacks.length ? html`<p class="look">${t("lacksColumn", s.lacks.join(z("、", ", ")))}</p>` : ""}
      ${kind && s.headings.length ? html`<p class="small">${t("columnsHead")}</p>${s.headings.map(h => html`<label class="colmap"><span class="cut" title=${h.head || h.at}>${h.head || t("columnAt", h.at)}</span><select class=${h.to || h.out ? "" : "dim"} onChange=${e => means(h, e.target.value)}>
        ${h.by_hand ? html`<option value="">${t("byHeading")}</option>` : h.to || h.out ? "" : html`<option value="" selected>${t("notUnderstood")}</option>`}<option value=${plan.out} selected=${h.out}>${t("dont")}</option>${kind.columns.map(c => html`<option value=${c} selected=${c === h.to}>${c}</option>`)}</select></label>`)}` : ""}</div>`;
  }
  // Old and new of a value beside each other: the new one is taken unless somebody keeps the old.
  value(c, it) {
    const old = !!this.state.skip[whole(c)] || !!this.state.skip[single(c, it)], name = single(c, it);
    const one = (keep, text, what) => html`<label class=${"alt" + (old === keep ? " on" : "")}><input type="radio" name=${name} checked=${old === keep} aria-label=${t(what) + " " + c.who + " " + it.field + " " + text} onChange=${() => this.choose(c, it, keep)} /> ${old !== keep ? html`<s>${text || t("emptyCell")}</s>` : html`<b>${text || t("emptyCell")}</b>`}</label>`;
    return html`<span class="alts">${one(true, it.old, "keepOld")}<span class="second">→</span>${one(false, it.new, "takeNew")}</span>`;
  }
  rows(c, many, first) {
    const off = this.skips(c), part = !off && c.doing === "change" && this.taken(c).length < c.items.length;
    return (c.items.length && c.doing !== "add" ? c.items : [null]).map((it, k) => html`<tr key=${whole(c) + k} ...${first && k === 0 ? { id: "i-edits" } : {}}><td>${k === 0 ? html`<input type="checkbox" style=${{ width: "18px", height: "18px" }} aria-label=${c.who} checked=${!off} ref=${e => { if (e) e.indeterminate = part; }} onChange=${() => this.toggle(c)} />` : ""}</td><td>${k === 0 ? c.who : ""}${many && k === 0 ? html`<span class="tiny"> ${c.v}</span>` : ""}</td><td>${it ? it.field : c.doing === "add" ? t("adds") + " · " + c.section : c.section}</td><td>${it ? this.value(c, it) : c.doing === "add" ? html`<span class=${off ? "second" : "good"}>${c.items.map(i => i.new).join("　")}</span>` : html`<s>${c.who}</s>`}</td></tr>`);
  }
  render(_, { plan, step, busy, wait }) {
    const steps = ["s1", "s2", "s3", "s4"];
    const head = html`<div class="steps">${this.props.village ? "" : html`<h1 class="hid">${t("roster")}</h1>`}${steps.map((s, i) => html`<span class=${i + 1 < step ? "good" : i + 1 === step ? "" : "second"} style=${i + 1 === step ? { fontWeight: "bold" } : null}>${i + 1 < step ? "✓ " : ""}${t(s)}</span>${i < 3 ? html`<span class="second">›</span>` : ""}`)}<span class="grow"></span>${plan ? html`<span class="small cut">${[...new Set(plan.sheets.map(s => s.file))].join("、")} · ${t("nothingYet")}</span>` : ""}</div>`;
    if (!plan) return html`<div class="col grow" data-region>${head}<div class="start"><${Drop} onFiles=${f => this.files(f)}><b>${busy ? "…" : t("dropHere")}</b><span class="small grow">${t("dropHint")}${z("；复制了一块，直接按 Ctrl+V 也行", "; or copy rows and press Ctrl+V")}</span><//></div></div>`;
    const questions = plan.villages.flatMap(v => v.questions.map(q => ({ ...q, v: v.name }))), faults = plan.faults.filter(f => f.severity !== "note");
    const changes = this.changes(), kept = changes.filter(c => !this.skips(c));
    const adds = kept.filter(c => c.doing === "add"), edits = kept.filter(c => c.doing === "change").reduce((n, c) => n + this.taken(c).length, 0), gone = plan.villages.flatMap(v => v.gone), same = plan.villages.reduce((n, v) => n + v.same, 0);
    const firstEdit = changes.find(c => c.doing === "change"), idle = !changes.length && !questions.length && !faults.length, unread = plan.sheets.some(s => !s.kind || s.lacks.length || s.homeless);
    const lost = plan.sheets.reduce((n, s) => n + s.homeless, 0), open = questions.filter(q => !wait[q.id]).length, many = plan.villages.length > 1;
    const at = id => () => { const el = document.getElementById("i-" + id); el && el.scrollIntoView({ block: "start" }); };
    const chip = (id, n, cls) => n ? html`<button class="chip" onClick=${at(id)}>${t(id)} ${cls ? html`<span class=${"dot " + cls}>${n}</span>` : n}</button>` : "";
    return html`<div class="col grow" data-region>${head}<div class="body">
      <div class="side" data-region><p class="it small">${t("sheets")}</p><datalist id="i-names">${plan.names.map(n => html`<option value=${n} />`)}</datalist>${plan.sheets.map(s => this.sheet(s, plan))}
        <div class="it small">${z("还有别的表：", "Another sheet: ")}<${Drop} cls="more" onFiles=${f => this.files(f)} /></div></div>
      <div class="scroll grow">${idle ? html`<p class="old second">${t(unread ? "tellColumns" : "nothing")}</p>` : html`<div class="chips" style=${{ padding: "10px 16px", position: "sticky", top: 0, background: "var(--ground)", zIndex: 1 }}><span class="small">${t("jump")}</span>${chip("decide", questions.length, "look")}${chip("wrong", faults.length, " ")}${chip("adds", adds.length)}${chip("edits", edits)}${same ? html`<span class="small">${t("same")} ${same}</span>` : ""}${chip("gone", gone.length)}</div>`}
        <div id="i-decide">${questions.map((q, n) => html`<div class="twin"><b>${t(q.asks === "needs" ? "askNeeds" : "question", n + 1, questions.length)}</b>${many ? html` <span class="small">${q.v}</span>` : ""}
          ${q.asks === "needs" ? html`<table style=${{ width: "100%", margin: "8px 0" }}><tr><th class="small" style=${{ textAlign: "left", width: "230px" }}>${t("inSheet")} ${q.cell}</th><td><b>${q.given}</b></td></tr>${q.candidates.map((c, i) => html`<tr><th class="small" style=${{ textAlign: "left" }}>${whence(q, c)}</th><td><b>${c}</b> <button class="row" onClick=${() => this.tell({ answers: { [q.id]: i } })}>${t("isNeed")}</button></td></tr>`)}</table>`
          : html`<${SideBySide} q=${q} choose=${i => this.tell({ answers: { [q.id]: i } })} />`}
          <button onClick=${() => this.tell({ answers: { [q.id]: "new" } })}>${t(q.asks === "needs" ? "noNeed" : q.id.startsWith("people!") ? "isOther" : "isTwo")}</button> <button class="link" onClick=${() => { this.setState({ wait: { ...wait, [q.id]: true } }); this.tell({ answers: { [q.id]: "leave" } }); }}>${t("later")}${wait[q.id] ? " ✓" : ""}</button></div>`)}</div>
        ${faults.length ? html`<table class="tab" id="i-wrong"><tr><th style=${{ width: "210px" }}>${t("cell")}</th><th>${t("wrongHead")}</th></tr>${faults.map(f => html`<tr><td class="act">${f.cell}</td><td>${f.message}${f.hint ? html` <span class="small">${f.hint}</span>` : ""}</td></tr>`)}</table>` : ""}
        ${changes.length ? html`<table class="tab" id="i-adds"><tr><th style=${{ width: "36px" }}><span class="hid">${t("pickIt")}</span></th><th style=${{ width: "130px" }}>${t("who")}</th><th style=${{ width: "110px" }}>${t("field")}</th><th>${t("arrow", edits)}</th></tr>${changes.flatMap(c => this.rows(c, many, c === firstEdit))}</table>` : ""}
        ${gone.length ? html`<table class="tab" id="i-gone"><tr><th>${t("keepGone")}</th></tr>${gone.map(([s, w]) => html`<tr><td>${s} · ${w}</td></tr>`)}<tr><td><label><input type="checkbox" style=${{ width: "18px", height: "18px" }} onChange=${e => this.tell({ prune: e.target.checked })} /> ${z("都删掉", "remove them all")}</label></td></tr></table>` : ""}
      </div></div>
      <div class="foot"><button onClick=${() => this.setState({ plan: null, step: 1, skip: {} })}>${t("backCols")}</button><span class="grow"></span>${lost ? html`<span class="look">${t("homelessFoot", lost)}</span>` : ""}${open ? html`<span class="small">${t("stillAsk", open)}</span>` : ""}
        ${idle || unread && !changes.length && !questions.length ? html`<span class="second">${t(unread ? lost ? "tellVillage" : "nothingRead" : "nothing")}</span>` : step === 2 ? html`<button class="main big" onClick=${() => this.setState({ step: 3 })}>${z("看要改什么", "See the changes")}</button>` : html`<button class="main big" disabled=${!kept.length} title=${kept.length ? null : t("nothing")} onClick=${() => this.save(adds.length, edits)}>${kept.length ? t("saveIt", adds.length, edits) : t("nothing")}</button>`}</div></div>`;
  }
}
