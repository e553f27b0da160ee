// Answering a survey works without this. It hides questions that are not asked, and saves what is on the screen in between.
(function () {
  "use strict";
  var form = document.querySelector("form[data-save], form[data-ask]");
  if (!form) { return; }
  var chosen = function (name) { var found = form.querySelector('[name="' + name + '"]:checked'); return found ? found.value : null; };
  var show = function () {
    form.querySelectorAll("[data-if]").forEach(function (part) {
      if (!form.querySelector('[name="' + part.dataset["if"] + '"]')) { return; }
      part.hidden = part.dataset.values.split(",").indexOf(chosen(part.dataset["if"])) < 0;
    });
  };
  var waiting = null;
  var save = function () {
    var values = {};
    new FormData(form).forEach(function (value, name) { if (name.indexOf("a-") === 0 && typeof value === "string") { values[name] = value; } });
    fetch(form.dataset.save, { method: "POST", body: JSON.stringify(values), keepalive: true, headers: { "Content-Type": "application/json" } })
      .catch(function () { window.addEventListener("online", save, { once: true }); });
  };
  form.addEventListener("change", function () {
    show();
    if (form.dataset.save) { clearTimeout(waiting); waiting = setTimeout(save, 800); }
  });
  show();
})();
