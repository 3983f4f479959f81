(() => {
  const out = [], vw = innerWidth, vh = innerHeight;
  const rgb = s => { const m = s.match(/[\d.]+/g); return m ? m.map(Number) : [0, 0, 0, 0]; };
  const lum = c => { const f = c.slice(0, 3).map(v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * f[0] + 0.7152 * f[1] + 0.0722 * f[2]; };
  const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0.99) return c; } return [255, 255, 255]; };
  const ratio = (a, b) => { const x = lum(a), y = lum(b); return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05); };
  const seen = e => { const r = e.getBoundingClientRect(); const s = getComputedStyle(e); return r.width > 0 && r.height > 0 && s.visibility !== "hidden" && s.opacity !== "0"; };
  const scrolls = e => { for (let p = e.parentElement; p; p = p.parentElement) { const s = getComputedStyle(p); if (/(auto|scroll)/.test(s.overflowY + s.overflowX)) return true; } return false; };
  const name = e => (e.getAttribute("aria-label") || e.textContent || e.title || (e.labels && e.labels[0] && e.labels[0].textContent) || (e.closest("label") || {}).textContent || "").trim();
  const tag = e => e.tagName + "." + e.className + " “" + name(e).slice(0, 24) + "”";
  for (const e of document.querySelectorAll("button,a[href],input,select,textarea,[tabindex='0']")) {
    if (!seen(e) || e.hidden) continue;
    const r = e.getBoundingClientRect();
    if (!name(e)) out.push("no name: " + tag(e));
    // What finishes a job is in sight wherever one has scrolled.
    if ((!scrolls(e) || e.closest(".foot")) && (r.left < -1 || r.top < -1 || r.right > vw + 1 || r.bottom > vh + 1)) out.push("outside: " + tag(e) + [r.left, r.top, r.right, r.bottom].map(Math.round));
    if (e.tagName === "BUTTON" && !e.closest(".menu") && r.height < 25) out.push("small: " + tag(e) + r.height);
    if (e.tagName === "BUTTON" && e.disabled && !e.title && !/^(撤销|重做|存)/.test(name(e))) out.push("dead without a word: " + tag(e));
    if (["BUTTON", "INPUT", "SELECT", "TEXTAREA"].includes(e.tagName) && !e.disabled && !e.matches(".ed,.link,.chip,.nav button,.menu button,th button,.src textarea,[type=checkbox]")) { const s = getComputedStyle(e); if (parseFloat(s.borderTopWidth) && ratio(rgb(s.borderTopColor), ground(e.parentElement)) < 3) out.push("edge: " + tag(e)); }
  }
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const told = new Set();
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement; if (!walk.currentNode.data.trim() || !seen(e) || e.closest(".ed,svg,option,[disabled]")) continue;
    const r = ratio(rgb(getComputedStyle(e).color), ground(e)); const key = tag(e);
    if (r < 4.5 && !told.has(key)) { told.add(key); out.push("contrast " + r.toFixed(1) + ": " + key); }
  }
  const ids = {}; for (const e of document.querySelectorAll("[id]")) { if (ids[e.id]) out.push("id twice: " + e.id); ids[e.id] = 1; }
  for (const e of document.querySelectorAll("[aria-describedby]")) if (!document.getElementById(e.getAttribute("aria-describedby"))) out.push("described by nothing: " + tag(e));
  for (const e of document.querySelectorAll("img")) if (!e.hasAttribute("alt")) out.push("no alt");
  if (!document.documentElement.lang) out.push("no lang");
  const main = [...document.querySelectorAll("button.main")].filter(seen); if (main.length > 1) out.push("blue buttons: " + main.map(name));
  if (document.documentElement.scrollWidth > vw) out.push("page is wider than the window");
  return out;
})()
