// A simple map: white with north and a grid of 100 m, or the village's own picture, laid on the earth by two places
// whose coordinates are known. The table beside it stays master.
import { html, Component } from "./preact.js";
import { t } from "./words.js";
import { api, state as S, block, edit, fail, frozen, Text } from "./page.js";

const W = 560, H = 420, METRES = 111320;
export const read = text => { const m = String(text || "").match(/(-?\d+\.?\d*)\s*[,，\s]\s*(-?\d+\.?\d*)/), p = m && [+m[1], +m[2]]; return p && Math.abs(p[0]) <= 90 && Math.abs(p[1]) <= 180 ? p : null; };
// Lays a picture on the earth: turned, scaled and moved so that two of its places are where they are. Points are
// [x, y, latitude, longitude]; metres run east and north from the first.
export function fitted(points) {
  if (!points || points.length < 2) return null;
  const [a, b] = points, east = METRES * Math.cos(a[2] * Math.PI / 180), E = (b[3] - a[3]) * east, N = (b[2] - a[2]) * METRES, x = b[0] - a[0], y = -(b[1] - a[1]), d = x * x + y * y;
  if (d < 900 || Math.hypot(E, N) < 5) return null;
  const p = (E * x + N * y) / d, q = (N * x - E * y) / d, scale = Math.hypot(p, q);
  return {
    scale, points,
    earth: (X, Y) => { const u = X - a[0], v = -(Y - a[1]); return [a[2] + (q * u + p * v) / METRES, a[3] + (p * u - q * v) / east]; },
    paper: ([lat, lon]) => { const e = (lon - a[3]) * east, n = (lat - a[2]) * METRES, s = scale * scale; return [a[0] + (p * e + q * n) / s, a[1] - (p * n - q * e) / s]; },
    // A click is three dots off at most; far from the two places that grows.
    off: (w, h) => Math.max(1, Math.round(3 * scale * (1 + Math.hypot(w, h) / 2 / Math.sqrt(d)))),
  };
}
export class PlaceMap extends Component {
  constructor(p) { super(p); this.state = { fit: null, mode: null, marks: [], zoom: 1, at: [0, 0] }; }
  async componentDidMount() {
    try { const blob = await api("GET", `v/${S.at.id}/picture`), url = URL.createObjectURL(blob), img = new Image(); img.onload = async () => { const points = await api("GET", `v/${S.at.id}/fit`).catch(() => null); this.setState({ url, w: img.naturalWidth || W, h: img.naturalHeight || H, fit: fitted(points) }); }; img.src = url; } catch (e) { this.setState({ none: true }); }
  }
  componentWillUnmount() { if (this.state.url) URL.revokeObjectURL(this.state.url); }
  places() { return ["points", "shelters", "places"].flatMap(id => block(id).rows.filter(r => !r.from).map(r => ({ id, r, at: read(r.cells.coordinates) }))); }
  // From the earth to the drawing and back: by the picture where it is fitted, else by north and a grid.
  view(known) {
    const st = this.state;
    if (st.url && st.fit) { const k = Math.min(W / st.w, H / st.h); return { k: k / st.fit.scale, px: p => st.fit.paper(p).map(n => n * k), back: (x, y) => st.fit.earth(x / k, y / k), picture: k }; }
    if (!known.length) return null;
    const lat = known.map(x => x.at[0]), lon = known.map(x => x.at[1]);
    if (!this.mid) { this.mid = [(Math.min(...lat) + Math.max(...lat)) / 2, (Math.min(...lon) + Math.max(...lon)) / 2]; const east = METRES * Math.cos(this.mid[0] * Math.PI / 180); this.span = Math.max(400, (Math.max(...lat) - Math.min(...lat)) * METRES * 1.4, (Math.max(...lon) - Math.min(...lon)) * east * 1.4 * H / W); }
    const c = this.mid, east = METRES * Math.cos(c[0] * Math.PI / 180), k = H / this.span;
    return { k, px: p => [W / 2 + (p[1] - c[1]) * east * k, H / 2 - (p[0] - c[0]) * METRES * k], back: (x, y) => [c[0] - (y - H / 2) / k / METRES, c[1] + (x - W / 2) / k / east] };
  }
  // Where the hand is, on the drawing.
  hand(e) { const box = this.svg.getBoundingClientRect(), st = this.state; return [(e.clientX - box.left) / st.zoom + st.at[0], (e.clientY - box.top) / st.zoom + st.at[1]]; }
  closer(by, x = W / 2 / this.state.zoom + this.state.at[0], y = H / 2 / this.state.zoom + this.state.at[1]) {
    const st = this.state, zoom = Math.max(1, Math.min(16, st.zoom * by)), inside = (n, size) => Math.max(0, Math.min(size - size / zoom, n));
    this.setState({ zoom, at: [inside(x - (x - st.at[0]) * st.zoom / zoom, W), inside(y - (y - st.at[1]) * st.zoom / zoom, H)] });
  }
  pull(e, move, done) { const on = m => move(m), off = m => { removeEventListener("mousemove", on); removeEventListener("mouseup", off); done && done(m); }; addEventListener("mousemove", on); addEventListener("mouseup", off); }
  ground = e => {
    const st = this.state; if (e.button) return;
    if (st.mode) { const k = Math.min(W / st.w, H / st.h), [x, y] = this.hand(e); return this.setState({ mark: [x / k, y / k], said: null }); }
    e.preventDefault(); const from = [e.clientX, e.clientY], was = st.at; this.pull(e, m => { const inside = (n, size) => Math.max(0, Math.min(size - size / this.state.zoom, n)); this.setState({ at: [inside(was[0] - (m.clientX - from[0]) / this.state.zoom, W), inside(was[1] - (m.clientY - from[1]) / this.state.zoom, H)] }); });
  };
  async place(at) {
    const st = this.state; if (!at || !st.mark) return; const marks = [...st.marks, [...st.mark, ...at]];
    if (marks.length < 2) return this.setState({ marks, mark: null, said: null });
    const fit = fitted(marks); if (!fit) return this.setState({ mark: null, said: t("tooNear") });
    try { await api("PUT", `v/${S.at.id}/fit`, marks); this.setState({ fit, mode: null, marks: [], mark: null, said: null }); } catch (e) { fail(e); }
  }
  put(x, p) { edit(t("map"), [{ block: x.id, row: x.r.row, uid: x.r.uid, key: "coordinates", was: x.r.cells.coordinates || "", to: p[0].toFixed(5) + ", " + p[1].toFixed(5) }]); }
  drag(x, e, v) { e.preventDefault(); e.stopPropagation(); e.currentTarget.focus(); let p = null; this.pull(e, m => { p = v.back(...this.hand(m)); this.setState({ drag: x.r.uid, p }); }, () => { this.setState({ drag: null }); if (p) this.put(x, p); }); }
  key(x, e) { const d = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[e.key]; if (!d || frozen()) return; e.preventDefault(); const m = e.shiftKey ? 10 : 1; this.put(x, [x.at[0] + d[0] * m / METRES, x.at[1] + d[1] * m / METRES / Math.cos(x.at[0] * Math.PI / 180)]); }
  grid(v) { const out = []; for (let i = -Math.ceil(W / 200 / v.k); i <= W / 200 / v.k + 1; i++) out.push(html`<line x1=${W / 2 + i * 100 * v.k} x2=${W / 2 + i * 100 * v.k} y1="0" y2=${H} stroke="#e3e8eb" />`); for (let i = -Math.ceil(H / 200 / v.k); i <= H / 200 / v.k + 1; i++) out.push(html`<line y1=${H / 2 + i * 100 * v.k} y2=${H / 2 + i * 100 * v.k} x1="0" x2=${W} stroke="#e3e8eb" />`); return out; }
  sign(x, v, own) {
    const st = this.state, [cx, cy] = v.px(st.drag === x.r.uid && st.p || x.at), s = 1 / st.zoom, r = +x.r.cells.radius_m, fill = own ? x.id === "points" ? "#b3261e" : "#1d6a39" : "#6f7b84";
    return html`<g tabindex=${own ? 0 : null} role=${own ? "button" : null} aria-label=${x.r.row} style=${{ cursor: own ? "move" : "default" }} onMouseDown=${own && !st.mode && !frozen() ? e => this.drag(x, e, v) : null} onKeyDown=${own ? e => this.key(x, e) : null}>${r ? html`<circle cx=${cx} cy=${cy} r=${r * v.k} fill="#b3261e22" stroke="#b3261e" stroke-width=${s} />` : ""}<g transform=${`translate(${cx} ${cy}) scale(${s})`}>${x.id === "points" ? html`<path d="M0,-8l8,14h-16z" fill=${fill} stroke="#fff" />` : html`<rect x="-6" y="-6" width="12" height="12" fill=${fill} stroke="#fff" />`}<text x="10" y="5" font-size="14" fill="#1b2126" stroke="#fff" stroke-width="3" paint-order="stroke">${x.r.row}</text></g></g>`;
  }
  fitBar(known) {
    const st = this.state; if (!st.url) return st.none ? html`<p class="small">${t("noPicture")}</p>` : "";
    if (!st.mode) return html`<p><button class="row" onClick=${() => this.setState({ mode: true, marks: [], mark: null, fit: null, zoom: 1, at: [0, 0] })}>${t(st.fit ? "fitAgain" : "fitIt")}</button>${st.fit ? html` <span class="small">${t("fitError", st.fit.off(st.w, st.h))}</span>` : ""}</p>`;
    return html`<form class="fit" role="status" onSubmit=${e => { e.preventDefault(); this.place(read(e.target.where.value) || (known.find(x => x.r.row === e.target.where.value.trim()) || {}).at); }}><b>${t("fitNth", st.marks.length + 1)}</b>${st.mark ? html`<input name="where" list="fit-places" aria-label=${t("fitWhich")} placeholder=${t("fitWhich")} style=${{ width: "330px" }} autocomplete="off" /><datalist id="fit-places">${known.map(x => html`<option value=${x.r.row} />`)}</datalist><button class="row">${t("fitDone")}</button>` : ""}<button type="button" class="row" onClick=${() => this.setState({ mode: null, marks: [], mark: null })}>${t("cancel")}</button>${st.said ? html`<span class="err">${st.said}</span>` : ""}</form>`;
  }
  render({ b }, st) {
    const known = this.places().filter(x => x.at), v = this.view(known), base = st.url && (st.mode || st.fit), k = base ? Math.min(W / st.w, H / st.h) : 1, dot = ([x, y]) => html`<circle cx=${x * k} cy=${y * k} r=${6 / st.zoom} fill="#ffe27a" stroke="#1b2126" stroke-width=${2 / st.zoom} />`;
    return html`<div class="forms mapped"><div><p class="small">${t("mapHint")}</p>${this.fitBar(known)}
      ${v || base ? html`<div class="chips"><button class="row" onClick=${() => this.closer(2)}>${t("closer")}</button><button class="row" disabled=${st.zoom <= 1} title=${st.zoom <= 1 ? t("farther") : null} onClick=${() => this.closer(0.5)}>${t("farther")}</button></div>
      <svg class="map" width=${W} height=${H} viewBox=${[...st.at, W / st.zoom, H / st.zoom].join(" ")} role="group" aria-label=${t("map")} ref=${e => this.svg = e} onMouseDown=${this.ground} onWheel=${e => { e.preventDefault(); this.closer(e.deltaY < 0 ? 1.25 : 0.8, ...this.hand(e)); }}>
        ${base ? html`<image href=${st.url} width=${st.w * k} height=${st.h * k} />` : this.grid(v)}
        ${!v || st.mode ? "" : known.map(x => this.sign(x, v, x.id === b.id))}${st.marks.map(dot)}${st.mark ? dot(st.mark) : ""}
        ${base ? "" : html`<text x=${st.at[0] + (W - 48) / st.zoom} y=${st.at[1] + 24 / st.zoom} font-size=${15 / st.zoom} fill="#1b2126">${t("north")}</text>`}
        ${v && !st.mode ? html`<g transform=${`translate(${st.at[0]} ${st.at[1]})`}><line x1=${16 / st.zoom} x2=${16 / st.zoom + 100 * v.k} y1=${(H - 14) / st.zoom} y2=${(H - 14) / st.zoom} stroke="#1b2126" stroke-width=${2 / st.zoom} /><text x=${16 / st.zoom} y=${(H - 20) / st.zoom} font-size=${13 / st.zoom} fill="#1b2126" stroke="#fff" stroke-width=${3 / st.zoom} paint-order="stroke">${t("m100")}</text></g>` : ""}</svg>` : html`<p>${t("noCoord")}</p>`}</div>
      <table class="tab beside">${block(b.id).rows.filter(r => !r.from).map(r => html`<tr><td>${r.row}</td><td><${Text} aria-label=${r.row} value=${r.cells.coordinates || ""} onWrite=${(to, was) => edit(t("map"), [{ block: b.id, row: r.row, uid: r.uid, key: "coordinates", was, to }])} /></td></tr>`)}</table></div>`;
  }
}
