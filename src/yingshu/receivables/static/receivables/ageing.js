// Ageing: a row of the table unfolds the items behind it (htmx fetches them once) and folds them again.
(function () {
  "use strict";
  document.addEventListener("click", (e) => {
    const button = e.target.closest("[data-unfold]");
    if (!button) return;
    const items = document.getElementById(button.getAttribute("aria-controls"));
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    button.closest("tr").classList.toggle("on", !open);
    button.firstElementChild.className = open ? "ti ti-chevron-right" : "ti ti-chevron-down";
    items.hidden = open;
  });
})();
