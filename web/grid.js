// The grid: a table under one text field that always has the focus, so that the first syllable of an input method
// is never lost. Knows rows and columns; what is done with an edit is told to its owner.
import { html, Component } from "./preact.js";
import { t } from "./words.js";
import { open } from "./page.js";

export function phone(text) {
  return text.split("、").map(p => /^1\d{10}$/.test(p) ? p.slice(0, 3) + " " + p.slice(3, 7) + " " + p.slice(7) : p).join("、");
}
const wide = s => s.replace(/[０-９]/g, c => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/－/g, "-");
export function parse(text) {
  // Tabs between cells, quotes around cells with line breaks; the last line break is no row.
  const rows = []; let row = [], cell = "", q = false, start = true;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (q) { if (c === '"') { if (text[i + 1] === '"') { cell += '"'; i++; } else q = false; } else cell += c === "\r" ? "" : c; continue; }
    if (c === '"' && start) { q = true; start = false; continue; }
    if (c === "\t") { row.push(cell); cell = ""; start = true; }
    else if (c === "\n" || c === "\r") { if (c === "\r" && text[i + 1] === "\n") i++; row.push(cell); rows.push(row); row = []; cell = ""; start = true; }
    else { cell += c; start = false; }
  }
  if (cell !== "" || row.length) { row.push(cell); rows.push(row); }
  return rows.map(r => r.map(c => c.replace(/\n/g, "、").trim()));
}

// A line below the last row that waits for its name.
const ghosts = new WeakMap(), ghost = cells => { if (!ghosts.has(cells)) ghosts.set(cells, { row: "", cells, grey: {} }); return ghosts.get(cells); };
class Row extends Component {
  shouldComponentUpdate(n) {
    const p = this.props;
    return n.row !== p.row || n.cur !== p.cur || n.sel !== p.sel || n.cols !== p.cols || n.faults !== p.faults || n.r !== p.r || n.chg !== p.chg;
  }
  render({ row, r, cols, cur, sel, faults, chg, base }) {
    return html`<tr role="row" aria-rowindex=${r + 2} class=${cur === r ? "on" : ""}>
      <td class="no" role=${row ? "rowheader" : "gridcell"}>${row ? r + 1 : ""}</td>
      ${cols.map((col, c) => {
        const own = row ? (col.key === "@name" ? row.row : row.cells[col.key]) : "";
        const grey = row && own === undefined && row.grey && row.grey[col.key];
        const f = row && faults && faults[col.key];
        const text = own !== undefined ? own : grey ? grey.text : "";
        const cls = [c === 0 ? "first" : "", f ? (f.severity === "error" ? "bad" : "dim") : "", grey || (row && row.from) ? "grey" : "",
          sel && r >= sel[0] && r <= sel[2] && c >= sel[1] && c <= sel[3] ? "sel" : "", chg && chg[col.key] ? "chg" : ""].join(" ");
        return html`<td id=${base + "-" + r + "-" + c} role="gridcell" aria-colindex=${c + 2} class=${cls} data-r=${r} data-c=${c} title=${f ? f.message : grey ? t("fromAbove") : null}
          aria-invalid=${f && f.severity === "error" ? "true" : null} aria-describedby=${f ? "strip" : null}>${col.kind === "phone" ? phone(text || "") : text}</td>`;
      })}</tr>`;
  }
}

export class Grid extends Component {
  constructor(p) {
    super(p);
    this.state = { r: 0, c: 0, ar: 0, ac: 0, on: false, menu: -1, box: null, card: false, top: 0 };
    this.text = ""; this.comp = false;
  }
  cols() { return this.props.cols; }
  rows() { return this.props.rows; }
  height() { const n = this.rows().length; return n ? n + 1 : 5; }
  componentDidMount() { this.flush = () => this.commit(); open.add(this.flush); this.props.hold && this.props.hold(this); this.place(); if (this.props.focus !== false) this.ed.focus({ preventScroll: true }); }
  componentWillUnmount() { this.gone = true; this.commit(); clearTimeout(this.timer); open.delete(this.flush); }
  componentDidUpdate(prev) {
    if (prev.rows !== this.props.rows && this.follow(prev.rows)) return;
    if (!this.state.on) { const h = this.height(); if (this.state.r >= h) return this.setState({ r: h - 1, ar: h - 1 }); }
    this.place();
  }
  // The cursor stays on its row, wherever that goes when rows come, go, or are sorted.
  follow(before) {
    const rows = this.rows(), { r, ar } = this.state, was = before[r], own = this.own; let to = r;
    const at = uid => rows.findIndex(row => row.uid === uid);
    if (own && at(own.uid) >= 0) { this.own = null; if (!was) to = r > own.at ? rows.length : at(own.uid); }
    else if (was) { if (rows[r] !== was) { const found = at(was.uid); if (found >= 0) to = found; } }
    else if (before.length && r >= before.length) to = rows.length + (r - before.length);
    if (to === r) return false;
    this.setState({ r: to, ar: ar === r ? to : Math.max(0, ar + to - r) }); return true;
  }
  cell(r, c) { return this.tab && this.tab.querySelector(`td[data-r="${r}"][data-c="${c}"]`); }
  place() {
    const { r, c, ar, ac, box } = this.state; const td = this.cell(r, c); if (!td) return;
    const b = [td.offsetLeft, td.offsetTop, td.offsetWidth, td.offsetHeight];
    if (c === 0) b[0] = Math.max(b[0], this.el.scrollLeft + 34);
    if (!box || b.some((n, i) => n !== box[i])) this.setState({ box: b });
  }
  value(r, c) {
    const row = this.rows()[r], col = this.cols()[c]; if (!row && col && r === this.rows().length && this.props.stash) return this.props.stash[col.key] || ""; if (!row || !col) return "";
    if (col.key === "@name") return row.row;
    return row.cells[col.key] !== undefined ? row.cells[col.key] : "";
  }
  sel() { const { r, c, ar, ac } = this.state; return [Math.min(r, ar), Math.min(c, ac), Math.max(r, ar), Math.max(c, ac)]; }
  go(r, c, keep, card = true) {
    this.commit();
    r = Math.max(0, Math.min(this.height() - (this.own ? 0 : 1), r)); c = Math.max(0, Math.min(this.cols().length - 1, c));
    const s = { r, c, on: false, menu: -1, card: card && !keep, q: "" }; if (!keep) { s.ar = r; s.ac = c; }
    this.setState(s, () => { this.look(); this.props.onRow && this.props.onRow(r, this.rows()[r], this.cols()[c]); });
    this.ed.value = ""; this.text = "";
  }
  look() {
    const td = this.cell(this.state.r, this.state.c); if (!td) return; const e = this.el;
    const fixed = 34 + (this.tab.querySelector("th.first") || {}).offsetWidth || 34;
    if (td.offsetTop < e.scrollTop + 34) e.scrollTop = td.offsetTop - 34;
    else if (td.offsetTop + 32 > e.scrollTop + e.clientHeight) e.scrollTop = td.offsetTop + 32 - e.clientHeight;
    if (this.state.c > 0) { if (td.offsetLeft < e.scrollLeft + fixed) e.scrollLeft = td.offsetLeft - fixed; else if (td.offsetLeft + td.offsetWidth > e.scrollLeft + e.clientWidth) e.scrollLeft = td.offsetLeft + td.offsetWidth - e.clientWidth; }
  }
  // What is being typed over: the value and the row as they were, wherever the row is by the time it is written.
  hold() { const { r, c } = this.state, row = this.rows()[r]; this.held = { was: this.value(r, c), from: this.value(r, c), row, uid: row && row.uid }; }
  where() { const h = this.held, rows = this.rows(); return h && h.uid ? rows.findIndex(row => row.uid === h.uid) : Math.max(this.state.r, rows.length); }
  edit(value) { if (this.props.locked) return; if (!this.state.on) this.hold(); this.ed.value = value; this.text = value; this.setState({ on: true, menu: -1, card: false, q: value }); }
  // What an input method has begun is ended first: it counts as typed.
  settle() {
    if (!this.comp) return; const typed = this.ed.value; this.comp = false;
    if (!this.gone) { this.settling = true; this.ed.blur(); this.ed.focus({ preventScroll: true }); this.settling = false; }
    if (!this.ed.value) this.ed.value = typed;
  }
  commit() {
    clearTimeout(this.timer); if (!this.state.on) return;
    this.settle();
    const { c } = this.state, to = this.ed.value.trim(), r = this.where(), h = this.held || { was: this.value(r, c) };
    this.state.on = false; this.held = null;
    if (to !== h.was) this.tell(r, c, to, h);
    this.ed.value = ""; this.setState({ on: false, menu: -1, q: "" });
  }
  tell(r, c, to, h) {
    if (r < 0) return this.props.onGone && this.props.onGone(h.row, this.cols()[c], to);
    const fresh = !this.rows()[r], made = this.props.onEdit([{ r, c, to, was: h.was }]);
    if (fresh && made) this.own = { uid: made[0].uid, at: this.state.r };
  }
  // After a while what is typed is on the disk, while one goes on typing.
  write() {
    const h = this.held, r = h ? this.where() : -1; if (!this.state.on || this.comp || r < 0 || !this.rows()[r]) return;
    const { c } = this.state, to = this.ed.value.trim(); if (this.cols()[c].key === "@name" || to === h.was) return;
    this.props.onEdit([{ r, c, to, was: h.was }], true); h.was = to; h.written = true;
  }
  onInput = () => {
    const q = this.ed.value;
    if (!this.state.on) { if (!q || this.props.locked) { this.ed.value = ""; return; } this.hold(); this.setState({ on: true, menu: -1, card: false, q }); } else this.setState({ q });
    clearTimeout(this.timer); this.timer = setTimeout(() => { if (!this.options().length) this.write(); }, 1500);
  };
  onBlur = () => { if (this.settling) return; if (document.hasFocus()) { this.gone = true; this.commit(); this.gone = false; } else this.write(); };
  options() {
    const col = this.cols()[this.state.c]; if (!this.state.on || !col) return [];
    return this.props.pick ? this.props.pick(col, (this.state.q || "").trim()) : [];
  }
  take(o) {
    if (o.make) { this.commit(); return this.props.onMake && this.props.onMake(o.make); }
    const col = this.cols()[this.state.c], had = this.ed.value.split(/[、，,]/).slice(0, -1).filter(Boolean);
    this.ed.value = col.kind === "texts" ? [...had, o.value].join("、") : o.value;
    this.commit(); this.ed.focus(); this.go(this.state.r + 1, this.state.c, false, false);
  }
  onKey = e => {
    if (this.comp || e.isComposing || e.keyCode === 229) return;
    const { r, c, on, menu } = this.state, k = e.key, ctrl = e.ctrlKey || e.metaKey, opts = this.options();
    const stop = () => { e.preventDefault(); e.stopPropagation(); };
    if (on && opts.length && (k === "ArrowDown" || k === "ArrowUp")) { stop(); return this.setState({ menu: Math.max(0, Math.min(opts.length - 1, menu + (k === "ArrowDown" ? 1 : -1))) }); }
    if (k === "Enter" && !e.altKey) { stop(); if (on && menu >= 0 && opts[menu]) return this.take(opts[menu]); return this.go(r + (e.shiftKey ? -1 : 1), c); }
    if (k === "Tab" && !ctrl) { if (e.shiftKey ? c > 0 : c < this.cols().length - 1) { stop(); if (on && menu >= 0 && opts[menu]) { this.take(opts[menu]); } return this.go(r, c + (e.shiftKey ? -1 : 1)); } return this.commit(); }
    if (k === "Escape") { if (on || this.state.card) { stop(); const h = this.held, at = on && h && h.written ? this.where() : -1; clearTimeout(this.timer); this.held = null; if (at >= 0) this.props.onEdit([{ r: at, c, to: h.from, was: h.was }]); this.ed.value = ""; return this.setState({ on: false, menu: -1, card: false, q: "" }); } return; }
    if (k === "F2") { stop(); return this.edit(this.value(r, c)); }
    if (e.altKey && k === "ArrowDown") { stop(); this.edit(""); return this.setState({ menu: 0 }); }
    if (e.altKey && k === "Insert") { stop(); this.commit(); return this.props.onInsert(r); }
    if (e.altKey && k === "Delete") { stop(); this.commit(); const s = this.sel(); return this.props.onDelete(s[0], s[2]); }
    if (on) return;
    const end = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[k];
    if (end) {
      stop(); let nr = r, nc = c;
      if (ctrl) { nr = end[0] < 0 ? 0 : end[0] > 0 ? this.rows().length - 1 : r; nc = end[1] < 0 ? 0 : end[1] > 0 ? this.cols().length - 1 : c; }
      else { nr += end[0]; nc += end[1]; }
      return this.go(nr, nc, e.shiftKey);
    }
    if (k === "Home") { stop(); return this.go(ctrl ? 0 : r, 0, e.shiftKey); }
    if (k === "End") { stop(); return this.go(ctrl ? this.rows().length - 1 : r, this.cols().length - 1, e.shiftKey); }
    if (k === "PageDown" || k === "PageUp") { stop(); return this.go(r + (k === "PageDown" ? 10 : -10), c, e.shiftKey); }
    if (k === "Delete" || k === "Backspace") { stop(); return this.clear(t("clearLabel", (this.sel()[2] - this.sel()[0] + 1) * (this.sel()[3] - this.sel()[1] + 1))); }
    if (ctrl && (k === "a" || k === "A")) { stop(); return this.setState({ r: 0, c: 0, ar: this.rows().length - 1, ac: this.cols().length - 1 }); }
    if (ctrl && (k === "d" || k === "D")) { stop(); return this.fill(); }
  };
  clear(label) {
    const [r0, c0, r1, c1] = this.sel(), list = [];
    for (let r = r0; r <= r1; r++) for (let c = c0; c <= c1; c++) if (this.cols()[c].key !== "@name" && this.value(r, c) !== "") list.push({ r, c, to: "" });
    if (list.length) this.props.onEdit(list, false, label);
  }
  fill() {
    const [r0, c0, r1, c1] = this.sel(), list = [];
    for (let c = c0; c <= c1; c++) { if (this.cols()[c].key === "@name") continue; const from = r0 === r1 ? r0 - 1 : r0; for (let r = from + 1; r <= r1; r++) if (this.rows()[r]) list.push({ r, c, to: this.value(from, c) }); }
    if (list.length) this.props.onEdit(list, false, t("fillLabel"));
  }
  onCopy = e => {
    if (this.state.on) return;
    const [r0, c0, r1, c1] = this.sel(), out = [];
    for (let r = r0; r <= r1; r++) { const line = []; for (let c = c0; c <= c1; c++) { const v = this.value(r, c); line.push(this.cols()[c].kind === "phone" ? v.replace(/(\d) (?=\d)/g, "$1") : v); } out.push(line.join("\t")); }
    e.clipboardData.setData("text/plain", out.join("\r\n")); e.preventDefault();
    if (e.type === "cut") this.clear(t("cutLabel"));
  };
  onPaste = e => {
    if (this.state.on && this.ed.value) return;
    e.preventDefault(); this.setState({ on: false });
    this.props.onPaste(parse(e.clipboardData.getData("text/plain")), this.sel()[0], this.sel()[1]);
  };
  hit(e) { const td = e.target.closest && e.target.closest("td[data-r]"); return td && [+td.dataset.r, +td.dataset.c]; }
  onDown = e => {
    // A heading explains its column; the hand stays in the grid.
    if (e.target.closest && e.target.closest("th")) { e.preventDefault(); this.commit(); this.ed.focus({ preventScroll: true }); return; }
    const at = this.hit(e); if (!at || e.button) return;
    e.preventDefault(); this.go(at[0], at[1], e.shiftKey); this.ed.focus({ preventScroll: true });
    const move = m => { const over = document.elementFromPoint(m.clientX, m.clientY), td = over && over.closest && over.closest("td[data-r]"); if (td && (+td.dataset.r !== this.state.r || +td.dataset.c !== this.state.c)) this.setState({ r: +td.dataset.r, c: +td.dataset.c, card: false }); };
    const up = () => { removeEventListener("mousemove", move); removeEventListener("mouseup", up); };
    addEventListener("mousemove", move); addEventListener("mouseup", up);
  };
  onHandle = e => {
    e.preventDefault(); e.stopPropagation(); const s = this.sel();
    const move = m => { const over = document.elementsFromPoint(m.clientX, m.clientY).find(x => x.matches && x.matches("td[data-r]")); if (over) this.setState({ ar: s[0], ac: s[1], r: Math.max(s[2], +over.dataset.r), c: s[3] }); };
    const up = () => { removeEventListener("mousemove", move); removeEventListener("mouseup", up); this.fill(); };
    addEventListener("mousemove", move); addEventListener("mouseup", up);
  };
  onMenu = e => { const at = this.hit(e) || [this.state.r, this.state.c]; e.preventDefault(); const s = this.sel(); if (at[0] < s[0] || at[0] > s[2]) this.go(at[0], at[1], false, false); this.setState({ ctx: [e.clientX, e.clientY], card: false }); const off = () => { this.setState({ ctx: null }); removeEventListener("mousedown", off); }; setTimeout(() => addEventListener("mousedown", off)); };
  render({ rows, cols, faults, base, title, chg, cardOf, stash, locked }, { r, c, on, menu, box, card, ctx }) {
    const sel = this.sel(), many = sel[0] !== sel[2] || sel[1] !== sel[3], opts = this.options(), n = this.height();
    const row = rows[r], col = cols[c], f = row && col && faults[row.uid] && faults[row.uid][col.key];
    const label = `${row ? r + 1 : ""} ${row && c ? this.value(r, 0) : ""} ${col ? col.head : ""} ${this.value(r, c)} ${f ? f.message : ""}`;
    const act = fn => e => { e.preventDefault(); this.setState({ ctx: null }); fn(); this.ed.focus(); };
    return html`<div class="grid" ref=${e => this.el = e} onMouseDown=${this.onDown} onContextMenu=${this.onMenu}
        onDblClick=${e => { const at = this.hit(e); if (at || e.target === this.ed) this.edit(this.value(this.state.r, this.state.c)); }}>
      <table role="grid" aria-label=${title} aria-rowcount=${rows.length + 1} aria-colcount=${cols.length + 1} ref=${e => this.tab = e} style=${{ width: 34 + cols.reduce((n, c) => n + (c.width || 110), 0) + "px" }}>
        <colgroup><col style=${{ width: "34px" }} />${cols.map(col => html`<col style=${{ width: (col.width || 110) + "px" }} />`)}</colgroup>
        <thead><tr role="row"><th class="no" role="columnheader"><span class="hid">${t("rowNo")}</span></th>${cols.map((col, i) => html`<th role="columnheader" class=${i === 0 ? "first" : ""} title=${col.about} aria-sort=${this.props.sorted && this.props.sorted.key === col.key ? (this.props.sorted.dir > 0 ? "ascending" : "descending") : null} onClick=${() => this.props.onHead && this.props.onHead(col)}>${this.props.sorted && this.props.sorted.key === col.key ? (this.props.sorted.dir > 0 ? "↑ " : "↓ ") : ""}${col.head}${col.must ? html`<span class="star"> *</span>` : ""}</th>`)}</tr></thead>
        <tbody>${Array.from({ length: n }, (_, i) => html`<${Row} key=${i} r=${i} row=${rows[i] || (i === rows.length && stash ? ghost(stash) : undefined)} cols=${cols} cur=${r === i ? r : -1} sel=${many && i >= sel[0] && i <= sel[2] ? sel.join() === this.last && false || sel : null} faults=${rows[i] && faults[rows[i].uid]} chg=${chg && rows[i] && chg[rows[i].row]} base=${base} />`)}</tbody>
      </table>
      <div class="empty" hidden=${!!rows.length}>${t("emptyHint")}</div>
      <input class=${"ed" + (on ? " on" : "")} ref=${e => { if (e) this.ed = e; }} style=${box ? { left: box[0] - 1 + "px", top: box[1] - 1 + "px", width: (on ? Math.max(box[2] + 1, 120) : box[2] + 1) + "px", height: box[3] + 1 + "px" } : { left: "34px", top: "34px", width: "60px", height: "32px" }}
        aria-label=${label} aria-activedescendant=${base + "-" + r + "-" + c} aria-invalid=${f ? "true" : null} aria-describedby=${f ? "strip" : null} autocomplete="off" spellcheck=${false}
        onInput=${this.onInput} onKeyDown=${this.onKey} onCopy=${this.onCopy} onCut=${this.onCopy} onPaste=${this.onPaste}
        readOnly=${!!locked} onCompositionStart=${() => { this.comp = true; if (!this.state.on) { this.hold(); this.setState({ on: true, card: false, menu: -1 }); } }} onCompositionEnd=${() => { if (this.comp) { this.comp = false; this.onInput(); } }} onBlur=${this.onBlur} />
      ${on || !box ? html`<span></span>` : html`<div class="handle" style=${{ left: box[0] + box[2] - 5 + "px", top: box[1] + box[3] - 5 + "px" }} onMouseDown=${this.onHandle}></div>`}
      ${on && box && opts.length ? html`<div class="menu" role="listbox" style=${{ left: Math.min(box[0], this.el.scrollLeft + Math.max(0, this.el.clientWidth - 280)) + "px", ...(box[1] + box[3] + 250 > this.el.scrollTop + this.el.clientHeight && box[1] > 260 ? { top: box[1] - Math.min(opts.length, 9) * 30 - 8 + "px" } : { top: box[1] + box[3] + 4 + "px" }) }}>${opts.map((o, i) => html`<button tabindex="-1" role="option" aria-selected=${i === menu ? "true" : "false"} onMouseDown=${e => { e.preventDefault(); e.stopPropagation(); this.take(o); }}><b>${o.value || o.label}</b><span class="small cut">${o.about || ""}</span></button>`)}</div>` : ""}
      ${card && f && !on && box ? cardOf(f, { left: Math.max(4, Math.min(box[0] - 60, this.el.scrollLeft + this.el.clientWidth - 350)) + "px", ...(box[1] + 32 + 8 + 150 > this.el.scrollTop + this.el.clientHeight && box[1] > 190 ? { top: box[1] - 8 + "px", transform: "translateY(-100%)" } : { top: box[1] + 40 + "px" }) }) : ""}
      ${ctx ? html`<div class="menu" style=${{ position: "fixed", left: ctx[0] + "px", top: Math.max(0, Math.min(ctx[1], innerHeight - 340)) + "px" }}>
        ${[["copyIt", "copy", "Ctrl+C"], ["cutLabel", "cut", "Ctrl+X"]].map(([w, command, keys]) => html`<button onMouseDown=${act(() => { this.ed.focus(); document.execCommand(command); })}>${t(w)}<span class="tiny">${keys}</span></button>`)}
        <button onMouseDown=${act(() => this.props.onCommand("paste"))}>${t("pasteNow")}</button>
        <button onMouseDown=${act(() => this.props.onCommand("undo"))}>${t("undo")}<span class="tiny">Ctrl+Z</span></button><button onMouseDown=${act(() => this.props.onCommand("redo"))}>${t("redo")}<span class="tiny">Ctrl+Y</span></button>
        <button onMouseDown=${act(() => this.props.onInsert(r))}>${t("addLabel")}<span class="tiny">Alt+Insert</span></button>
        <button onMouseDown=${act(() => this.props.onDelete(sel[0], sel[2]))}>${t("delLabel", sel[2] - sel[0] + 1)}<span class="tiny">Alt+Delete</span></button>
        <button onMouseDown=${act(() => this.fill())}>${t("fillLabel")}<span class="tiny">Ctrl+D</span></button>
        <button onMouseDown=${act(() => this.props.onSort(col, 1))}>${t("sortUp", col ? col.head : "")}</button>
        ${this.props.sorted ? html`<button onMouseDown=${act(() => this.props.onSort(col, 0))}>${t("sortOff")}</button>` : html`<button onMouseDown=${act(() => this.props.onSort(col, -1))}>${t("sortDown", col ? col.head : "")}</button>`}
        <button onMouseDown=${act(() => this.clear(t("clearLabel", 1)))}>${t("clearIt")}<span class="tiny">Delete</span></button></div>` : ""}
    </div>`;
  }
}
export { wide };
