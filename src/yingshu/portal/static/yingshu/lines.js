// Yingshu: line items. Load it on pages that have <table data-lines="PREFIX">; PREFIX is the formset's, or empty when the
// fields simply repeat. Rows: <tr data-line> with controls marked data-col="quantity|price|discount|…", outputs
// [data-line-total], buttons [data-line-copy] and [data-line-delete]; a <template data-line-template> holds an empty row
// with __prefix__ in its names. In the form: [data-line-add], [data-lines-total], [data-lines-quantity].
(function () {
  "use strict";
  const { find, all, each, text, toast } = window.ys;
  const { scaled, unscaled, showFen, lineFen } = window.ys.sum;

  each("table[data-lines]", (table) => {
    const prefix = table.dataset.lines;
    const form = table.closest("form");
    const place = find("[data-lines-body]", table) || table.tBodies[0];
    const group = table.closest(".fields > .all") || form; // a form may hold several tables
    const template = find("template[data-line-template]", group);
    const counter = prefix && find('[name="' + prefix + '-TOTAL_FORMS"]', form);
    const rows = () => all("[data-line]", place);
    const live = () => rows().filter((row) => !row.classList.contains("gone"));
    const cells = (row) => all("[data-col]", row).filter((el) => "value" in el && !el.readOnly && !el.disabled && el.type !== "hidden");
    const flag = (row) => find('[name$="-DELETE"]', row);

    // ---- totals, in integer fen
    function total() {
      const value = (row, col) => { const el = find('[data-col="' + col + '"]', row); return el ? el.value || el.textContent || "0" : "0"; };
      let fen = 0n;
      let quantity = 0n;
      live().forEach((row) => {
        const line = lineFen(value(row, "price"), value(row, "quantity"), value(row, "discount"));
        const out = find("[data-line-total]", row);
        if (out) out.textContent = showFen(line);
        fen += line;
        quantity += scaled(value(row, "quantity"), 3);
      });
      all("[data-lines-total]", form).forEach((el) => { el.textContent = showFen(fen); });
      all("[data-lines-quantity]", form).forEach((el) => { el.textContent = unscaled(quantity, 3); });
    }

    // ---- rows
    function renumber() {
      if (!counter) return;
      rows().forEach((row, i) => all("[name], [id], [for]", row).forEach((el) => ["name", "id", "for"].forEach((key) => {
        const old = el.getAttribute(key);
        if (old) el.setAttribute(key, old.replace(new RegExp(prefix + "-(\\d+|__prefix__)-"), prefix + "-" + i + "-"));
      })));
      counter.value = rows().length;
    }
    function add(after) {
      const row = template.content.firstElementChild.cloneNode(true);
      if (after) after.after(row); else place.append(row);
      renumber();
      row.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
      total();
      return row;
    }
    function copy(row) {
      const fresh = add(row);
      const targets = cells(fresh);
      cells(row).forEach((el, i) => put(targets[i], el.value, el.selectedOptions && el.selectedOptions[0] ? el.selectedOptions[0].textContent : ""));
      total();
    }
    function remove(row) {
      const next = row.nextElementSibling;
      if (flag(row)) { flag(row).checked = true; flag(row).value = "on"; row.classList.add("gone"); } else { row.remove(); renumber(); }
      total();
      const back = () => {
        if (flag(row)) { flag(row).checked = false; flag(row).value = ""; row.classList.remove("gone"); } else { place.insertBefore(row, next); renumber(); }
        total();
      };
      toast("warn", text("rowGone"), null, { text: text("undo"), run: back });
      if (!live().length) add();
    }

    // ---- cells
    function focus(el) { if (el.tomselect) el.tomselect.focus(); else { el.focus(); if (el.select) el.select(); } }
    /** Put a value into a control; `label` names a remote option that is not loaded yet. */
    function put(el, value, label) {
      if (!el) return;
      if (el.tomselect) {
        if (value) { el.tomselect.addOption({ id: value, text: label || value }); el.tomselect.addItem(value, true); }
        return;
      }
      if (el.tagName === "SELECT") {
        const option = all("option", el).find((o) => o.value === value || o.textContent.trim() === value.trim());
        if (option) el.value = option.value;
        return;
      }
      el.value = el.hasAttribute("data-halfwidth") ? window.ys.sum.halfWidth(value) : value.trim();
    }
    /** A pasted name is looked up; one exact or single answer is taken, anything else is left to the person. */
    function look(el, words) {
      const url = new URL(el.dataset.remote, location.href);
      url.searchParams.set("q", words);
      return fetch(url, { headers: { Accept: "application/json" } }).then((r) => r.json()).then(({ results }) => {
        const hit = results.find((r) => r.text === words) || (results.length === 1 ? results[0] : null);
        if (hit) { el.tomselect.addOption(hit); el.tomselect.addItem(hit.id); }
      });
    }
    function paste(e) {
      const el = e.target.closest("[data-col], .ts-wrapper");
      const words = e.clipboardData.getData("text/plain");
      if (!el || !/[\t\n]/.test(words.trimEnd())) return;
      e.preventDefault();
      const start = el.matches("[data-col]") ? el : el.previousElementSibling;
      let row = start.closest("[data-line]");
      const from = cells(row).indexOf(start);
      words.trimEnd().split(/\r?\n/).forEach((line, i) => {
        if (i) row = live()[live().indexOf(row) + 1] || add();
        const targets = cells(row).slice(from);
        line.split("\t").forEach((value, k) => {
          if (targets[k] && targets[k].dataset.remote && targets[k].tomselect) look(targets[k], value.trim()); else put(targets[k], value);
        });
      });
      total();
    }
    /** Enter goes to the next cell; past the last cell of the last row, Enter and Tab add a row. */
    function step(e) {
      const el = e.target.closest("[data-col]");
      if (!el || e.isComposing || e.ctrlKey || e.metaKey || e.shiftKey || !["Enter", "Tab"].includes(e.key)) return;
      const row = el.closest("[data-line]");
      const next = cells(row)[cells(row).indexOf(el) + 1];
      const below = live()[live().indexOf(row) + 1];
      if (e.key === "Tab" && (next || below)) return;
      if (e.key === "Tab" && !el.value) return;
      e.preventDefault();
      focus(next || cells(below || add())[0]);
    }

    /** Up and down go to the same cell of the row above or below. Lists of choices keep their own arrows. */
    function climb(e) {
      const by = { ArrowUp: -1, ArrowDown: 1 }[e.key];
      const el = e.target.closest("input[data-col]");
      if (!by || !el || e.isComposing || e.ctrlKey || e.metaKey || e.altKey || ["date", "datetime-local"].includes(el.type)) return;
      const row = el.closest("[data-line]");
      const next = live()[live().indexOf(row) + by];
      if (!next) return;
      e.preventDefault();
      focus(cells(next)[cells(row).indexOf(el)]);
    }

    table.addEventListener("keydown", climb);
    table.addEventListener("input", total);
    table.addEventListener("keydown", step);
    table.addEventListener("paste", paste);
    table.addEventListener("click", (e) => {
      const row = e.target.closest("[data-line]");
      if (row && e.target.closest("[data-line-copy]")) copy(row);
      if (row && e.target.closest("[data-line-delete]")) remove(row);
    });
    form.addEventListener("click", (e) => { if (group.contains(e.target) && e.target.closest("[data-line-add]")) focus(cells(add())[0]); });
    if (!rows().length) add(); else { renumber(); total(); }
  });
})();
