// The order desk: tabs inside a page, and parts that refresh themselves only while somebody looks.
(function () {
  "use strict";
  const { all, each, find } = window.ys;

  each("[data-tabs]", (box) => {
    const tabs = all("[role=tab]", box);
    function show(tab, focus) {
      tabs.forEach((t) => {
        t.setAttribute("aria-selected", t === tab);
        t.tabIndex = t === tab ? 0 : -1;
        document.getElementById(t.getAttribute("aria-controls")).hidden = t !== tab;
      });
      if (focus) tab.focus();
    }
    box.addEventListener("click", (e) => {
      const tab = e.target.closest("[role=tab]");
      if (tab) { e.preventDefault(); show(tab); }
    });
    box.addEventListener("keydown", (e) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
      const at = tabs.indexOf(e.target);
      if (step && at >= 0) { e.preventDefault(); show(tabs[(at + step + tabs.length) % tabs.length], true); }
    });
    show(tabs.find((t) => t.hash === location.hash) || tabs[0]);
  });

  // <div data-live hx-get="…" hx-trigger="every 15s">: not while the page is hidden, a dialog is open or a form is on its way
  document.addEventListener("htmx:beforeRequest", (e) => {
    if (!e.target.matches("[data-live]")) return;
    if (document.hidden || find("dialog[open]") || find("form[data-busy]")) e.preventDefault();
  });
})();
