// Pages for everybody work without this. It keeps what was typed while the line is down, counts characters and hinders a second press.
(function () {
  "use strict";
  var store = null;
  try { store = window.localStorage; store.getItem("x"); } catch (refused) { store = null; }
  var key = function (form) { return "ys:" + form.dataset.keep; };
  var controls = function (form) {
    return Array.prototype.filter.call(form.elements, function (c) {
      return c.name && c.type !== "hidden" && c.type !== "file" && c.type !== "submit" && !c.closest(".trap");
    });
  };
  var read = function (form) {
    return controls(form).map(function (c) { return [c.name, c.value, c.type === "checkbox" || c.type === "radio" ? c.checked : null]; });
  };
  var restore = function (form) {
    var kept = store && store.getItem(key(form));
    if (!kept || form.dataset.fresh === "no") { return; }
    try {
      JSON.parse(kept).forEach(function (entry) {
        controls(form).forEach(function (c) {
          if (c.name !== entry[0]) { return; }
          if (entry[2] === null) { c.value = entry[1]; } else if (c.value === entry[1]) { c.checked = entry[2]; }
        });
      });
    } catch (unreadable) { store.removeItem(key(form)); }
  };
  var count = function (area) {
    var target = document.getElementById(area.dataset.count);
    if (target) { target.textContent = area.value.length + " / " + area.maxLength; }
  };
  document.querySelectorAll("form[data-keep]").forEach(function (form) {
    restore(form);
    form.addEventListener("input", function () { if (store) { try { store.setItem(key(form), JSON.stringify(read(form))); } catch (full) { return; } } });
  });
  document.querySelectorAll("[data-kept-done]").forEach(function (mark) {
    Object.keys(store || {}).forEach(function (name) { if (name.indexOf("ys:" + mark.dataset.keptDone) === 0) { store.removeItem(name); } });
  });
  document.querySelectorAll("textarea[data-count]").forEach(function (area) { count(area); area.addEventListener("input", function () { count(area); }); });
  document.querySelectorAll("form[method=post]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      if (navigator.onLine === false) {
        event.preventDefault();
        var told = document.querySelector("[data-offline]");
        if (told) { told.hidden = false; told.focus(); }
        return;
      }
      form.dataset.sent = "1";
    });
  });
  window.addEventListener("pageshow", function () { document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; }); });
  window.addEventListener("online", function () { document.querySelectorAll("[data-offline]").forEach(function (told) { told.hidden = true; }); });
  var first = document.querySelector("[data-focus]");
  if (first) { first.focus(); }
})();
