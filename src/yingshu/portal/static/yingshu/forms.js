// Yingshu: forms. Double submit, unsaved changes, half-width digits, remote search, steppers, line items.
(function () {
  "use strict";
  const { find, all, each, on, make, text } = window.ys;

  // ---------- one submit per click; never locked after Back ----------
  function lock(form, submitter) {
    form.dataset.busy = "1";
    setTimeout(() => all("button:not([type=button])", form).forEach((b) => {
      if (b.disabled) return;
      b.disabled = true;
      b.dataset.locked = "1";
      if (b === submitter) b.prepend(make("span", { class: "spin", "aria-hidden": "true" }));
    }));
    setTimeout(() => unlock(form), 15000); // an answer that is a file leaves the page standing
  }
  function unlock(form) {
    delete form.dataset.busy;
    all("[data-locked]", form).forEach((b) => {
      b.disabled = false;
      delete b.dataset.locked;
      all(".spin", b).forEach((s) => s.remove());
    });
  }
  document.addEventListener("submit", (e) => {
    const form = e.target;
    // a control named "method" hides form.method, so the attribute is asked
    if ((form.getAttribute("method") || "").toLowerCase() !== "post" || form.hasAttribute("data-many")) return;
    if (form.dataset.busy) { e.preventDefault(); e.stopPropagation(); return; }
    if (!e.defaultPrevented || form.matches("[hx-post]")) lock(form, e.submitter);
  }, true);
  document.addEventListener("htmx:afterRequest", (e) => { if (e.detail.elt.matches("form")) setTimeout(() => unlock(e.detail.elt)); });
  addEventListener("pageshow", () => all("form[data-busy]").forEach(unlock));

  // ---------- unsaved changes ----------
  // what a person did counts; rows and remote fields settle with events of their own
  let dirty = false, touched = false;
  ["keydown", "pointerdown"].forEach((what) => on(what, "form[data-guard]", () => { touched = true; }));
  on("input", "form[data-guard]", (e) => { touched = touched || e.isTrusted; dirty = dirty || touched; });
  document.addEventListener("submit", () => { dirty = false; });
  addEventListener("beforeunload", (e) => { if (dirty) { e.preventDefault(); e.returnValue = text("unsaved"); } });
  // handed in when the session had ended: the login came instead of an answer, and what was typed stands in the form again
  const HELD = "ys-held";
  const held = JSON.parse(sessionStorage.getItem(HELD) || "null");
  if (held && !location.pathname.startsWith("/account/") && !find(".fault")) {
    sessionStorage.removeItem(HELD);
    const form = all("form[data-draft]").find((f) => f.dataset.draft === held.to && f.dataset.draftBy === held.by);
    if (form && !find("[data-error-summary]")) {
      const body = new URLSearchParams(held.typed);
      body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      fetch(held.to, { method: "POST", body, credentials: "same-origin" }).then((r) => { if (r.ok) location.replace("?draft=1"); });
    }
  }
  // a long form is kept every half minute, and when the page is left: <form data-draft="/drafts/orders.register/">
  each("form[data-draft]", (form) => {
    const note = find("[data-draft-note]");
    const content = () => { const data = new FormData(form); data.delete("idempotency_key"); return new URLSearchParams(data).toString(); };
    let last = content();
    ["keydown", "pointerdown"].forEach((what) => form.addEventListener(what, () => { if (!touched) last = content(); }));
    let sent = false;
    form.addEventListener("submit", () => {
      sent = true;
      sessionStorage.setItem(HELD, JSON.stringify({ by: form.dataset.draftBy, to: form.dataset.draft, typed: content() }));
    });
    function changed() {
      const now = content();
      if (sent || !touched || now === last) return "";
      last = now;
      return now;
    }
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    setInterval(() => {
      const now = changed();
      if (now) fetch(form.dataset.draft, { method: "POST", body: now, headers, credentials: "same-origin" })
        .then((r) => (r.ok ? r.text() : "")).then((words) => { if (note && words) note.textContent = words; }).catch(() => { last = ""; });
    }, 30000);
    document.addEventListener("visibilitychange", () => {
      const now = document.hidden ? changed() : "";
      if (now) navigator.sendBeacon(form.dataset.draft, new Blob([now], { type: headers["Content-Type"] }));
    });
  });
  each("[data-error-summary]", (el) => el.focus());
  // what was opened from a list that stands above it on a phone
  addEventListener("load", () => each("[data-into-view]", (el) => { if (el.getBoundingClientRect().top > innerHeight) el.scrollIntoView(); }));
  on("change", "form[data-auto]", (e, form) => form.requestSubmit());

  // fields that belong to one choice: <div data-when="method=bill"> is shown while [name=method] is "bill"; several: "kind=choice|matrix"
  each("[data-when]", (box) => {
    const [name, value] = box.dataset.when.split("=");
    const choice = box.closest("form").elements[name];
    const show = () => { box.hidden = !value.split("|").includes(choice.value); };
    if (choice) { choice.addEventListener("change", show); show(); }
  });

  // ---------- full-width digits and signs ----------
  /** １２３，．：－ → 123,.:- ; drops zero-width characters and outer blanks. */
  function halfWidth(value) {
    return value.replace(/[\uFF01-\uFF5E]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xFEE0))
      .replace(/\u3000/g, " ").replace(/\u3002/g, ".").replace(/[\u200B-\u200D\uFEFF]/g, "").trim();
  }
  on("change", "[data-halfwidth]", (e, el) => { const v = halfWidth(el.value); if (v !== el.value) el.value = v; });

  /** A chosen option may bring values for its neighbours: {"price": "85.00", "unit": "袋"} goes to [data-col=…] of the row. */
  function fill(el, values) {
    const place = el.closest("[data-line]") || el.form;
    Object.entries(values || {}).forEach(([col, value]) => {
      const cell = find('[data-col="' + col + '"]', place);
      if (!cell) return;
      if ("value" in cell) cell.value = value; else cell.textContent = value;
      cell.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  // Sortable is loaded after this file on the pages that need it, but before DOMContentLoaded
  document.addEventListener("DOMContentLoaded", () => each("[data-sortable]", (el) => new window.Sortable(el, { handle: ".grip", animation: 120 })));

  // ---------- remote search: <select data-remote="/lookup/customers"> answers {results: [{id, text, note}], more} ----------
  each("select[data-remote]", (el) => {
    if (!window.TomSelect) return;
    const label = el.labels[0];
    const pick = new window.TomSelect(el, {
      dropdownParent: el.closest("dialog") ? null : document.body, closeAfterSelect: true, valueField: "id", labelField: "text", searchField: [], maxOptions: 20, loadThrottle: 250, preload: "focus", maxItems: el.multiple ? null : 1,
      load(query, done) {
        const url = new URL(el.dataset.remote, location.href);
        url.searchParams.set("q", halfWidth(query));
        if (query) el.dataset.typed = query;
        all("[data-remote-with], [data-col=title], select[data-remote]:not([multiple])", el.form).forEach((other) => { // titles of rows count even while empty
          if (other !== el && (other.value || other.dataset.col === "title")) url.searchParams.set(other.name, other.value);
        });
        fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" })
          .then((r) => (r.ok ? r.json() : { results: [] }))
          .then((data) => { pick.ysMore = data.more; pick.clearOptions(); done(data.results); })
          .catch(() => done());
      },
      render: {
        option: (d, safe) => "<div>" + safe(d.text) + (d.note ? "<small>" + safe(d.note) + "</small>" : "") + "</div>",
        item: (d, safe) => "<div>" + safe(d.text) + "</div>",
        no_results: () => '<div class="no-results">' + text("none") + "</div>",
        loading: () => '<div class="no-results">' + text("searching") + "</div>",
      },
      // what was found before must not be chosen by Enter while the answer to the words typed now is on its way
      onType() { pick.clearOptions(); },
      onItemAdd() { pick.setTextboxValue(""); },
      onLoad() { if (pick.ysMore) pick.dropdown_content.append(make("div", { class: "no-results ink-3 xs" }, text("more"))); },
      onChange(value) {
        fill(el, (pick.options[value] || {}).fill);
        el.dispatchEvent(new Event("input", { bubbles: true }));
      },
    });
    const name = el.getAttribute("aria-label") || (label && label.textContent.trim());
    if (name) [el, pick.control_input].forEach((x) => x.setAttribute("aria-label", name));
  });

  // a record that is not there yet: <a hx-get="/act/…/?pick=customer_id" data-pick-for="customer_id"> makes it in a dialog that begins
  // with what was searched for; the answer HX-Trigger {"picked": {name, id, words}} puts it into the control
  document.addEventListener("htmx:configRequest", (e) => {
    const el = e.detail.elt.dataset.pickFor && find('select[name="' + e.detail.elt.dataset.pickFor + '"]');
    if (el && el.dataset.typed) e.detail.parameters.typed = el.dataset.typed;
  });
  document.addEventListener("picked", (e) => {
    const el = find('main select[name="' + e.detail.name + '"]');
    if (!el || !el.tomselect) return;
    const url = new URL(el.dataset.remote, location.href);
    url.searchParams.set("q", e.detail.words);
    fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" }).then((r) => r.json()).then((data) => {
      data.results.forEach((d) => el.tomselect.addOption(d));
      el.tomselect.setValue(e.detail.id);
    });
  });

  // ---------- stepper: <div class="stepper" data-step="1" data-due="200"><button data-down><input><button data-up></div> ----------
  each(".stepper", (box) => {
    const input = find("input", box);
    const step = Number(box.dataset.step || 1);
    function tell() {
      const due = box.dataset.due;
      if (due === undefined) return;
      const gap = scaled(input.value, 3) - scaled(due, 3);
      const bad = gap !== 0n;
      box.classList.toggle("bad", bad);
      const note = document.getElementById(box.dataset.note || "");
      if (!note) return;
      const n = unscaled(gap < 0n ? -gap : gap, 3);
      note.className = "tag " + (bad ? "danger" : "done");
      note.replaceChildren(make("i", { class: "ti ti-" + (bad ? "alert-circle" : "check"), "aria-hidden": "true" }),
        gap < 0n ? text("short", n) : bad ? text("over", n) : text("match"));
    }
    box.addEventListener("click", (e) => {
      const by = e.target.closest("[data-up]") ? step : e.target.closest("[data-down]") ? -step : 0;
      if (!by) return;
      const next = scaled(input.value, 3) + BigInt(by) * 1000n;
      input.value = unscaled(next < 0n ? 0n : next, 3);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    input.addEventListener("input", tell);
    tell();
  });

  // ---------- exact decimal arithmetic: text ↔ integer with so many places ----------
  /** "1,234.5" with 2 places → 123450n; what is no number counts as 0. Digits beyond the places are cut. */
  function scaled(value, places) {
    const m = /^([-\u2212]?)(\d*)(?:\.(\d*))?$/.exec(halfWidth(String(value)).replace(/[,\s\uFFE5\u00A5]/g, ""));
    if (!m) return 0n;
    const n = BigInt((m[2] || "0") + (m[3] || "").slice(0, places).padEnd(places, "0"));
    return m[1] ? -n : n;
  }
  function unscaled(n, places) {
    const s = String(n < 0n ? -n : n).padStart(places + 1, "0");
    const frac = s.slice(-places).replace(/0+$/, "");
    return (n < 0n ? "-" : "") + s.slice(0, -places) + (frac ? "." + frac : "");
  }
  /** Integer fen as 1,234.56, negative with a real minus. */
  function showFen(n) {
    const s = String(n < 0n ? -n : n).padStart(3, "0");
    return (n < 0n ? "\u2212" : "") + s.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",") + "." + s.slice(-2);
  }
  /** Round half away from zero while dividing by 10^places. */
  function shrink(n, places) {
    const unit = 10n ** BigInt(places);
    const half = n < 0n ? -unit / 2n : unit / 2n;
    return (n + half) / unit;
  }
  /** Gross of a line in fen: price (6 places) × quantity (3) × (100 − discount % (4)), rounded once, half up. */
  function lineFen(price, quantity, discount) {
    return shrink(scaled(price, 6) * scaled(quantity, 3) * (1000000n - scaled(discount || "0", 4)), 13);
  }

  window.ys.sum = { scaled, unscaled, showFen, lineFen, halfWidth };
})();
