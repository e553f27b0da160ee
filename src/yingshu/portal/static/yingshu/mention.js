// Yingshu: @name in a comment. <input data-mention="/colleagues/">: after @ the colleagues are offered; Enter or a click takes one.
(function () {
  "use strict";
  const { each, make } = window.ys;
  const ASKED = /@([^\s@]{0,10})$/;

  each("[data-mention]", (input) => {
    const list = make("div", { class: "pop menu mention", hidden: "" });
    input.after(list);
    let turn = 0;
    const close = () => { list.hidden = true; list.replaceChildren(); };
    const before = () => input.value.slice(0, input.selectionStart);

    function take(name) {
      const head = before().replace(ASKED, "@" + name + " ");
      input.value = head + input.value.slice(input.selectionStart);
      input.setSelectionRange(head.length, head.length);
      close();
      input.focus();
    }
    function show(results) {
      list.replaceChildren(...results.map((person) => {
        const item = make("button", { type: "button" }, person.name, make("span", { class: "push ink-3 xs" }, person.note || ""));
        item.addEventListener("mousedown", (e) => { e.preventDefault(); take(person.name); });
        item.addEventListener("click", () => take(person.name));
        return item;
      }));
      list.hidden = !results.length;
    }
    input.addEventListener("input", (e) => {
      if (e.isComposing) return;
      const asked = ASKED.exec(before());
      const mine = ++turn;
      if (!asked) { close(); return; }
      const url = new URL(input.dataset.mention, location.href);
      url.searchParams.set("q", asked[1]);
      fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" })
        .then((r) => (r.ok ? r.json() : { results: [] })).then((data) => { if (mine === turn) show(data.results); }).catch(close);
    });
    input.addEventListener("compositionend", () => input.dispatchEvent(new Event("input")));
    input.addEventListener("blur", () => setTimeout(close, 150));
    input.addEventListener("keydown", (e) => {
      if (list.hidden || e.isComposing) return;
      if (e.key === "Enter" || e.key === "Tab") { e.preventDefault(); list.firstElementChild.click(); }
      if (e.key === "Escape") { e.stopPropagation(); close(); }
    });
  });
})();
