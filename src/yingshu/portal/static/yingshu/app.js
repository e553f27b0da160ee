// Yingshu: the shell. Theme, drawer, menus, toasts, dialog, keyboard, selection, watermark, failures of htmx requests.
// Plain script, no inline code and no eval, so it runs under a strict content policy. Texts come translated from
// #ys-texts. The other files hang on window.ys.
(function () {
  "use strict";
  const root = document.documentElement;
  const body = document.body;
  const find = (sel, from) => (from || document).querySelector(sel);
  const all = (sel, from) => Array.from((from || document).querySelectorAll(sel));
  const text = (key, n) => ((find("#ys-texts") || { dataset: {} }).dataset[key] || "").replace("{n}", n);

  /** Run `setup` for every element matching `sel`, now and whenever htmx brings new ones; once per element. */
  function each(sel, setup) {
    const seen = new WeakSet();
    const run = (scope) => {
      const found = all(sel, scope);
      if (scope.matches && scope.matches(sel)) found.unshift(scope);
      found.filter((el) => !seen.has(el)).forEach((el) => { seen.add(el); setup(el); });
    };
    run(document);
    document.addEventListener("htmx:load", (e) => run(e.target));
  }

  /** Listen on the document for events inside elements matching `sel`. */
  function on(type, sel, act) {
    document.addEventListener(type, (e) => {
      const el = e.target.closest && e.target.closest(sel);
      if (el) act(e, el);
    });
  }

  function make(tag, attrs, ...kids) {
    const el = document.createElement(tag);
    Object.entries(attrs || {}).forEach(([k, v]) => el.setAttribute(k, v));
    el.append(...kids);
    return el;
  }

  /** A choice of the reader that the server needs for the first paint, so it lives in a cookie. */
  function keep(name, value) {
    document.cookie = name + "=" + value + ";path=/;max-age=31536000;samesite=lax";
  }

  // ---------- theme and frame ----------
  on("click", "[data-theme-toggle]", () => {
    const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    root.dataset.bsTheme = theme;
    keep("ys_theme", theme);
    document.dispatchEvent(new CustomEvent("ys:theme"));
  });
  each(".ys-nav [aria-current]", (el) => el.scrollIntoView({ block: "nearest" }));
  on("click", "[data-side-toggle]", () => keep("ys_side", find("#shell").classList.toggle("min") ? "min" : "full"));

  function drawer(open) {
    const burger = find("[data-nav-open]");
    if (!burger || root.classList.contains("nav-open") === open) return;
    root.classList.toggle("nav-open", open);
    burger.setAttribute("aria-expanded", open);
    ["#main", ".ys-top"].forEach((sel) => { find(sel).inert = open; });
    (open ? find(".ys-side a[aria-current], .ys-side a") : burger).focus();
  }
  on("click", "[data-nav-open]", () => drawer(true));
  on("click", "[data-nav-close]", () => drawer(false));
  matchMedia("(min-width: 901px)").addEventListener("change", () => drawer(false));
  on("click", "[data-search-toggle]", () => {
    if (root.classList.toggle("search-open")) find("#search").focus();
    else closeHits();
  });
  on("click", "[data-filter-toggle]", (e, el) => el.setAttribute("aria-expanded", el.closest("form").classList.toggle("open")));

  // ---------- menus (details), search results ----------
  function closeMenus(except) {
    all("details[data-menu][open]").filter((d) => d !== except && !d.contains(except)).forEach((d) => { d.open = false; });
  }
  function closeHits() {
    const hits = find("#search-hits");
    if (hits) hits.replaceChildren();
  }
  document.addEventListener("click", (e) => {
    closeMenus(e.target.closest("details[data-menu]"));
    if (!e.target.closest(".ys-search")) closeHits();
  });
  /** Arrow keys walk through the links of a menu, of the search results, or the rows of a list. */
  function walk(items, step) {
    const at = items.indexOf(document.activeElement);
    const next = items[at < 0 ? (step > 0 ? 0 : items.length - 1) : (at + step + items.length) % items.length];
    if (next) next.focus();
  }
  function arrows(e) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    const box = step && (e.target.closest("details[data-menu][open], .ys-search") || (typing(e.target) ? null : e.target.closest(".yt")));
    if (!box) return;
    const items = all(box.matches(".yt") ? "td.id a" : ".menu a, .menu button", box);
    if (items.length) { e.preventDefault(); walk(items, step); }
  }

  // ---------- toasts ----------
  const toasts = find("#toasts");
  /** A modal dialog hides everything outside it, so notices live inside it while it is open. */
  function front(el) {
    const host = find("dialog[open]") || body;
    if (el && el.parentNode !== host) host.append(el);
  }
  function arm(toast) {
    if (toast.classList.contains("done")) setTimeout(() => toast.remove(), 3000);
  }
  /** level: done (gone after 3 s), warn or danger (stay). `link` is {url, text}. Returns the toast. */
  function toast(level, words, link, act) {
    const icon = { done: "ti-circle-check is-done", warn: "ti-alert-triangle is-warn", danger: "ti-alert-circle is-danger" }[level];
    const say = make("div", {}, words);
    if (link && link.url) say.append(make("div", { class: "xs" }, make("a", { href: link.url }, link.text || text("open"))));
    const el = make("div", { class: "toast-y " + level, role: level === "danger" ? "alert" : "status", "data-toast": "" },
      make("i", { class: "ti " + icon, "aria-hidden": "true" }), say);
    if (act) {
      const button = make("button", { class: "btn btn-sm", type: "button" }, act.text);
      button.addEventListener("click", () => { act.run(); el.remove(); });
      el.append(button);
    }
    el.append(make("button", { class: "btn btn-quiet btn-icon btn-sm", type: "button", "data-close": "", "aria-label": text("close") },
      make("i", { class: "ti ti-x", "aria-hidden": "true" })));
    toasts.append(el);
    front(toasts);
    arm(el);
    return el;
  }
  each("[data-toast]", arm);
  // the server: HX-Trigger: {"toast": {"level": "done", "text": "…", "url": "…", "link": "…"}}
  document.addEventListener("toast", (e) => toast(e.detail.level || "done", e.detail.text || e.detail.value, { url: e.detail.url, text: e.detail.link }));

  // ---------- dialog: loaded by htmx into #dialog ----------
  const dialog = find("#dialog");
  const offline = find("#offline");
  document.addEventListener("htmx:afterSwap", (e) => {
    if (e.detail.target !== dialog) return;
    if (!dialog.innerHTML.trim()) { if (dialog.open) dialog.close(); return; }
    if (!dialog.open) dialog.showModal();
    [toasts, offline].forEach(front);
  });
  document.addEventListener("dialog:close", () => { if (dialog.open) dialog.close(); });
  // Esc asks before typed words are lost; the Cancel button is a decision already
  let typed = false;
  dialog.addEventListener("input", () => { typed = true; });
  dialog.addEventListener("cancel", (e) => { if (typed && !window.confirm(text("unsaved"))) e.preventDefault(); });
  dialog.addEventListener("close", () => { typed = false; });
  dialog.addEventListener("close", () => { [toasts, offline].forEach(front); dialog.replaceChildren(); });
  on("click", "[data-close]", (e, el) => {
    const box = el.closest("dialog, [data-toast]");
    if (box && box.close) box.close(); else if (box) box.remove();
  });
  on("click", "[data-help]", () => { const help = find("#help"); if (help && !help.open) { closeMenus(); help.showModal(); } });
  on("input", "[data-confirm]", (e, el) => {
    find("button:not([type=button])", el.form).disabled = el.value.trim() !== el.dataset.confirm;
  });

  // ---------- keyboard ----------
  const typing = (el) => el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName);
  function press(sel) {
    const el = all(sel).find((x) => x.offsetParent !== null && !x.disabled);
    if (el) el.click();
    return Boolean(el);
  }
  const plainKeys = {
    "/": () => { const s = find("#search"); if (s) { if (s.offsetParent === null) root.classList.add("search-open"); s.focus(); s.select(); } return Boolean(s); },
    n: () => press("[data-key=n]"),
    j: () => press("[data-key=j]"),
    "?": () => press("[data-help]"),
  };
  document.addEventListener("keydown", (e) => {
    if (e.isComposing || e.keyCode === 229) return;
    if (e.key === "Escape") { closeMenus(); closeHits(); root.classList.remove("search-open"); drawer(false); return; }
    arrows(e);
    const form = e.target.form || (e.target.closest && e.target.closest("form")) || find("main form[data-guard], main form[data-once]");
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "s") {
      e.preventDefault();
      const save = form && (find("[data-save]", form) || find("button:not([type=button])", form));
      if (save) save.click();
    } else if ((e.ctrlKey || e.metaKey) && e.key === "Enter") {
      const submit = form && (find("[data-submit]", form) || find(".btn-primary:not([type=button])", form));
      if (submit) { e.preventDefault(); submit.click(); }
    } else if (!e.ctrlKey && !e.metaKey && !e.altKey && !typing(e.target) && !find("dialog[open]")) {
      const run = plainKeys[e.key.toLowerCase()];
      if (run && run()) e.preventDefault();
    }
  });

  // what scrolls sideways must be reachable by keyboard
  each(".ys-tw, .ys-scroll, .ys-views, .ys-tabs, .rail", (el) => {
    const fit = () => { if (el.scrollWidth > el.clientWidth) el.tabIndex = 0; else el.removeAttribute("tabindex"); };
    new ResizeObserver(fit).observe(el);
  });
  each(".rail", (el) => { const now = find(".now", el); if (now) el.scrollLeft = now.offsetLeft - el.clientWidth / 2; });

  // ---------- rows chosen for a batch action; the choice survives paging ----------
  // <table data-select="orders"> with <input type=checkbox data-pick="42">, <input data-pick-all>,
  // <div data-batch="orders"> holding [data-count], [data-unpick] and forms that receive hidden inputs named data-name.
  each("table[data-select]", (table) => {
    const key = "ys-pick-" + table.dataset.select;
    const bar = find('[data-batch="' + table.dataset.select + '"]');
    const read = () => new Set(JSON.parse(sessionStorage.getItem(key) || "[]"));
    function show() {
      const picked = read();
      all("[data-pick]", table).forEach((box) => {
        box.checked = picked.has(box.dataset.pick);
        box.closest("tr").classList.toggle("on", box.checked);
      });
      const master = find("[data-pick-all]", table);
      const boxes = all("[data-pick]", table);
      if (master) master.checked = boxes.length > 0 && boxes.every((b) => b.checked);
      if (!bar) return;
      bar.classList.toggle("on", picked.size > 0);
      all("[data-when-picked]", bar).forEach((el) => { el.hidden = !picked.size; });
      all("[data-count]", bar).forEach((el) => { el.textContent = text("picked", picked.size); });
      all("form[data-batch-form]", bar).forEach((form) => {
        all("input[data-picked]", form).forEach((i) => i.remove());
        picked.forEach((id) => form.append(make("input", { type: "hidden", name: form.dataset.name || "ids", value: id, "data-picked": "" })));
      });
    }
    function save(picked) { sessionStorage.setItem(key, JSON.stringify([...picked])); show(); }
    table.addEventListener("change", (e) => {
      const picked = read();
      const boxes = e.target.matches("[data-pick-all]") ? all("[data-pick]", table) : e.target.matches("[data-pick]") ? [e.target] : [];
      boxes.forEach((box) => (e.target.checked ? picked.add(box.dataset.pick) : picked.delete(box.dataset.pick)));
      if (boxes.length) save(picked);
    });
    if (bar) {
      bar.addEventListener("click", (e) => { if (e.target.closest("[data-unpick]")) { e.preventDefault(); save(new Set()); } });
      bar.addEventListener("submit", () => sessionStorage.removeItem(key));
    }
    show();
  });

  // ---------- watermark: put back when it is taken away ----------
  const mark = find(".ys-mark");
  if (mark) {
    const image = 'url("' + mark.dataset.mark + '")';
    const original = mark.cloneNode(true);
    const holder = mark.parentNode;
    const restore = () => {
      if (root.style.getPropertyValue("--ys-mark-image") !== image) root.style.setProperty("--ys-mark-image", image);
      const now = find(".ys-mark");
      if (now && now.className === original.className && !now.hasAttribute("style") && !now.hidden) return;
      all(".ys-mark").forEach((el) => el.remove());
      holder.append(original.cloneNode(true));
    };
    restore();
    new MutationObserver(restore).observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["style", "class", "hidden"] });
  }

  // ---------- what can go wrong on the way ----------
  const waiting = [];
  function line(up) {
    offline.hidden = up;
    front(offline);
    if (up) waiting.splice(0).forEach((run) => run());
  }
  addEventListener("offline", () => line(false));
  addEventListener("online", () => line(true));
  on("click", "[data-retry]", () => line(true));
  document.addEventListener("htmx:sendError", (e) => {
    const config = e.detail.requestConfig;
    line(false);
    // only reading is repeated by itself; a form keeps its content and waits for its person
    if (config && config.verb === "get") waiting.push(() => window.htmx.trigger(e.detail.elt, config.triggeringEvent ? config.triggeringEvent.type : "load"));
  });
  document.addEventListener("htmx:afterRequest", (e) => { if (e.detail.successful && !offline.hidden) line(true); });
  document.addEventListener("htmx:responseError", (e) => {
    const xhr = e.detail.xhr;
    if (xhr.status === 401) {
      toast("danger", text("expired"), { url: location.href, text: text("signIn") });
    } else {
      const said = xhr.getResponseHeader("X-Error-Message");
      const reference = xhr.getResponseHeader("X-Reference");
      toast("danger", (said ? decodeURIComponent(said) : text("busy")) + (reference ? " (" + text("reference") + " " + reference + ")" : ""));
    }
  });

  window.ys = { find, all, each, on, make, text, toast };
})();
