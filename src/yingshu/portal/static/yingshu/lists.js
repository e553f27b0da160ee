// Yingshu: lists. A column is made wider or narrower by its edge; columns that stay in sight know where the ones before them end.
(function () {
  "use strict";
  const { all, each, make, on } = window.ys;
  const STEP = 20;
  const NARROWEST = 60;
  const WIDEST = 600;
  const sizes = (el) => Array.from(el.classList).filter((name) => name === "cw" || /^w\d+$/.test(name));

  // a shortcut fills in both days of the range before it and asks
  on("click", "[data-span]", (e, button) => {
    const box = button.closest("details");
    const fields = all("input[type=date]", box.previousElementSibling);
    button.dataset.span.split(",").forEach((day, i) => { fields[i].value = day; });
    box.open = false;
    box.closest("form").requestSubmit();
  });

  each("table[data-widths]", (table) => {
    const heads = all("thead th", table);
    const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";

    function place() {
      let left = 0;
      all("thead .fz", table).forEach((th) => {
        const found = /\bfz(\d)\b/.exec(th.className);
        if (found) table.style.setProperty("--ys-fz" + found[1], left + "px");
        left += th.offsetWidth;
      });
    }
    function set(index, width) {
      all("tr", table).forEach((tr) => {
        const cell = tr.cells[index];
        if (!cell || cell.colSpan > 1 || tr.closest("tfoot")) return;
        cell.classList.remove(...sizes(cell));
        if (width) cell.classList.add("cw", "w" + width);
      });
      place();
    }
    function keep(name, width) {
      fetch(table.dataset.widths, {
        method: "POST", credentials: "same-origin",
        headers: { "X-CSRFToken": token(), "Content-Type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ name, width }).toString(),
      });
    }
    function drag(th, grip, e) {
      const from = e.clientX;
      const before = th.offsetWidth;
      let width = before;
      const move = (ev) => {
        width = Math.min(WIDEST, Math.max(NARROWEST, Math.round((before + ev.clientX - from) / STEP) * STEP));
        set(th.cellIndex, width);
      };
      const end = () => {
        grip.classList.remove("on");
        grip.removeEventListener("pointermove", move);
        if (width !== before) keep(th.dataset.name, width);
      };
      e.preventDefault();
      grip.classList.add("on");
      grip.setPointerCapture(e.pointerId);
      grip.addEventListener("pointermove", move);
      grip.addEventListener("pointerup", end, { once: true });
      grip.addEventListener("pointercancel", end, { once: true });
    }
    heads.filter((th) => th.dataset.name).forEach((th) => {
      const grip = make("span", { class: "grip-w", "aria-hidden": "true" });
      grip.addEventListener("pointerdown", (e) => drag(th, grip, e));
      grip.addEventListener("dblclick", () => { set(th.cellIndex, 0); keep(th.dataset.name, 0); });
      th.append(grip);
    });
    place();
    if (table.dataset.frozen) new ResizeObserver(place).observe(table);
  });
})();
